"""The command-line application, and the one place that turns errors into sentences."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from trainer.commands.compare import compare
from trainer.commands.export import export
from trainer.commands.finetune import finetune
from trainer.commands.inspect import inspect
from trainer.commands.models import models
from trainer.commands.predict import predict
from trainer.commands.prepare import prepare
from trainer.commands.recipes import recipes
from trainer.commands.report import report
from trainer.commands.train import train
from trainer.commands.tune import tune
from trainer.commands.tutorial_loop import tutorial_loop
from trainer.evaluate.command import evaluate
from vision.errors import FacetError

_SENTENCE = 'The trainer is not wholly installed ({name} is missing): pip install "facet-desktop[trainer]"'
_PACKAGES = (
    "tensorflow",
    "keras",
    "tf2onnx",
    "onnx",
    "sklearn",
    "scipy",
    "matplotlib",
    "imagehash",
    "optuna",
)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            found = version("facet-desktop")
        except PackageNotFoundError:
            found = "(not installed)"
        typer.echo(f"facet-train {found}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version", help="Say which version of Facet this is.", callback=_say_version, is_eager=True
    ),
]

app = typer.Typer(
    name="facet-train",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Builds, measures and exports the models that Facet runs.",
)
_COMMANDS = (
    recipes, models, inspect, prepare, train, tune, evaluate, predict, compare, finetune, report, export,
)  # fmt: skip


@app.callback()
def _facet_train(version: VersionOption = False) -> None:
    pass


for command in _COMMANDS:
    app.command()(command)
app.command(hidden=True)(tutorial_loop)  # `facet bench` starts it


def run() -> None:
    """Runs the command that the arguments name. Exit status 2 with one sentence for what a user can mend."""
    try:
        app()
    except FacetError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    except ModuleNotFoundError as error:
        name = (error.name or "").split(".")[0]
        if name not in _PACKAGES:
            raise
        print(_SENTENCE.format(name=name), file=sys.stderr)
        raise SystemExit(2) from error
