"""`facet-train`: says in one sentence what is missing where the trainer extra is not installed."""

from __future__ import annotations

import importlib.util
import sys

_NEEDED = ("typer", "rich")
_SENTENCE = 'The trainer is not installed: pip install "facet-desktop[trainer]"'


def main() -> None:
    """The command. Exit status 2 with one sentence where its packages are absent."""
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        print(_SENTENCE, file=sys.stderr)
        raise SystemExit(2)
    from trainer.commands.app import run

    run()
