"""`facet-train export`: from a finished run, or a Keras file made elsewhere, to what the desktop runs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.commands.export_options import (
    FieldOption,
    Int8Option,
    LabelsOption,
    LayoutOption,
    LicenceOption,
    ModelOption,
    OpsetOption,
    RunOption,
    TaskOption,
    TestedOption,
    ToleranceOption,
    ToOption,
    VersionOption,
    VotesOption,
    fields_asked,
)
from trainer.commands.keras_options import CardFile, ColourChoice, LogitsFlag, ScalingChoice, habits_of
from trainer.commands.outputs import EventsOption, JsonOption, stoppable, words_console
from trainer.commands.progress import Events, Reporter, reporter
from trainer.data.layouts.reading import Layout
from trainer.evaluate.command import LabelsName, Selection, read_pictures
from vision.errors import FacetError

if TYPE_CHECKING:
    from trainer.export.int8 import Int8Result
    from trainer.export.placing import Proved
    from vision.model_card import ModelCard

_RUN = Path("runs/smile")
_KEPT = "No model was replaced."


def export(
    run: RunOption = None,
    model: ModelOption = None,
    to: ToOption = None,
    version: VersionOption = "1",
    tested: TestedOption = None,
    opset: OpsetOption = 17,
    task: TaskOption = None,
    labels: LabelsOption = None,
    licence: LicenceOption = None,
    field: FieldOption = None,
    card: CardFile = None,
    scaling: ScalingChoice = None,
    colour: ColourChoice = None,
    logits: LogitsFlag = False,
    int8: Int8Option = None,
    layout: LayoutOption = Layout.folders,
    votes: VotesOption = None,
    tolerance: ToleranceOption = 0.005,
    json_to: JsonOption = None,
    events: EventsOption = Events.bar,
) -> None:
    """Export a trained model as one ONNX file with its card inside, and golden.npz beside it.

    The file is put in place only when it answers as the trained model does, on tensors and from raw pictures.
    A model made elsewhere doesn't say what its answers mean: what is not given is asked on a terminal. With
    --int8 a second file is made and measured beside the first, and takes its place only where it is faster
    and loses no more accuracy than --tolerance.

    Examples:

      facet-train export --run runs/smile

      facet-train export --model happy.h5 --to models/happy --task mood --labels happy,sad --scaling unit

      facet-train export --run runs/emotion --to out --int8 fer2013 --layout fer --votes ferplus
    """
    words_console(json_to, events)
    if model is not None and (run, tested) != (None, None):
        raise FacetError("--model is for a file made elsewhere.", hint="Leave --run and --tested out.")
    trial = None if int8 is None else _Int8Order(int8, layout, votes, tolerance)
    with stoppable(_KEPT), reporter(events) as report:
        if model is None:
            report.say("reading", "", path=str(run or _RUN))
            made = _of_run(run or _RUN, to, version, tested, opset)
        else:
            say = None if card is not None else lambda: fields_asked(task, labels, licence, version, field)
            report.say("reading", "", path=str(model))
            made = _of_file(_Elsewhere(model, to, card, (scaling, colour, logits)), say, opset)
        _finish(made, trial, json_to, report)


@dataclass(frozen=True)
class _Int8Order:
    data: Path
    layout: Layout
    votes: LabelsName | None
    tolerance: float


@dataclass(frozen=True)
class _Elsewhere:
    model: Path
    to: Path | None
    card: Path | None
    habits: tuple[Any, Any, bool]


@dataclass(frozen=True)
class _Made:
    """A model that has proved itself, and the folder where it belongs."""

    proved: "Proved"
    folder: Path
    opset: int


def _of_run(run: Path, to: Path | None, version: str, tested: Path | None, opset: int) -> _Made:
    from trainer.fit.run_folder import RunFolder

    folder = RunFolder(run)
    config, _ = folder.finished()  # said before TensorFlow's slow start
    _import_keras()
    from trainer.export.placing import prove
    from trainer.export.publish import model_and_card
    from trainer.export.target import check_replaceable, target_of

    target = to or target_of(run, config)
    network, card = model_and_card(folder, version=version, tested=tested)
    check_replaceable(target, card)
    return _Made(prove(network, card, opset=opset), target, opset)


def _of_file(order: _Elsewhere, say: "Callable[[], Any] | None", opset: int) -> _Made:
    from trainer.export.target import check_replaceable, refuse_onnx

    refuse_onnx(order.model)
    if order.to is None:
        raise FacetError("Nothing says where to write the model.", hint="Give --to DIR.")
    fields = None if say is None else say()
    _import_keras()
    from trainer.export.elsewhere import Habits, under_contract
    from trainer.export.keras_file import load_keras
    from trainer.export.placing import prove

    habits: Habits = habits_of(*order.habits) or Habits()
    network = under_contract(load_keras(order.model), order.model, habits)
    card = _card(order, fields, network.input_shape, network.output_shape)
    check_replaceable(order.to, card)
    return _Made(prove(network, card, opset=opset), order.to, opset)


def _card(order: _Elsewhere, fields: Any, given: Any, answered: Any) -> "ModelCard":
    from trainer.evaluate.opening import card_from, check_shapes
    from trainer.export.card_fields import card_for

    if order.card is None:
        return card_for(fields, (given[2], given[1]), answered[-1])
    card = card_from(order.card)
    check_shapes(order.model, given, answered, card)
    return card


def _import_keras() -> None:
    from trainer.fit.device import import_quietly

    import_quietly()


def _finish(made: _Made, trial: _Int8Order | None, json_to: str | None, report: Reporter) -> None:
    from trainer.evaluate.json_file import write_json
    from trainer.export.placing import place

    report.say(
        "proved", "", on_tensors=made.proved.parity.on_tensors, end_to_end=made.proved.parity.end_to_end
    )
    result = None if trial is None else _try_int8(made.proved, trial, report)
    proved = made.proved
    if result is not None and trial is not None and not result.refused:
        from trainer.export.int8 import quantised_proof

        proved = quantised_proof(proved, result, trial.data.resolve().name)
    path = place(proved, made.folder)
    if result is not None:
        report.say("int8", result.in_words(), **result.to_json_object())
    done = _as_json_object(replace(made, proved=proved), path, result)
    report.say("exported", _exported_words(proved, path, result), **done)
    if json_to is not None:
        write_json(json_to, done)


def _exported_words(proved: "Proved", path: Path, int8: "Int8Result | None") -> str:
    from trainer.export.target import is_shipped

    card = proved.card
    words = f"{path}: task {card.task}, version {card.version}, {len(proved.content) / 1e6:.2f} MB"
    if int8 is None or int8.refused:
        words += f"; its answers differ from the trained model's by {proved.parity.on_tensors:.1g} at most"
    how = (
        ""
        if is_shipped(path.parent)
        else " To use it, open Models, Add a model… in the window and choose it."
    )
    return f"{words}.{how}"


def _try_int8(proved: "Proved", trial: _Int8Order, report: Reporter) -> "Int8Result":
    from trainer.export.int8 import try_int8

    pictures = read_pictures(Selection(trial.data, trial.layout, trial.votes), proved.card.output.labels)
    return try_int8(
        proved.content,
        pictures,
        None,
        tolerance=trial.tolerance,
        on_progress=lambda done, total: report.count("int8", done, total),
    )


def _as_json_object(made: _Made, path: Path, result: "Int8Result | None") -> dict[str, Any]:
    from vision.sessions import sha256_of

    proved = made.proved
    return {
        "path": str(path),
        "bytes": len(proved.content),
        "sha256": sha256_of(path),
        "opset": made.opset,
        "parity": {"on_tensors": proved.parity.on_tensors, "end_to_end": proved.parity.end_to_end},
        "int8": None if result is None else result.to_json_object(),
        "card": proved.card.model_dump(mode="json"),
    }
