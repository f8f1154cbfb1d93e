"""What the page says of a training: its line in the list, how far it is, what came out, what can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.training.events import Epoch
from desktop.training.live import LiveTraining
from desktop.training.report import Mistake, Report
from desktop.training.runs import Outcome, Run
from desktop.ui.i18n.direction import joined
from desktop.ui.i18n.numbers import counted, day, time_of_day
from desktop.ui.i18n.numbers import percent as plain_percent
from desktop.ui.models.model_words import ChipTone, Row
from desktop.ui.training.offer_words import recipe_title
from desktop.ui.training.run_titles import RunTitle, titles_of
from desktop.ui.training.work import AskedBy
from desktop.ui.words import comma_list, model_title, translate

_FACES = "identity-vgg16"  # the recipe of folders of faces
NEW = "new"
"""The key of the list's first line."""


@dataclass(frozen=True, slots=True)
class RunView:
    """A training in words. `act`: what its button does: "resume", "finish", "use", "again" or nothing;
    "anyway" uses a model that is no better than what is there, once that is asked. `can_stop`: it is in use.

    `where`: where its model is and what asks it; "" before there is one. `model`: its name among the user's
    models; "" where it is not there. `reports`: whether this kind of training has a report to read.
    """

    title: str
    chip: tuple[str, ChipTone]
    sentence: str
    act: str
    act_words: str
    can_cancel: bool
    can_remove: bool
    can_stop: bool
    has_report: bool
    reports: bool
    where: str
    model: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LiveView:
    """How far a running training is. `share` None: that is not known yet."""

    text: str
    detail: str
    share: float | None


def rows_of(
    runs: tuple[Run, ...], running: str, live: LiveTraining | None, used: frozenset[str]
) -> list[Row]:
    """The list: a new training first, then those there are; `used`: keys of runs whose model is in use."""
    first = Row(
        translate("Training", "New training"),
        translate("Training", "From your pictures, or a recipe"),
        NEW,
    )
    rows = [first]
    if runs:
        rows.append(Row(translate("Training", "Trainings")))
    titles = titles_of(runs)
    for run in runs:
        detail = live_line(live) if live is not None and run.key == running else _line(run)
        rows.append(Row(titles[run.key].whole, detail, run.key, run.key in used))
    return rows


def live_line(live: LiveTraining) -> str:
    """A running training in a few words."""
    share = live.share
    words = _phase(live)
    return words if share is None else joined((words, percent(share, 0)))


def run_view(
    run: Run,
    live: LiveTraining | None,
    in_use: bool,
    asked_by: AskedBy = "",
    model: str = "",
    title: RunTitle | None = None,
) -> RunView:
    """All words of a training; `live` where it runs now. `asked_by`: the page that can use its model.

    `model`: its name among the user's models. `title`: where others have the same.
    """
    in_use = in_use or (bool(model) and not asked_by)
    act, act_words = ("", "") if live is not None else _act(run, in_use, asked_by)
    return RunView(
        title=(title or RunTitle(run.title)).short,
        chip=_chip(run, live),
        sentence=_sentence(run, live),
        act=act,
        act_words=act_words,
        can_cancel=live is not None and not live.ending,
        can_remove=live is None,
        can_stop=in_use and bool(model and asked_by) and run.state == "done" and live is None,
        has_report=run.state == "done" and live is None and not run.is_of_gallery,
        reports=not run.is_of_gallery,
        where=_where(in_use, asked_by, model) if run.state == "done" and live is None else "",
        model=model,
        facts=tuple(_facts(run, live)),
    )


def live_view(live: LiveTraining) -> LiveView:
    """How far it is, how long still, and how busy the machine."""
    parts = []
    if live.last is not None:
        said = translate("Training", "round {n} of {of}")
        parts.append(said.format(n=live.last.number, of=live.last.of))
    if live.left_s is not None:
        parts.append(translate("Training", "about {time} left").format(time=span_words(live.left_s)))
    busy = live.last.figures.get("busy") if live.last else None
    waiting = live.last.figures.get("waiting") if live.last else None
    if busy is not None:
        parts.append(translate("Training", "processors {share} busy").format(share=percent(busy, 0)))
    if waiting is not None and waiting > 0.02:
        parts.append(translate("Training", "waiting for pictures {share}").format(share=percent(waiting, 0)))
    if not parts and live.phase == "starting":
        parts.append(translate("Training", "The first seconds go to loading the trainer."))
    return LiveView(_phase(live), joined(parts), live.share)


def percent(share: float, digits: int = 1) -> str:
    """A share as people write it."""
    return plain_percent(share, digits)


def outcome_words(outcome: Outcome) -> str:
    """The figure with its interval and on how many pictures."""
    said = translate(
        "Training", "{share} right, {low} to {high} with 95 % certainty, on {n} pictures kept aside"
    )
    low, high = outcome.ci95
    return said.format(
        share=percent(outcome.accuracy), low=percent(low), high=percent(high), n=counted(outcome.n)
    )


def gate_words(outcome: Outcome) -> str:
    """Whether a network of a gallery's people is better than the gallery; "" for other models."""
    if outcome.gallery is None:
        return ""
    if outcome.beats_gallery:
        said = translate("Training", "The gallery by itself names {share} of them: this is better.")
    elif outcome.accuracy > outcome.gallery:
        said = translate(
            "Training",
            "The gallery by itself names {share} of them: too few pictures to tell which is better.",
        )
    elif outcome.accuracy == outcome.gallery:
        said = translate("Training", "The gallery by itself names {share} of them too: this is no better.")
    else:
        said = translate("Training", "The gallery by itself names {share} of them: this is worse.")
    return said.format(share=percent(outcome.gallery))


def _knows_only_words() -> str:
    return translate("Training", "It knows these people only, and gives everybody else one of their names.")


def doubt_words(report: Report) -> str:
    """That a model may be no better than always saying the commonest class; "" where it surely is better."""
    counts = [sum(row) for row in report.confusion]
    most = max(range(len(counts)), key=counts.__getitem__, default=None)
    if most is None or not report.n or report.ci95[0] > counts[most] / report.n:
        return ""
    said = translate(
        "Training",
        "Always answering “{label}” would be right in {share}: on {n} pictures this is not surely better.",
    )
    return said.format(label=report.labels[most], share=percent(counts[most] / report.n), n=counted(report.n))


def closed_set_words(report: Report) -> list[tuple[str, str]]:
    """The gate of a gallery's network: before and after, and what strangers get; empty for other models."""
    closed = report.closed_set
    if closed is None:
        return []
    rows = [
        (translate("Training", "The gallery by itself"), percent(closed.before)),
        (translate("Training", "This network"), percent(report.accuracy)),
    ]
    for bar in closed.bars:
        said = translate("Training", "{share} of your people named rightly").format(share=percent(bar.known))
        if bar.strangers is not None:
            said += translate("Training", "; {share} of {n} strangers get a name").format(
                share=percent(bar.strangers), n=closed.n_strangers
            )
        rows.append((translate("Training", "When {p} sure").format(p=percent(bar.probability, 0)), said))
    if not closed.n_strangers:
        rows.append(
            (translate("Training", "Strangers"), translate("Training", "Not measured: every one gets a name"))
        )
    return rows


def confused(report: Report, most: int = 8) -> list[tuple[str, str, str]]:
    """What was most often taken for what: truth, answer, how often of how many."""
    found = [
        (count, truth, answer)
        for truth, row in enumerate(report.confusion)
        for answer, count in enumerate(row)
        if count and truth != answer
    ]
    found.sort(key=lambda one: -one[0])
    return [
        (
            report.labels[truth],
            report.labels[answer],
            f"{counted(count)} / {counted(sum(report.confusion[truth]))}",
        )
        for count, truth, answer in found[:most]
    ]


def mistake_words(mistake: Mistake) -> tuple[str, str]:
    """What was answered how surely, and what it is."""
    answered = joined((mistake.answered, percent(mistake.probability, 0)))
    return answered, translate("Training", "is {truth}").format(truth=mistake.truth)


def curves(epochs: tuple[Epoch, ...] | list[Epoch]) -> dict[str, dict[str, list[tuple[int, float]]]]:
    """The curves by chart ("accuracy", "loss") and part ("learned", "checked"), of the newest stage."""
    stage = epochs[-1].stage if epochs else ""
    told = [epoch for epoch in epochs if epoch.stage == stage]
    charts: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for chart in ("accuracy", "loss"):
        parts = {"learned": chart, "checked": f"val_{chart}"}
        for part, name in parts.items():
            points = [(one.number, one.figures[name]) for one in told if name in one.figures]
            if points:
                charts.setdefault(chart, {})[part] = points
    return charts


def span_words(seconds: float) -> str:
    """A time as people say it."""
    if seconds < 90:
        return translate("Training", "{n} s").format(n=max(1, round(seconds)))
    minutes = seconds / 60
    if minutes < 90:
        return translate("Training", "{n} min").format(n=round(minutes))
    return translate("Training", "{n} h {m} min").format(n=int(minutes // 60), m=round(minutes % 60))


def _phase(live: LiveTraining) -> str:
    if live.ending:
        return translate("Training", "Ending…")
    if live.phase == "starting":
        return translate("Training", "Starting…")
    if live.phase == "exporting":
        return translate("Training", "Making the model file…")
    if live.phase == "measuring":
        return translate("Training", "Measuring it…")
    return _stages().get(live.stage, translate("Training", "Learning…"))


def _stages() -> Mapping[str, str]:
    looking = translate("Training", "Looking at every picture once…")
    return {
        "prepare": translate("Training", "Reading the pictures…"),
        "features": looking,
        "pictures": looking,
        "mirrored": translate("Training", "Looking at the mirror images…"),
        "strangers": translate("Training", "Looking at strangers…"),
        "strangers' features": translate("Training", "Looking at strangers…"),
    }


def _line(run: Run) -> str:
    if run.outcome is not None:
        said = translate("Training", "{share} right · {day}")
        return said.format(share=percent(run.outcome.accuracy), day=_day(run.began))
    if run.problem:
        return translate("Training", "Did not work · {day}").format(day=_day(run.began))
    said = (
        translate("Training", "Unfinished · {day}")
        if run.state == "stopped"
        else translate("Training", "Not begun · {day}")
    )
    return said.format(day=_day(run.began))


def _chip(run: Run, live: LiveTraining | None) -> tuple[str, ChipTone]:
    if live is not None:
        return translate("Training", "Running"), "good"
    if run.state == "done":
        return translate("Training", "Finished"), "good"
    if run.problem:
        return translate("Training", "Did not work"), "plain"
    if run.state == "trained":
        return translate("Training", "Learned"), "plain"
    if run.state == "stopped":
        return translate("Training", "Unfinished"), "plain"
    return translate("Training", "Not begun"), "plain"


def _where(in_use: bool, asked_by: AskedBy, model: str) -> str:
    """Where the model of a finished training is, and what asks it."""
    if not model:
        return {
            "live": translate("Training", "The live view does not ask this model yet."),
            "photos": translate("Training", "The Photos page does not ask this model yet."),
            "": translate(
                "Training", "Not among your models yet. No page asks it by itself: you can try it below."
            ),
        }[asked_by]
    among = translate("Training", "It is among your models as “{name}”.").format(name=model)
    if not asked_by:
        asks = translate("Training", "No page asks it by itself; it answers in commands, and below.")
    elif not in_use:
        asks = translate("Training", "Another model is in use in its place.")
    elif asked_by == "live":
        asks = translate("Training", "The live view answers with it.")
    else:
        asks = translate("Training", "The Photos page asks it about whole pictures.")
    return f"{among} {asks}"


def _sentence(run: Run, live: LiveTraining | None) -> str:
    if live is not None:
        return translate("Training", "Facet can be used meanwhile; another page may be shown.")
    if run.state == "done" and run.outcome is not None:
        means = [gate_words(run.outcome), _knows_only_words() if knows_only(run) else ""]
        lines = [f"{outcome_words(run.outcome)}.", " ".join(part for part in means if part)]
        return "\n".join(line for line in lines if line)
    if run.state == "trained":
        return translate("Training", "It has learned; its model file or its report is not made yet.")
    if run.state == "stopped":
        said = translate("Training", "It was ended early. What it learned is kept: it goes on from there.")
        at = run.history[-1] if run.history else None
        if at is None:
            return said
        return f"{said} " + translate("Training", "{n} of {of} rounds are done.").format(
            n=at.number, of=at.of
        )
    return translate("Training", "It ended before it had learned anything.")


def knows_only(run: Run) -> bool:
    """Whether its model names everybody as one of the people that it learned."""
    return run.is_of_gallery or run.order.recipe == _FACES


def _act(run: Run, in_use: bool, asked_by: AskedBy) -> tuple[str, str]:
    if run.state == "stopped":
        return "resume", translate("Training", "Go on")
    if run.state == "trained":
        return "finish", translate("Training", "Make model and report")
    if run.state == "done":
        if in_use:
            return "", (translate("Training", "In use") if asked_by else translate("Training", "Added"))
        outcome = run.outcome
        if asked_by and outcome is not None and outcome.gallery is not None and not outcome.beats_gallery:
            return "anyway", translate("Training", "Use it anyway…")
        return "use", (
            translate("Training", "Use it now") if asked_by else translate("Training", "Add to models")
        )
    return "again", translate("Training", "Try again")


def _facts(run: Run, live: LiveTraining | None) -> Iterator[tuple[str, str]]:
    order = run.order
    learns = recipe_title(order.recipe)
    yield (
        translate("Training", "Learns"),
        (comma_list((learns, model_title(order.backbone))) if order.backbone else learns),
    )
    yield translate("Training", "Pictures"), order.data
    known = live.counts if live is not None else run.counts
    if known:
        said = translate("Training", "{train} to learn from, {validation} to check by, {test} kept aside")
        counts = {name: counted(known.get(name, 0)) for name in ("train", "validation", "test")}
        yield translate("Training", "Parts"), said.format(**counts)
    if live is not None and live.device:
        yield translate("Training", "Runs on"), device_words(live.device)
    elif run.device:
        yield translate("Training", "Ran on"), device_words(run.device)
    yield translate("Training", "Begun"), _day(run.began)
    yield translate("Training", "Folder"), str(run.folder)


def device_words(device: str) -> str:
    """What it trains on."""
    return {
        "auto": translate("Training", "Automatic"),
        "cpu": translate("Training", "The processor"),
        "gpu": translate("Training", "A graphics card"),
    }.get(device, device)


def _day(moment: str) -> str:
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return comma_list((day(at), time_of_day(at)))
