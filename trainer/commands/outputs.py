"""Where a command's words, JSON and events go, and what Ctrl-C leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console

from trainer.commands.progress import Events
from vision.errors import FacetError

JsonOption = Annotated[
    str | None,
    typer.Option("--json", help="Write what was found to this file, or - for stdout.", metavar="FILE|-"),
]
EventsOption = Annotated[Events, typer.Option("--events", help="Progress as a bar or as JSON lines.")]

_INTERRUPTED = 130  # a shell's status for Ctrl-C


def words_console(json_to: str | None, events: Events) -> Console:
    """The console for people: standard error where standard output belongs to JSON.

    Raises FacetError where two kinds of JSON would share standard output.
    """
    if json_to == "-" and events is Events.jsonl:
        hint = "Give --json a file."
        raise FacetError("--json - and --events jsonl can't share standard output.", hint=hint)
    return Console(stderr=json_to == "-" or events is Events.jsonl)


@contextmanager
def stoppable(kept: str) -> Iterator[None]:
    """Ctrl-C ends the command with one sentence that says what was `kept`, and status 130."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        typer.echo(f"Stopped. {kept}", err=True)
        raise typer.Exit(_INTERRUPTED) from interrupt
