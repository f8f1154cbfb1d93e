"""The cards of the photos page, what a filter shows of them, and what is said of the whole. No widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from desktop.ui.i18n.direction import joined
from desktop.ui.i18n.numbers import counted, fill, percent
from desktop.ui.live.face_views import AnswerView, FaceView, face_views
from desktop.ui.words import comma_list, shown_label, translate

if TYPE_CHECKING:
    from desktop.photos.reading import PhotoResult
    from vision.recognisers import Answer

Kind = Literal["face", "photo", "no_face", "unreadable"]
Place = tuple[Path, int]
"""A photo, and the place of one of its faces in its analysis."""
Key = tuple[Kind, Path, int]
_WHO = "identity"
PICTURE = "picture"
"""Stands among the tasks for what was said of the photo as a whole."""
NO_LABEL = ""
"""Stands for faces that a task gives no label to, since none is likely enough: unsure, unknown."""
NO_ANSWER = "\0"
"""Stands for faces that were not asked: too small, say."""


@dataclass(frozen=True, slots=True)
class Item:
    """A card: a face of a photo, a photo as a whole with what was said of it, a photo without a face, or a
    file that could not be read."""

    kind: Kind
    photo: PhotoResult
    at: int = 0
    face: FaceView | None = None
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """By what a card is known again when all are made anew."""
        return self.kind, self.photo.path, self.at

    @property
    def thumb(self) -> bytes:
        """A JPEG file; empty for none."""
        if self.kind in ("photo", "no_face"):
            return self.photo.square
        return self.photo.thumbs[self.at] if self.at < len(self.photo.thumbs) else b""

    def lines(self) -> tuple[str, tuple[str, ...], str]:
        """What stands under the picture: who it is or the first answer, the others, the file."""
        name = self.photo.path.name
        if self.kind == "unreadable":
            return translate("Photos", "Can't be read"), (self.photo.problem,), name
        if self.kind == "photo":
            return joined(" ".join(filter(None, pair)) for pair in self.top_words()), (), name
        if self.face is None:
            return translate("Photos", "No face found"), (), name
        said = _answers_said(self.face.answers)
        if self.face.who or not said:
            said.insert(0, self.face.title)
        return said[0], tuple(said[1:]), name

    def reasons(self) -> tuple[str, ...]:
        """Why a face has no name or no answer, or one that is unsure; each once."""
        if self.face is None:
            return self._why_unsure()
        found = (self.face.who_hint, *map(_why_none, self.face.answers), *map(_why_unsure, self.face.answers))
        return tuple(dict.fromkeys(reason for reason in found if reason))

    def top_words(self) -> list[tuple[str, str]]:
        """The likeliest labels of the photo as a whole, and how likely each is.

        Where the model is unsure the first says so, as of a face: a figure would be read as how unsure.
        """
        if self.photo.whole is None:
            return []
        said = [(label, share_words(share)) for label, share in self.photo.whole.top]
        return [(unsure_words(said[0][0]), ""), *said[1:]] if self.is_unsure else said

    @property
    def is_unsure(self) -> bool:
        """Whether no label of the photo as a whole is likely enough."""
        return self.photo.whole is not None and self.photo.whole.label is None

    def _why_unsure(self) -> tuple[str, ...]:
        if self.photo.whole is None or not self.is_unsure or self.kind != "photo":
            return ()
        label, share = self.photo.whole.top[0]
        return (_likeliest_words(label, share),)

    def in_words(self) -> str:
        """All of it in one line, for those who listen."""
        first, others, name = self.lines()
        return comma_list(part for part in (first, *others, name) if part)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown: cards of a kind, and of the faces those with these labels by task."""

    kind: Kind = "face"
    labels: tuple[tuple[str, str], ...] = ()

    def shows(self, item: Item) -> bool:
        """Whether a card is shown."""
        if item.kind != self.kind:
            return False
        return all(item.labels.get(task, NO_LABEL) == label for task, label in self.labels)


def items_of(photo: PhotoResult) -> list[Item]:
    """The cards of one photo."""
    return [*picture_items(photo), *_face_items(photo)]


def picture_items(photo: PhotoResult) -> list[Item]:
    """The card of the photo as a whole, where a model was asked about it."""
    if photo.whole is None:
        return []
    return [Item("photo", photo, labels={PICTURE: photo.whole.label or NO_LABEL})]


def _face_items(photo: PhotoResult) -> list[Item]:
    if photo.analysis is None:
        return [Item("unreadable", photo)]
    if not photo.places:
        return [Item("no_face", photo)]
    faces = photo.analysis.faces
    views = face_views(faces)
    labels = [{task: _label_of(task, found) for task, found in face.answers.items()} for face in faces]
    return [Item("face", photo, at, views[at], labels[at]) for at in photo.places]


def _label_of(task: str, answer: Answer) -> str:
    """What a filter knows the answer by."""
    from vision.recognisers import UNSURE  # the window is on screen before NumPy is loaded

    if answer.label is not None:
        return answer.label
    return NO_LABEL if task == _WHO or answer.reason == UNSURE else NO_ANSWER


def kinds_of(items: Iterable[Item]) -> list[tuple[Kind, str]]:
    """The kinds that there are, faces first, with how many of each."""
    counts = Counter(item.kind for item in items)
    words: dict[Kind, str] = {
        "face": translate("Photos", "Faces ({count:,})"),
        "photo": translate("Photos", "Whole pictures ({count:,})"),
        "no_face": translate("Photos", "Without a face ({count:,})"),
        "unreadable": translate("Photos", "Not readable ({count:,})"),
    }
    there: list[Kind] = [kind for kind in words if counts[kind] or kind == "face"]
    return [(kind, fill(words[kind], count=counts[kind])) for kind in there]


def with_no_model(kinds: list[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    """The kinds, and last the one that a model is missing for: there it is told how to get one."""
    return [*kinds, ("photo", translate("Photos", "Whole pictures (no model)"))]


def label_choices(items: Iterable[Item]) -> dict[str, list[tuple[str | None, str]]]:
    """For each task answered: any label, then every label found with its count, the commonest first."""
    counts: dict[str, Counter[str]] = {}
    for item in items:
        for task, label in item.labels.items():
            counts.setdefault(task, Counter())[label] += 1
    return {
        task: [
            (None, _any_words(task)),
            *((label, _label_words(task, label, n)) for label, n in found.most_common()),
        ]
        for task, found in counts.items()
        if task != _WHO or set(found) != {NO_LABEL}  # nobody has a name: nothing to choose from
    }


def _any_words(task: str) -> str:
    known = {
        "smile": translate("Photos", "Any smile"),
        "emotion": translate("Photos", "Any emotion"),
        "identity": translate("Photos", "Anybody"),
        PICTURE: translate("Photos", "Any answer"),
    }
    return known.get(task, translate("Photos", "Any {task}").format(task=task))


def _label_words(task: str, label: str, count: int) -> str:
    if label == NO_ANSWER:
        none = translate("FaceCard", "No answer")
        return f"{none} ({counted(count)})"
    unsaid = translate("Photos", "Unknown") if task == _WHO else translate("Photos", "Unsure")
    shown = label if task in (_WHO, PICTURE) else shown_label(label)
    return f"{shown or unsaid} ({counted(count)})"


def unsure_words(label: str) -> str:
    """Of a whole picture as of a face: that it is unsure, and which label would come first."""
    said, which = translate("FaceCard", "Unsure"), translate("FaceCard", "{label}?").format(label=label)
    return f"{said} ({which})"


def share_words(share: float) -> str:
    """A probability in whole per cent; the least ones are not called nothing."""
    if 0 < share < 0.005:
        return translate("Photos", "< 1 %")
    return percent(share)


def summary(photos: int, items: Sequence[Item]) -> str:
    """One sentence on everything read so far."""
    counts = Counter(item.kind for item in items)
    parts = [_counted(photos, translate("Photos", "photo"), translate("Photos", "photos"))]
    parts.append(_counted(counts["face"], translate("Photos", "face"), translate("Photos", "faces")))
    if counts["no_face"]:
        parts.append(fill(translate("Photos", "{count:,} without a face"), count=counts["no_face"]))
    if counts["unreadable"]:
        parts.append(fill(translate("Photos", "{count:,} not readable"), count=counts["unreadable"]))
    return comma_list(parts)


def shown_words(shown: int, items: Sequence[Item], kind: Kind) -> str:
    """How many cards the filter leaves."""
    whole = sum(item.kind == kind for item in items)
    if shown == whole:
        return ""
    return fill(translate("Photos", "{shown:,} of {whole:,} shown"), shown=shown, whole=whole)


def chosen_words(items: Sequence[Item]) -> str:
    """How many cards are chosen."""
    said = translate("Photos", "{count:,} cards chosen")
    if all(item.kind == "face" for item in items):
        said = translate("Photos", "{count:,} faces chosen")
    return fill(said, count=len(items))


def progress_words(done: int, whole: int, seconds: float, *, asking: bool = False) -> str:
    """How far the reading is, and how long it will take once that can be told."""
    if not whole:
        return translate("Photos", "Looking for photos…")
    words = translate("Photos", "Reading {done:,} of {whole:,}")
    if asking:
        words = translate("Photos", "Asking about {done:,} of {whole:,}")
    said = fill(words, done=min(done + 1, whole), whole=whole)
    if done < 5 or seconds < 2:
        return said + "…"
    left_s = seconds / done * (whole - done)
    left = (
        translate("Photos", "{count:.0f} min left").format(count=max(left_s / 60, 1))
        if left_s >= 60
        else translate("Photos", "{count:.0f} s left").format(count=max(left_s, 1))
    )
    return comma_list((said, left))


def _answers_said(answers: Iterable[AnswerView]) -> list[str]:
    """A line an answer; where a second one is missing for the same reason, that instead, and once."""
    lines: list[str] = []
    reasons: list[str] = []
    for answer in answers:
        reason = _why_none(answer)
        if reason not in reasons:
            lines.append(_said(answer))
        elif reason not in lines:
            lines.append(reason)
        reasons += [reason] if reason else []
    return lines


def _why_none(answer: AnswerView) -> str:
    """Why there is no answer; "" where there is one."""
    return "" if answer.share is not None else answer.hint[:1].upper() + answer.hint[1:]


def _why_unsure(answer: AnswerView) -> str:
    """Which answer would come first, and how likely it is; "" where one is sure."""
    if not answer.likeliest or answer.share is None:
        return ""
    return _likeliest_words(answer.likeliest, answer.share)


def _likeliest_words(label: str, share: float) -> str:
    said = translate("Photos", "Unsure: {label} is likeliest, but only at {share}")
    return said.format(label=label, share=percent(share))


def _said(answer: AnswerView) -> str:
    """The label with its share; where the share is another label's, or only a guess is, that in brackets."""
    if not answer.share_text:
        return answer.text
    own = not answer.likeliest and answer.share_text[0].isdigit()
    return f"{answer.text} {answer.share_text}" if own else f"{answer.text} ({answer.share_text})"


def _counted(count: int, one: str, many: str) -> str:
    return f"{counted(count)} {one if count == 1 else many}"
