"""What the models page says of a model: its card in words, figures with n and interval. No widgets."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.models.choice import can_tell_apart
from desktop.models.known_figures import known_figures
from desktop.ui.errors import error_words
from desktop.ui.i18n.direction import apart, joined
from desktop.ui.i18n.numbers import counted, file_size, fill, percent
from desktop.ui.models.figure_words import FigureRow, chosen_on_words, figure_meanings, figure_row
from desktop.ui.models.known_words import (
    detector_words,
    licence_words,
    own_words,
    task_words,
)
from desktop.ui.models.shipped_words import recipe_words
from desktop.ui.models.trained_words import card_words
from desktop.ui.words import comma_list, label_words, model_title, translate

if TYPE_CHECKING:
    from desktop.models.measure import Measured
    from desktop.models.shelf import Shelf, ShelfModel
    from vision.errors import FacetError
    from vision.model_card import Metric, ModelCard

ChipTone = Literal["good", "plain"]
_BEHIND = ("identity", "landmarks", "detection")  # asked wherever a face is looked at
_DETECTION = "detection"
_REFUSED_SHOWN = 4
_ASKS_ANY = ("facet-train", "predict", "--model", "FILE", "photo.jpg")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a task as a heading, or a model under it. `key` is empty for a heading."""

    title: str
    detail: str = ""
    key: str = ""
    in_use: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be done with a model; a sentence says why `use` can't. `command`: what asks it all the same.

    `stop`: it was chosen, and another answers, or none, once it is let go.
    """

    use: bool
    measure: bool
    remove: bool
    pull: bool
    why_not_use: str = ""
    stop: bool = False
    command: str = ""


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model in words. `meanings`: a sentence for each of the figures. `data`: name, pictures, terms."""

    title: str
    chips: tuple[tuple[str, ChipTone], ...]
    description: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[FigureRow, ...]
    meanings: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str, str], ...]
    file: tuple[tuple[str, str], ...]
    choices: Choices
    takes: str = ""
    """What a measured time is for."""


def rows_of(shelf: Shelf) -> list[Row]:
    """The list: tasks in the order of the window, their models under them."""
    rows: list[Row] = []
    task = None
    for model in shelf.models:
        if model.task != task:
            task = model.task
            beside_haar = translate("Models", "Finding faces, beside Haar")  # no model, always there
            rows.append(Row(beside_haar if task == _DETECTION else task_words(task)))
        detail = joined((kind_words(model), file_size(model.size_bytes)))
        rows.append(Row(model_title(model.name), detail, model.key, _answers_now(model, shelf.live_tasks)))
    return rows


def kind_words(model: ShelfModel) -> str:
    """Where a model comes from, in a word or two."""
    return {
        "shipped": translate("Models", "Ships with Facet"),
        "own": translate("Models", "Yours"),
        "pulled": translate("Models", "Downloaded"),
        "absent": translate("Models", "Not downloaded"),
    }[model.kind]


def model_view(model: ShelfModel, live_tasks: tuple[str, ...]) -> ModelView:
    """Everything that the page says of one model."""
    card, metrics = model.card, _metrics(model)
    chips: list[tuple[str, ChipTone]] = [(kind_words(model), "plain")]
    if _answers_now(model, live_tasks):
        chips.insert(0, (translate("Models", "In use"), "good"))
    return ModelView(
        title=model_title(model.name),
        chips=tuple(chips),
        description=_description(model),
        facts=_facts(model, card),
        figures=tuple(map(figure_row, metrics)),
        meanings=figure_meanings(metrics),
        data=tuple(
            (source.name, count_words(source.pictures), source.terms)
            for source in (card.data if card else ())
        ),
        file=_file_facts(model),
        choices=_choices(model, live_tasks),
        takes=_takes(model),
    )


def _answers_now(model: ShelfModel, live_tasks: tuple[str, ...]) -> bool:
    """Whether a page asks it: the only one of a task that none asks for is in nobody's use."""
    asked = model.sees_pictures or model.task in (*live_tasks, *_BEHIND)
    return model.in_use and model.kind != "absent" and asked


def _metrics(model: ShelfModel) -> tuple[Metric, ...]:
    own = model.card.metrics if model.card else ()
    return own or (known_figures(model.name) if model.kind in ("pulled", "absent") else ())


def _takes(model: ShelfModel) -> str:
    if model.task == _DETECTION or model.sees_pictures:
        return translate("Models", "One picture takes")
    return translate("Models", "One face takes")


def _description(model: ShelfModel) -> str:
    if model.kind == "shipped" and (known := recipe_words(model.name)):
        return known
    if model.kind not in ("pulled", "absent"):
        return card_words(model.card) if model.card else ""
    known = own_words(model.name) or (model.card.description if model.card else "")
    return " ".join(filter(None, (known, _foreign_words(model))))


def _foreign_words(model: ShelfModel) -> str:
    if model.kind == "absent":
        return translate(
            "Models",
            "Made by others. Facet works without it; downloading it fetches {size} once.",
        ).format(size=file_size(model.size_bytes))
    return "" if model.card else translate("Models", "Run as its makers published it.")


def _facts(model: ShelfModel, card: ModelCard | None) -> tuple[tuple[str, str], ...]:
    facts = [(translate("Models", "Task"), task_words(model.task))]
    if card:
        facts.append((translate("Models", "Answers"), _answers(card)))
        size = translate("Models", "{width} × {height} pixels of each face")
        if card.subject == "picture":
            size = translate("Models", "{width} × {height} pixels of the whole picture")
        facts.append(
            (translate("Models", "Looks at"), size.format(width=card.input.width, height=card.input.height))
        )
        facts.extend(_thresholds(card))
    elif model.task == _DETECTION:
        facts.append((translate("Models", "Answers"), translate("Models", "boxes of faces with five points")))
        looks = translate("Models", "whole pictures of any size, and single faces to be named")
        facts.append((translate("Models", "Looks at"), looks))
    facts.append((translate("Models", "Licence"), licence_words(model.licence)))
    if model.origin:
        facts.append((translate("Models", "Comes from"), model.origin))
    if card:
        facts.append((translate("Models", "Made"), comma_list((card.created[:10], _version(card)))))
    if card and model.kind == "own" and card_words(card) != card.description:
        facts.append((translate("Models", "On its card"), apart(card.description)))
    return tuple(facts)


def _version(card: ModelCard) -> str:
    return translate("Models", "version {version}").format(version=card.version)


def _answers(card: ModelCard) -> str:
    if card.output.kind == "embedding":
        return translate("Models", "{size} numbers that stand for a face").format(size=card.output.size)
    if card.output.kind == "points":
        return translate("Models", "whether it is a face, five points and its box")
    labels = [_label(card, one) for one in card.output.labels]
    if len(labels) > 12:
        return translate("Models", "one of {count} labels: {first}, …").format(
            count=len(labels), first=comma_list(labels[:6])
        )
    return comma_list(labels)


def _label(card: ModelCard, label: str) -> str:
    """A label: of whole pictures the name of a folder of the user's, as it is spelled."""
    return label if card.subject == "picture" else label_words(label)


def _thresholds(card: ModelCard) -> list[tuple[str, str]]:
    if not card.thresholds:
        return []
    said = translate("Models", "{label} from {share} on")
    bars = comma_list(
        said.format(label=_label(card, label), share=_share(value))
        for label, value in card.thresholds.items()
    )
    values = set(card.thresholds.values())
    if len(values) == 1 and len(card.thresholds) > 2:
        bars = translate("Models", "each answer from {share} on").format(share=_share(next(iter(values))))
    chosen = translate("Models", "{bars} (chosen on {data})").format(
        bars=bars, data=apart(chosen_on_words(card.thresholds_chosen_on))
    )
    return [(translate("Models", "Threshold"), chosen)]


def _share(threshold: float) -> str:
    """As the probabilities of the window, with a place behind the point where that says more."""
    return percent(threshold, 0 if abs(threshold * 100 - round(threshold * 100)) < 0.05 else 1)


def _file_facts(model: ShelfModel) -> tuple[tuple[str, str], ...]:
    facts = [
        (translate("Models", "Size"), file_size(model.size_bytes)),
        (translate("Models", "SHA-256"), grouped(model.digest)),
    ]
    if model.path is not None:
        facts.append((translate("Models", "Lies at"), str(model.path)))
    return tuple(facts)


def _choices(model: ShelfModel, live_tasks: tuple[str, ...]) -> Choices:
    here = model.path is not None
    open_to_choice = model.rivals > 1 and not model.in_use
    use = here and open_to_choice and model.card is not None
    why = command = ""
    if model.task == _DETECTION:
        use = here and not model.in_use
        why = detector_words(model.in_use) if here else ""
    elif model.sees_pictures:
        use = not model.in_use
        why = translate("Models", "The Photos page asks it about whole pictures, where it is chosen.")
        if model.in_use:
            why = translate("Models", "The Photos page asks it about whole pictures.")
    elif here and model.card is not None and model.task not in (*live_tasks, *_BEHIND):
        use, why, command = False, _unasked_words(model.task), _command_words(model)
    elif use and model.task == "identity" and not can_tell_apart(model.name):
        use = False
        why = translate("Models", "How alike strangers look to it is not known, so it can't give names.")
    return Choices(
        use=use,
        measure=here and (model.card is not None or model.task == _DETECTION),
        remove=model.kind in ("own", "pulled"),
        pull=model.kind == "absent",
        why_not_use=why,
        stop=_answers_now(model, live_tasks) and model.instead is not None,
        command=command,
    )


def _unasked_words(task: str) -> str:
    """Why no page asks it."""
    if task == "happy-sad":
        return translate(
            "Models",
            "Facet's pages don't use this one: the emotion model already tells happy from sad. It is here to "
            "compare with, on the command line.",
        )
    said = translate(
        "Models", "Facet's pages don't use this one: none of them asks for “{task}”. The command line does."
    )
    return said.format(task=task_words(task))


def _command_words(model: ShelfModel) -> str:
    """What asks it."""
    if model.in_use and model.card is not None and model.card.output.kind in ("sigmoid", "softmax"):
        return shlex.join(("facet", "analyse", "photo.jpg", "--tasks", model.task))
    said = translate("Models", "{command} (“Lies at” below says where FILE is)")
    return said.format(command=shlex.join(_ASKS_ANY))


def refused_words(refused: Sequence[FacetError]) -> tuple[str, str]:
    """Which model files are not used and why: a line each, the first ones where there are many."""
    if len(refused) == 1:
        return error_words(refused[0])
    lines = [" ".join(filter(None, error_words(error))) for error in refused[:_REFUSED_SHOWN]]
    if len(refused) > _REFUSED_SHOWN:
        lines.append(translate("Models", "There are more: `facet doctor` names them all."))
    return translate("Models", "These model files are not used:"), "\n".join(f"• {line}" for line in lines)


def measured_rows(found: list[Measured]) -> list[tuple[str, str, str, str]]:
    """Provider, what ran, milliseconds a face, and whether the answers are the CPU's."""
    return [_measured_row(one) for one in found]


def _measured_row(one: Measured) -> tuple[str, str, str, str]:
    if one.median_ms is None:
        return provider_words(one.asked), translate("Models", "did not run"), "–", _sentence(one.problem)
    said = translate("Models", "{median:.2f} ms (slowest of twenty: {slow:.2f})")
    speed = fill(said, median=one.median_ms, slow=one.slow_ms or one.median_ms)
    return provider_words(one.asked), provider_words(one.used), speed, _agreement(one)


def _agreement(one: Measured) -> str:
    if one.alone:
        return translate("Models", "OpenCV runs it, on the CPU alone.")
    if one.asked == "cpu":
        return translate("Models", "The others are compared with it.")
    if one.agrees and one.used == "cpu":
        return _sentence(one.problem) or translate("Models", "Answers as the CPU does.")
    if one.agrees:
        return fill(translate("Models", "Answers as the CPU does, within {tolerance:g}."), tolerance=0.001)
    said = translate("Models", "Its answers differ from the CPU's by up to {difference:.2g}.")
    return fill(said, difference=one.difference or 0.0)


def live_fallback_words(reason: str) -> tuple[str, str]:
    """What must be said aloud: models are slower than they could be on this machine."""
    said = translate("Models", "A graphics card is there, and the model does not run on it.")
    used = translate("Models", "It runs on the CPU instead.")
    return said, " ".join(part for part in (_sentence(reason), used) if part)


def fallback_words(found: list[Measured]) -> tuple[str, str] | None:
    """What must be said aloud: a provider that was asked for and did not run, or that answers otherwise."""
    for one in found:
        asked = provider_words(one.asked)
        if one.fell_back:
            if one.asked == "auto":
                return live_fallback_words(one.problem)
            said = translate("Models", "{asked} was asked for, and the model does not run on it.")
            used = translate("Models", "It runs on the CPU instead.")
            return said.format(asked=asked), " ".join(part for part in (_sentence(one.problem), used) if part)
        if one.agrees is False:
            said = translate("Models", "{asked} gives other answers than the CPU.")
            return said.format(asked=asked), translate("Models", "Choose the CPU in the settings.")
    return None


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "." if text else ""


def provider_words(name: str) -> str:
    """A provider as its makers write it."""
    return {
        "auto": translate("Models", "Automatic"),
        "cpu": "CPU",
        "cuda": "CUDA",
        "tensorrt": "TensorRT",
        "directml": "DirectML",
        "coreml": "Core ML",
    }.get(name, name)


def grouped(digest: str) -> str:
    """A digest in groups of sixteen, so that it can be compared by eye."""
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def count_words(pictures: int) -> str:
    """How many pictures; zero means that nobody counted."""
    if not pictures:
        return translate("Models", "not counted")
    return counted(pictures)
