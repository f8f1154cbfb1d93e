"""The words of `facet people`: what may stand on the command line, and which function answers."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

_EXAMPLES = """examples:
  facet people add "Ada Lovelace" ada1.jpg ada2.jpg
  facet people list
  facet analyse party/ --gallery DIR --jsonl -
  facet people evaluate --known people/ --strangers others/ --json
"""
_ELSEWHERE = {"evaluate": "people_evaluate", "tune_people": "people_head", "export_head": "people_head"}


def add_people(commands: Any) -> None:
    """Adds `people` and its own commands to the subparsers of `facet`."""
    people = commands.add_parser(
        "people",
        help="enrol people, mend the gallery, measure how well they are told apart",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = people.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_enrolment(parts)
    _add_looking(parts)
    _add_mending(parts)
    _add_carrying(parts)
    _add_evaluate(parts)
    _add_head(parts)


def _add_enrolment(parts: Any) -> None:
    add = _part(parts, "add", "enrol someone from photos: the largest face of each", "add")
    add.epilog = "Exit codes: 0 a picture was taken; 3 none was, or all are there already; 2 unusable input."
    add.add_argument("name", metavar="NAME")
    add.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="photos, or folders of photos")
    add.add_argument("--note", default="", help="kept with the consent: who agreed to what")
    add.add_argument(
        "--detector",
        help="what alone finds faces (default: haar; yunet, if here, where haar finds none)",
    )
    _model(add)


def _add_looking(parts: Any) -> None:
    _json(_part(parts, "list", "everyone, with the number of references", "list_people"))
    show = _part(parts, "show", "one person: references, quality, consents", "show")
    show.add_argument("name", metavar="NAME")
    _json(show)
    verify = _part(parts, "verify", "check the gallery's file and every picture in it", "verify")
    _json(verify)


def _add_mending(parts: Any) -> None:
    rename = _part(parts, "rename", "give someone another name", "rename")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new", metavar="NEW")
    merge = _part(parts, "merge", "two are one: everything of NAME goes to INTO", "merge")
    merge.add_argument("name", metavar="NAME")
    merge.add_argument("into", metavar="INTO")
    unmerge = _part(parts, "unmerge", "take the newest merge into NAME back", "unmerge")
    unmerge.add_argument("name", metavar="NAME")
    _part(parts, "undo", "take the newest change back", "undo")
    remove = _part(parts, "remove", "erase someone: pictures, numbers, history", "remove")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument("--yes", action="store_true", help="don't ask")
    remove.add_argument(
        "--keep-learned", action="store_true", help="keep trainings and models that learned from them"
    )


def _add_carrying(parts: Any) -> None:
    export = _part(parts, "export", "everyone into one archive", "export")
    export.add_argument("path", metavar="FILE", type=Path)
    take_in = _part(parts, "import", "take an archive in, all of it or nothing", "take_in")
    take_in.add_argument("path", metavar="FILE", type=Path)


def _add_evaluate(parts: Any) -> None:
    evaluate = _part(parts, "evaluate", "measure: known people named, strangers named", "evaluate")
    evaluate.add_argument("--known", metavar="FOLDER", type=Path, required=True, help="a folder a person")
    evaluate.add_argument(
        "--strangers", metavar="FOLDER", type=Path, required=True, help="people not enrolled"
    )
    evaluate.add_argument(
        "--fpir", type=share, default=0.01, help="share of strangers that may get a name (default: 0.01)"
    )
    _json(evaluate)
    _models(evaluate)


def _add_head(parts: Any) -> None:
    tune = _part(
        parts, "tune", "fit a head to everyone enrolled; it is used where it is surely better", "tune_people"
    )
    tune.add_argument("--back", action="store_true", help="drop the head in use instead")
    tune.add_argument(
        "--fpir", type=share, default=0.01, help="share of strangers at which it is compared (default: 0.01)"
    )
    _json(tune)
    export = _part(parts, "export-head", "the head in use as an ONNX file, its card inside", "export_head")
    export.add_argument("path", metavar="FILE", type=Path)
    for part in (tune, export):
        _model(part)


def _part(parts: Any, name: str, what: str, function: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parts.add_parser(name, help=what)
    parser.add_argument(
        "--gallery", metavar="DIR", type=Path, help="the gallery's folder (default: your own)"
    )
    parser.set_defaults(run=_later(function))
    return parser


def _later(function: str) -> Callable[[argparse.Namespace], int]:
    """Imports the commands only when one is run: `facet --help` stays quick."""

    def run(chosen: argparse.Namespace) -> int:
        from importlib import import_module

        module = import_module(f"desktop.commands.{_ELSEWHERE.get(function, 'people')}")
        return int(getattr(module, function)(chosen))

    return run


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", nargs="?", const="-", metavar="FILE", help="as JSON; - or nothing: printed")


def _models(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--detector", default="haar", help="what finds faces (default: haar)")
    _model(parser)


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help="what tells people apart (default: the best at hand)")


def share(text: str) -> float:
    """A share between 0 and 1, neither included."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"a share between 0 and 1 is needed, not '{text}'")
    return number
