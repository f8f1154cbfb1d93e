"""The words of `facet bench`, and of the loop that it may compare with."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ABOUT = """Measure how fast Facet is here: milliseconds a frame, wall and CPU, detection, all answers and
drawing counted, decoding not. The clip is fitted into 1280x720; four faces are a 2x2 grid of it. It takes
some minutes, and means something only on a machine that does nothing else."""
_EXAMPLES = """examples:
  facet bench                                  one face, then four
  facet bench --source clip.mp4 --faces 4
  facet bench --against tutorial               beside the usual tutorial's loop, for the ratio
  facet bench --live                           each frame when it is due: age and drops
  facet bench --faces 1 --json speed.json      the figures as JSON; - is standard output
"""


def add_bench(commands: Any, run: Callable[[argparse.Namespace], int]) -> None:
    """Adds `bench`, and without a help line `tutorial-loop`, to the subparsers of `facet`; `run` measures."""
    bench = commands.add_parser(
        "bench",
        help="measure how fast Facet is on this machine",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    bench.add_argument("--source", metavar="CLIP", help="a video, or demo (default: a clip at hand, or demo)")
    bench.add_argument("--faces", type=int, choices=(1, 4), help="how many faces (default: one, then four)")
    bench.add_argument("--against", choices=("tutorial",), help="alternate with this loop, for the ratio")
    pace = bench.add_mutually_exclusive_group()
    pace.add_argument("--live", action="store_true", help="each frame when it is due, as from a camera")
    pace.add_argument("--flat-out", action="store_true", help="as fast as it goes (the default)")
    bench.add_argument("--json", metavar="FILE", help="write the figures as JSON; - is standard output")
    bench.set_defaults(run=run)
    loop = commands.add_parser("tutorial-loop")
    loop.add_argument("pictures", type=Path)
    loop.set_defaults(run=_tutorial_loop)


def _tutorial_loop(chosen: argparse.Namespace) -> int:
    from desktop.bench.onnx_rival import serve_onnx
    from desktop.bench.scene import SIZE

    serve_onnx(chosen.pictures, *SIZE)
    return 0
