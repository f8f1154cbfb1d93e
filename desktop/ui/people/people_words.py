"""What the people page says of people, pictures, poses, the bar and its cost. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import counted, day, percent
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.learned_from import Learned
    from desktop.people.coverage import Coverage
    from desktop.people.heads import Comparison
    from desktop.people.records import Consent, Person
    from desktop.recording.erasing import ErasedFrom
    from desktop.ui.people.roster import BarChoice, Photo, Roster

_DAY_S = 86_400.0
_TO_HOLD_OUT = 3
_LONG_NAME = 40
_ENOUGH = 20
"""Fewer pictures than these tell no share."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list."""

    person_id: int
    name: str
    detail: str
    initials: str


@dataclass(frozen=True, slots=True)
class PoseView:
    """One pose of the ring: whether a picture covers it."""

    text: str
    there: bool
    is_side: bool = True


@dataclass(frozen=True, slots=True)
class BarView:
    """A choice of the bar, and what it costs: in a word or two where that is known, and with all figures."""

    share: float
    text: str
    cost: str
    figures: str = ""


def person_rows(roster: Roster, query: str, now_s: float) -> list[PersonRow]:
    """The people whose names have every word of the query, by name."""
    words = query.casefold().split()
    return [
        PersonRow(person.id, person.name, person_line(person, now_s), initials(person.name))
        for person in roster.people
        if all(word in person.name.casefold() for word in words)
    ]


def person_line(person: Person, now_s: float) -> str:
    """Under a name: "5 pictures · seen today"."""
    return f"{count_words(person.references)} · {seen_words(person.last_seen_s, now_s)}"


def count_words(count: int) -> str:
    """How many pictures."""
    if count == 1:
        return translate("People", "1 picture")
    return translate("People", "{count} pictures").format(count=count)


def seen_words(seen_s: float | None, now_s: float) -> str:
    """When someone was seen last, in days."""
    if seen_s is None:
        return translate("People", "not seen live yet")
    days = (datetime.fromtimestamp(now_s).date() - datetime.fromtimestamp(seen_s).date()).days
    if days <= 0:
        return translate("People", "seen today")
    if days == 1:
        return translate("People", "seen yesterday")
    if days < 30:
        return translate("People", "seen {days} days ago").format(days=days)
    return translate("People", "seen on {date}").format(date=date_words(seen_s))


def date_words(at_s: float) -> str:
    """A day with its year."""
    return day(datetime.fromtimestamp(at_s))


def initials(name: str) -> str:
    """Up to two letters that stand for a person without a portrait."""
    words = name.split()
    first = words[0][:1] if words else "?"
    return (first + (words[-1][:1] if len(words) > 1 else "")).upper()


def pose_words(pose: str) -> str:
    """A pose of the ring."""
    return {
        "front": translate("People", "Front"),
        "left": translate("People", "Left"),
        "right": translate("People", "Right"),
        "up": translate("People", "Up"),
        "down": translate("People", "Down"),
        "smile": translate("People", "Smile"),
    }[pose]


def pose_views(coverage: Coverage) -> list[PoseView]:
    """Every pose, those with a picture first in the ring's own order."""
    order = ("front", "left", "right", "up", "down", "smile")
    known = dict.fromkeys(coverage.have, True) | dict.fromkeys(coverage.missing, False)
    return [PoseView(pose_words(pose), known[pose], pose != "smile") for pose in order if pose in known]


def coverage_words(coverage: Coverage) -> str:
    """What lacks, in a sentence."""
    have, missing = (
        [pose for pose in poses if pose != "smile"] for poses in (coverage.have, coverage.missing)
    )
    if not missing:
        return translate("People", "Every side is covered.")
    if not have:
        return translate(
            "People", "From these pictures no pose can be told. The camera's guided pictures cover all sides."
        )
    sides = comma_list(pose_words(pose).lower() for pose in missing)
    return translate("People", "Not covered: {sides}. Turned that way, the face may stay unknown.").format(
        sides=sides
    )


def consent_words(consents: tuple[Consent, ...]) -> list[tuple[str, str]]:
    """When, and what is kept, with the note on who agreed; without one it is not known that they did."""
    rows = []
    for consent in consents:
        given = date_words(consent.given_s) if consent.given_s is not None else ""
        if given and not consent.note:
            given = translate("People", "Added on {date}").format(date=given)
        rows.append((given, f"{consent.what} – {consent.note}" if consent.note else consent.what))
    return rows


def consent_title(consents: tuple[Consent, ...]) -> str:
    """Over those: of consent only where something was noted on it."""
    if consents and not any(consent.note for consent in consents):
        return translate("People", "What is kept")
    return translate("People", "Consent")


def bar_views(choices: tuple[BarChoice, ...]) -> list[BarView]:
    """The choices of the bar; the cost as a share of looks at known faces, with its interval."""
    return [BarView(one.share, share_words(one.share), _cost(one), _figures(one)) for one in choices]


def share_words(share: float) -> str:
    """A share of strangers."""
    return translate("People", "1 stranger in {many}").format(many=counted(round(1 / share)))


def _cost(choice: BarChoice) -> str:
    missed = choice.bar.miss_rate
    if missed is None or missed.n < _ENOUGH:
        return ""
    return translate("People", "With this choice about {share}.").format(share=_percent(missed.share))


def _figures(choice: BarChoice) -> str:
    missed = choice.bar.miss_rate
    if missed is None:
        return translate("People", "How many stay unnamed can be told once someone has two pictures.")
    if missed.n < _ENOUGH:
        said = translate(
            "People",
            "Of {n} pictures of known people {missed} would stay unnamed: too few to tell the share.",
        )
        return said.format(n=missed.n, missed=round(missed.share * missed.n))
    said = translate(
        "People",
        "About {share} of pictures of known people would stay unnamed ({low} to {high}, by {n} pictures).",
    )
    return said.format(
        share=_percent(missed.share), low=_percent(missed.low), high=_percent(missed.high), n=missed.n
    )


def _percent(share: float) -> str:
    return percent(share, 0 if share >= 0.1 or share == 0 else 1)


def tuned_words(found: Comparison) -> tuple[str, str]:
    """What fine-tuning did: in use, or kept out, and the figures for it, also where chance made them."""
    if not found.n:
        return (
            translate("People", "Fine-tuning was left out."),
            translate("People", "Whether it helps shows once someone has three pictures."),
        )
    low, high = found.after_ci95
    figures = translate(
        "People",
        "Of {n} pictures held out in turn, {after} get the right name with it ({low} to {high} with 95 % "
        "certainty), {before} as it was.",
    ).format(
        n=found.n,
        after=_percent(found.tpir_after),
        before=_percent(found.tpir_before),
        low=_percent(low),
        high=_percent(high),
    )
    if found.surely_better:
        strangers = strangers_words(found.fpir)
        return translate("People", "Fine-tuned, and in use from now on."), f"{figures} {strangers}"
    if found.better:
        return translate("People", "The gain may be chance, so nothing was changed."), " ".join(
            (figures, _difference_words(found.gained - found.lost))
        )
    return translate("People", "Fine-tuning is no better here, so nothing was changed."), figures


def strangers_words(share: float) -> str:
    """What fine-tuning does to strangers: the bar is set anew for the same share of them."""
    said = translate("People", "As before, about {strangers} may get a wrong name.")
    return said.format(strangers=share_words(share))


def _difference_words(pictures: int) -> str:
    if pictures == 1:
        return translate("People", "A single picture makes the difference: too few to tell.")
    return translate("People", "{n} pictures make the difference: too few to tell.").format(n=pictures)


def tune_words(roster: Roster, share: float) -> list[str]:
    """What fine-tuning is, on what, for how long, what it does to strangers and how to go back."""
    pictures = sum(person.references for person in roster.people)
    on = translate("People", "{people} people with {pictures} pictures take part. It takes a few seconds.")
    return [
        translate(
            "People",
            "Facet learns from everyone's pictures which differences between these faces matter. Often that "
            "changes little.",
        ),
        on.format(people=counted(len(roster.people)), pictures=counted(pictures)),
        translate(
            "People",
            "Pictures held out in turn show whether it helps: it is used only where that is sure. With few "
            "pictures it seldom is.",
        ),
        strangers_words(share),
        translate(
            "People",
            "People and pictures stay as they are. “Go back”, in the message afterwards or under “⋯”, brings "
            "back the names of before.",
        ),
    ]


def can_be_tried(roster: Roster) -> bool:
    """Whether somebody has so many pictures that one can be held out."""
    return any(person.references >= _TO_HOLD_OUT for person in roster.people)


def preparing_words(done: int, total: int) -> tuple[str, str]:
    """How far another model is with the pictures of everyone, and what holds meanwhile."""
    text = translate("People", "Another model looks at everyone's pictures: {done} of {total}.")
    meanwhile = translate("People", "Until it has seen all, names are given as before.")
    return text.format(done=done, total=total), meanwhile


def erased_words(person: Person) -> list[str]:
    """What removing someone erases, a line each."""
    own = person.references + person.set_aside
    parts = [count_words(own)]
    if person.negatives:
        parts.append(translate("People", "{count} kept as “not {name}”"))
    joined = comma_list(parts).format(count=person.negatives, name=person.name)
    pictures = translate("People", "{parts}, and the numbers made from them")
    if own + person.negatives == 1:
        pictures = translate("People", "{parts}, and the numbers made from it")
    lines = (
        pictures,
        translate("People", "The name, the notes on consent, and every noted change that names {name}"),
        translate("People", "In all recordings: the name, and every answer about {name}"),
        translate("People", "The whole video of each recording in which {name} was recognised"),
    )
    return [line.format(parts=joined, name=person.name) for line in lines]


def left_words(person: Person) -> str:
    """What removing someone leaves."""
    said = translate(
        "People",
        "What stays: your own photo files, snapshots and exported files, and the videos in which {name} was "
        "never recognised.",
    )
    return said.format(name=person.name)


def learned_words(learned: Sequence[Learned]) -> list[str]:
    """What learned from someone, a line each."""
    kinds = {
        "training": translate("People", "Training: {title}"),
        "model": translate("People", "Model: {title}"),
        "gallery": translate("People", "Older gallery that can't be read: {title}"),
    }
    return [kinds[one.kind].format(title=one.title) for one in learned]


def erased_from_words(said: str, gone: ErasedFrom) -> str:
    """That somebody was erased, and what that took from recordings."""
    parts = [said]
    if gone.recordings == 1:
        parts.append(translate("People", "1 recording named them."))
    elif gone.recordings:
        parts.append(translate("People", "{n} recordings named them.").format(n=gone.recordings))
    if gone.pictures == 1:
        parts.append(translate("People", "The recorded video of 1 recording was deleted."))
    elif gone.pictures:
        videos = translate("People", "The recorded videos of {n} recordings were deleted.")
        parts.append(videos.format(n=gone.pictures))
    if len(gone.unreadable) == 1:
        parts.append(translate("People", "1 recording can't be read and may still name them."))
    elif gone.unreadable:
        could_not = translate("People", "{n} recordings can't be read and may still name them.")
        parts.append(could_not.format(n=len(gone.unreadable)))
    if gone.left:
        parts += [gone.left, translate("People", "It learned from them: delete it by hand.")]
    return " ".join(parts)


def photos_words(photos: tuple[Photo, ...], chosen: int) -> str:
    """What was found in photos, and how much of it is chosen."""
    faces = sum(len(photo.faces) for photo in photos)
    empty = sum(not photo.faces for photo in photos)
    said = translate("People", "{faces} in {photos}, {chosen} chosen.").format(
        faces=_plural(faces, translate("People", "1 face"), translate("People", "{n} faces")),
        photos=_plural(len(photos), translate("People", "1 photo"), translate("People", "{n} photos")),
        chosen=chosen,
    )
    if empty:
        none = _plural(
            empty,
            translate("People", "1 photo gives none: {names}."),
            translate("People", "{n} photos give none: {names}."),
        )
        names = _few(photo.path.name for photo in photos if not photo.faces)
        said += " " + none.replace("{names}", names).replace("….", "…")
    return said


def why_none_words(photos: Iterable[Photo], most: int) -> list[str]:
    """The photos that give no face, each with why."""
    said = [f"{_short(photo.path.name)}: {photo.said}" for photo in photos if not photo.faces]
    return said[:most] + ["…"] * (len(said) > most)


def _few(names: Iterable[str], most: int = 3) -> str:
    listed = [_short(name) for name in names]
    return comma_list(listed[:most] + ["…"] * (len(listed) > most))


def _short(name: str) -> str:
    return name if len(name) <= _LONG_NAME else f"{name[:18]}…{name[-18:]}"


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many.replace("{n}", counted(count))
