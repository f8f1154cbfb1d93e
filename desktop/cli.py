"""The command `facet`: the window, and the same engine without one."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from desktop.commands.bench_arguments import add_bench
from desktop.commands.erase import add_erase
from desktop.commands.people_arguments import add_people, share
from vision.errors import FacetError
from vision.memory import share_one_heap

_EXAMPLES = """examples:
  facet                                   open the window
  facet --source clip.mp4                 open the window on a clip
  facet analyse clip.mp4 --jsonl -        every frame's faces as JSON lines
  facet people add Ada ada1.jpg ada2.jpg  enrol someone; then: facet people list
  facet doctor                            what works here, and what doesn't
  facet bench                             how fast it is on this machine
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs `facet`. 0 is success; 2 unusable input, said in one line on standard error.

    130, 143, 129: ended by Ctrl-C, SIGTERM, SIGHUP.
    """
    if arguments is None:
        # Before NumPy is loaded: its threads spin beside the engine's, and make small products dearer.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        share_one_heap()
    try:
        chosen = _parser().parse_args(arguments)
        if arguments is None and chosen.run is _analyse:
            _quiet_libraries()
        return int(chosen.run(chosen))
    except FacetError as error:
        print(f"facet: {error}", file=sys.stderr)
        return 2
    except ImportError as error:
        print(f"facet: a part of Facet does not load ({error}). `facet doctor` says more.", file=sys.stderr)
        return 2
    except KeyboardInterrupt as ended:
        print("facet: interrupted", file=sys.stderr)
        return 128 + (ended.number if isinstance(ended, _EndedBySignal) else signal.SIGINT)
    except BrokenPipeError:  # the reader of our output has gone, which is its right
        _drop_output()
        return 0


class _EndedBySignal(KeyboardInterrupt):
    """Somebody else than the keyboard asks for the end; what was written so far is kept all the same."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """In the block SIGTERM and SIGHUP end the work as Ctrl-C does. One that is ignored (nohup) stays so."""

    def end(number: int, _: object) -> NoReturn:
        raise _EndedBySignal(number)

    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {n: signal.signal(n, end) for n in numbers if signal.getsignal(n) is signal.SIG_DFL}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong with a command, as Facet does everywhere."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} ({self.prog} --help says more)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="facet",
        description="Recognise faces in a camera, clip, stream or photos.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"facet {_version()}")
    parser.add_argument(
        "--source", metavar="SOURCE", help="camera:0, a file or folder, a stream's address, or demo"
    )
    # For packaging/smoke.py alone, so without a help line.
    parser.add_argument("--quit-after", metavar="PICTURES", type=_positive, help=argparse.SUPPRESS)
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_analyse(commands)
    add_people(commands)
    add_erase(commands)
    _add_models(commands)
    add_bench(commands, _bench)
    doctor = commands.add_parser("doctor", help="say what works on this machine, and what is wrong")
    doctor.add_argument("--json", action="store_true", help="print one JSON object")
    doctor.set_defaults(run=_doctor)
    # For `doctor` alone, so without a help line.
    commands.add_parser("probe-qt").set_defaults(run=_probe_qt)
    return parser


def _add_analyse(commands: argparse._SubParsersAction[_Parser]) -> None:
    analyse = commands.add_parser("analyse", help="analyse clips and photos without a window")
    analyse.add_argument("sources", nargs="+", metavar="SOURCE", help="video, photo, folder of photos or URL")
    analyse.add_argument("--jsonl", metavar="FILE", help="one JSON object a frame; - is standard output")
    analyse.add_argument("--video", metavar="FILE", type=Path, help="the picture with overlays")
    analyse.add_argument("--max-frames", metavar="N", type=_positive, help="at most N frames of each source")
    analyse.add_argument("--detector", default="haar", help="what finds faces (default: haar)")
    analyse.add_argument("--models", metavar="DIR", type=Path, help="use the models of this folder only")
    analyse.add_argument(
        "--tasks", type=_names, help="for example smile,emotion; default: the window's and your own models'"
    )
    analyse.add_argument("--gallery", metavar="DIR", type=Path, help="say who it is, from this gallery")
    analyse.add_argument(
        "--fpir", type=share, default=0.01, help="share of strangers that may get a name (default: 0.01)"
    )
    analyse.add_argument("--model", help="what tells people apart (default: the best at hand)")
    analyse.add_argument("--provider", default="auto", help="auto, cpu, cuda, … (default: auto)")
    analyse.set_defaults(run=_analyse)


def _add_models(commands: argparse._SubParsersAction[_Parser]) -> None:
    models = commands.add_parser("models", help="list, pull, verify or remove models")
    actions = models.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    for action, does in {
        "list": "every model at hand, and those that can be pulled",
        "pull": "bring models of others, checked by their sha256",
        "verify": "check that pulled models are as published",
        "remove": "take pulled models away",
    }.items():
        one = actions.add_parser(action, help=does)
        one.add_argument("--json", action="store_true", help="print JSON")
        if action != "list":
            one.add_argument("names", nargs="*", metavar="NAME", help="yunet (faces), sface (who it is)")
            one.add_argument("--all", action="store_true", help="all that can be pulled")
        if action == "pull":
            one.add_argument("--missing", action="store_true", help="only those that are not here yet")
    models.set_defaults(run=_models)


def _window(chosen: argparse.Namespace) -> int:
    from desktop.log_file import keep_log
    from desktop.settings import load_settings
    from desktop.ui.main_window import run_window

    _require_display()
    keep_log()
    return run_window(load_settings(), chosen.source, chosen.quit_after)


def _require_display() -> None:
    """Raises FacetError on a Linux without a display: Qt itself would end the process with an abort."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform == "linux" and not any(os.environ.get(name) for name in known):
        raise FacetError(
            "The window can't open: there is no display here.",
            hint="`facet analyse` works without one; `xvfb-run -a facet` opens it on a display in memory.",
        )


def _drop_output() -> None:
    """What is still to be written has no reader: without this, Python complains of it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _quiet_libraries() -> None:
    """Only Python writes to standard error from now on: libjpeg inside OpenCV can't be told to be quiet."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _analyse(chosen: argparse.Namespace) -> int:
    from desktop.commands.analyse import Request, analyse

    request = Request(
        sources=chosen.sources,
        jsonl=chosen.jsonl,
        video=chosen.video,
        max_frames=chosen.max_frames,
        detector=chosen.detector,
        models=chosen.models,
        tasks=chosen.tasks,
        provider=chosen.provider,
        gallery=chosen.gallery,
        fpir=chosen.fpir,
        model=chosen.model,
    )
    with _ended_by_signals():
        return analyse(request)


def _models(chosen: argparse.Namespace) -> int:
    from desktop.commands.models import run_models

    with _ended_by_signals():
        return run_models(chosen)


def _bench(chosen: argparse.Namespace) -> int:
    from desktop.commands.bench import bench

    with _ended_by_signals():
        return bench(chosen)


def _doctor(chosen: argparse.Namespace) -> int:
    from desktop.commands.doctor import doctor

    return doctor(as_json=chosen.json)


def _probe_qt(chosen: argparse.Namespace) -> int:
    from desktop.commands.doctor import probe_qt

    return probe_qt()


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 is needed, not '{text}'")
    return number


def _names(text: str) -> list[str]:
    """ "smile, emotion" as a list; "" alone is none, which is boxes without answers."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if text and not names:
        raise argparse.ArgumentTypeError(f"no task is named in '{text}'")
    return names


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("facet-desktop")
    except PackageNotFoundError:
        return "(not installed)"
