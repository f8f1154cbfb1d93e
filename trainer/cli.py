"""`facet-train`: says in one sentence what is missing where the trainer extra is not installed."""

from __future__ import annotations

import sys

_NEEDED = ("typer", "rich")
_SENTENCE = 'The trainer is not installed: pip install "facet-desktop[trainer]"'


def main() -> None:
    """The command. Exit status 2 with one sentence where its packages are absent."""
    try:
        from trainer.commands.app import run
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _NEEDED:
            raise
        print(_SENTENCE, file=sys.stderr)
        raise SystemExit(2) from error
    except KeyboardInterrupt as interrupt:  # the commands, once they run, say more
        print("Stopped. Nothing was begun.", file=sys.stderr)
        raise SystemExit(130) from interrupt

    run()
