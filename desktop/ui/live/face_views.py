"""What is said of each face on screen: words, shares and tones. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from desktop.ui.i18n.numbers import percent
from desktop.ui.i18n.said import said
from desktop.ui.live.times import clock_text
from desktop.ui.words import comma_list, label_words, shown_label, translate

if TYPE_CHECKING:
    from desktop.engine.analysis import FaceAnalysis
    from vision.recognisers import Answer

Tone = Literal["smile", "no_smile", "no_answer"]
Who = Literal["", "named", "unknown"]
_WHO = "identity"
_CLOSED_SET = "identity-closed"
_NOBODY = "nobody is enrolled"
_GLAD = frozenset({"smile", "happy"})


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One task's answer. `share` is what its meter shows, 0 to 1; None shows no meter.

    `likeliest`: of an answer that is unsure, the label that `share` is of.
    """

    task: str
    text: str
    share: float | None
    share_text: str
    tone: Tone
    hint: str
    likeliest: str = ""


@dataclass(frozen=True, slots=True)
class FaceView:
    """One face in view. `key` stays the same while the face does.

    `who`: whether the face has a name, which is its title then; "" where nobody is enrolled or names are
    not given. `who_hint`: why it has none.
    """

    key: int
    title: str
    box_px: tuple[int, int, int, int]
    answers: tuple[AnswerView, ...]
    seen_for: str
    held: bool
    who: Who = ""
    who_hint: str = ""

    @property
    def first(self) -> AnswerView | None:
        """The answer that stands at the face itself."""
        return self.answers[0] if self.answers else None

    @property
    def said(self) -> tuple[object, ...]:
        """Who it is and each answer's label, without shares and times: what must read the same everywhere."""
        return self.key, self.title, self.who_hint, *(answer.text for answer in self.answers)

    def in_words(self) -> str:
        """All of it in one line, for those who listen."""
        parts = [
            self.title,
            self.who_hint,
            *(f"{answer.text} {answer.share_text}".strip() for answer in self.answers),
        ]
        return comma_list(part for part in (*parts, self.seen_for) if part)


def face_views(faces: Iterable[FaceAnalysis]) -> tuple[FaceView, ...]:
    """The faces of one analysis, in its order. Photos have no tracks: their faces are counted from 1."""
    return tuple(_face_view(face, number) for number, face in enumerate(faces, start=1))


def _face_view(face: FaceAnalysis, number: int) -> FaceView:
    key = number if face.track is None else face.track
    title, who, hint = _who(face, key)
    return FaceView(
        key=key,
        title=title,
        box_px=face.box_px,
        answers=tuple(_answer_view(answer) for task, answer in face.answers.items() if task != _WHO),
        seen_for="" if face.track is None else clock_text(face.seen_for_s),
        held=face.held,
        who=who,
        who_hint=hint,
    )


def _who(face: FaceAnalysis, key: int) -> tuple[str, Who, str]:
    """The title of a face, whether it is a name, and why it is none."""
    numbered = translate("FaceCard", "Face {number}").format(number=key)
    answer = face.answers.get(_WHO)
    if answer is None or answer.reason == _NOBODY:
        return numbered, "", ""
    if answer.label is not None:
        return answer.label, "named", ""
    return translate("FaceCard", "Unknown"), "unknown", _why_unknown(answer)


def _why_unknown(answer: Any) -> str:
    """Why no name may be given; "" for a face that is simply like nobody who is enrolled."""
    reason = said(answer.reason or "")
    return _capital(reason) if answer.score >= answer.threshold else ""


def _answer_view(answer: Answer) -> AnswerView:
    from vision.recognisers import UNSURE  # the window is on screen before NumPy is loaded

    if answer.label is None and answer.reason == UNSURE:
        return _unsure_view(answer)
    if answer.label is None:
        text = translate("FaceCard", "No answer")
        return AnswerView(answer.task, text, None, "", "no_answer", said(answer.reason or ""))
    share = min(max(answer.score, 0.0), 1.0)
    if answer.task == _CLOSED_SET:
        return _closed_set_view(answer, share)
    return AnswerView(
        task=answer.task,
        text=shown_label(answer.label),
        share=share,
        share_text=_share_text(answer, share),
        tone="smile" if answer.label in _GLAD else "no_smile",
        hint=translate("FaceCard", "How surely the model sees this: {task}").format(task=answer.task),
    )


def _closed_set_view(answer: Answer, share: float) -> AnswerView:
    """A name from a network that knows no strangers: always said so."""
    return AnswerView(
        task=answer.task,
        text=translate("FaceCard", "Most like {name}").format(name=answer.label),
        share=share,
        share_text=percent(share),
        tone="no_smile",
        hint=translate(
            "FaceCard", "Always one of the people it was trained on: a stranger gets one of their names too"
        ),
    )


def _unsure_view(answer: Answer) -> AnswerView:
    """Says so, and which label would come first: as a question, for a figure would be read as how unsure."""
    likeliest, share = max(answer.scores.items(), key=lambda pair: pair[1])
    words = label_words(likeliest)
    hint = translate(
        "FaceCard", "Nothing is likely enough to say. Likeliest: {label}. The bar shows how likely."
    )
    return AnswerView(
        task=answer.task,
        text=translate("FaceCard", "Unsure"),
        share=min(max(share, 0.0), 1.0),
        share_text=translate("FaceCard", "{label}?").format(label=words),
        tone="no_answer",
        hint=hint.format(label=words),
        likeliest=words,
    )


def _share_text(answer: Answer, share: float) -> str:
    """The share in words. Of yes and no the score is that of yes, so beside "no" it needs its name."""
    of = answer.scored
    return percent(share) if of in (None, answer.label) else f"{label_words(of)} {percent(share)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
