"""`facet bench`: how fast the engine is on this machine, and how much cheaper than the tutorial's loop."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from desktop.bench.figures import Figures
from desktop.bench.measuring import Plan, measurable_source, measure
from desktop.commands.progress import Progress
from desktop.recording.outputs import OutputUnwritable
from vision.assets import assets_root
from vision.errors import FacetError
from vision.images import write_bytes

_CLIP = "videos/liveportrait_source_s18.mp4"
_BOTH = (1, 4)


def bench(chosen: argparse.Namespace) -> int:
    """Measures and prints. Raises FacetError for a clip that can't be used."""
    source = chosen.source or default_source()
    measurable_source(source)  # said before minutes are spent
    _check_target(chosen.json)
    found: list[Figures] = []
    for faces in (chosen.faces,) if chosen.faces else _BOTH:
        plan = Plan(source, faces, paced=chosen.live, against=chosen.against is not None)
        found.append(measure(plan, _Told))
        if chosen.json != "-":
            print(found[-1].to_text(), flush=True)
    if chosen.json:
        objects = [figures.to_json_object() for figures in found]
        _write(chosen.json, objects[0] if chosen.faces else objects)
    return 0


class _Told(Progress):
    """A progress line on a terminal; elsewhere one plain line when a step begins."""

    def __init__(self, name: str, total: int | None) -> None:
        super().__init__(name, total)
        if not sys.stderr.isatty():
            print(f"facet: {name}", file=sys.stderr)


def default_source() -> str:
    """A clip of the research data beside a checkout, where there is one; else the built-in demo."""
    clip = assets_root().parent.parent / "shared" / "data" / _CLIP
    return str(clip) if clip.is_file() else "demo"


def _check_target(target: str | None) -> None:
    if target not in (None, "-") and not Path(target).absolute().parent.is_dir():
        raise FacetError(f"{target}: there is no such folder.", hint="Check the path after --json.")


def _write(target: str, what: Any) -> None:
    text = json.dumps(what, indent=1, ensure_ascii=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        write_bytes(Path(target), text.encode())
    except OSError as error:
        raise OutputUnwritable(target, error) from error
