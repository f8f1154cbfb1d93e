"""What can be done with a face on screen, and what is said while it gets a name. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.numbers import fill
from desktop.ui.i18n.said import said
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from desktop.engine.identity import IdentityAnswer
    from desktop.people.records import Person

Act = Literal["title", "who", "is", "add", "not", "why", "no_face"]
_NEAR = 0.06  # below the bar: whom a face is so much like is offered; as far a name once given is kept


@dataclass(frozen=True, slots=True)
class FaceAct:
    """A line of a face's menu. `person`: whose name it says. A line that can't be used says why in `tip`."""

    act: Act
    text: str
    person: str = ""
    enabled: bool = True
    tip: str = ""


@dataclass(frozen=True, slots=True)
class NamingView:
    """What the dialog says of the name as typed. `new`: nobody is called so yet."""

    ready: bool
    hint: str
    new: bool
    button: str


def who_text(count: int = 1) -> str:
    """Asks for the name of so many faces."""
    return translate("Face", "Who is this?…") if count <= 1 else translate("Face", "Who are these?…")


def several_acts(count: int, why_no_names: str = "") -> list[FaceAct]:
    """The menu of several faces."""
    said = fill(translate("Face", "{count:,} faces"), count=count)
    who = FaceAct("who", who_text(count), enabled=not why_no_names, tip=why_no_names)
    return [_title(said), who, no_face(count)]


def face_acts(answer: IdentityAnswer | None, why_no_names: str = "") -> list[FaceAct]:
    """The menu of a face, by who it was taken for."""
    if why_no_names or answer is None:
        tip = why_no_names or translate("Face", "Names come when the source is opened again.")
        return [FaceAct("who", translate("Face", "Who is this?…"), enabled=False, tip=tip)]
    if answer.label is not None:
        return _of_known(answer.label, answer.score)
    acts = [_title(translate("Face", "Unknown")), FaceAct("who", translate("Face", "Who is this?…"))]
    if answer.nearest is not None and answer.score >= answer.threshold - _NEAR:
        text = translate("Face", "This is {name}").format(name=answer.nearest)
        acts.append(FaceAct("is", text, answer.nearest))
    if answer.nearest is not None:
        acts.append(FaceAct("why", translate("Face", "Why?…")))
    return acts


def no_face(count: int = 1) -> FaceAct:
    """For what was taken for a face, and is none."""
    text = translate("Face", "Not a face") if count <= 1 else translate("Face", "Not faces")
    return FaceAct("no_face", text, tip=no_face_tip(count))


def no_face_tip(count: int = 1) -> str:
    """What that does, and by which key."""
    if count <= 1:
        return translate("Face", "Take this card away, here and from exports (Delete)")
    return translate("Face", "Take these cards away, here and from exports (Delete)")


def _of_known(name: str, score: float) -> list[FaceAct]:
    return [
        _title(name),
        FaceAct("add", translate("Face", "Keep this picture of {name}").format(name=name), name),
        FaceAct("not", translate("Face", "This is not {name}").format(name=name), name),
        FaceAct("who", translate("Face", "This is someone else…"), name),
        FaceAct("why", translate("Face", "Why?…")),
    ]


def kept_already(name: str) -> FaceAct:
    """In the place of the offer to keep a picture, where that adds nothing."""
    text = translate("Face", "This picture of {name} is kept").format(name=name)
    tip = translate("Face", "Another one helps once it looks different: turned, or in other light.")
    return FaceAct("add", text, name, enabled=False, tip=tip)


def _title(text: str) -> FaceAct:
    return FaceAct("title", text, enabled=False)


def naming(
    text: str, people: Sequence[Person], taken_for: str | None = None, pictures: int = 1
) -> NamingView:
    """What the name as typed would do. `taken_for`: whom the face was named, wrongly."""
    from desktop.people.records import clean_name, name_key
    from vision.errors import FacetError

    add, remember = translate("Face", "Add the picture"), translate("Face", "Remember")
    if pictures > 1:
        add = translate("Face", "Add the pictures")
    if not text.strip():
        empty = translate("Face", "Type a name, or choose someone you know.")
        return NamingView(False, empty if people else translate("Face", "Type a name."), False, remember)
    try:
        key = name_key(text)
    except FacetError as error:
        return NamingView(False, said(error.message), False, remember)
    known = next((person for person in people if name_key(person.name) == key), None)
    if taken_for is not None and name_key(taken_for) == key:
        hint = translate("Face", "Facet takes this face for {name} already.").format(name=taken_for)
        return NamingView(False, hint, False, add)
    if known is None:
        name = clean_name(text)
        hint = translate("Face", "{name} is new: named from now on, without any training.").format(name=name)
        return NamingView(True, hint, True, remember)
    return NamingView(True, _adds(known, pictures), False, add)


def _adds(person: Person, pictures: int) -> str:
    one, more = (
        translate("Face", "Adds this picture to {name}, who has one."),
        translate("Face", "Adds this picture to {name}, who has {count}."),
    )
    if pictures > 1:
        one, more = (
            translate("Face", "Adds these pictures to {name}, who has one."),
            translate("Face", "Adds these pictures to {name}, who has {count}."),
        )
    hint = one if person.references == 1 else more
    return hint.format(name=person.name, count=person.references)


def looks_like(answer: IdentityAnswer | None, name: str) -> str:
    """A warning where the face is taken for somebody else than the typed name; "" otherwise."""
    if answer is None or answer.label is None or answer.label.casefold() == name.strip().casefold():
        return ""
    warning = translate("Face", "Facet takes this face for {name}. That will be corrected.")
    return warning.format(name=answer.label)


def owners_words(owners: Iterable[str | None], name: str) -> str:
    """A warning where faces belong to others than the typed name already; "" otherwise."""
    others = sorted({owner for owner in owners if owner and owner.casefold() != name.strip().casefold()})
    if not others:
        return ""
    return translate("Face", "Facet knows some of these faces as {names}.").format(names=listed(others))


def kept_words(folder: str) -> str:
    """What is kept of someone, and where: what they agree to."""
    said = translate(
        "Face",
        "Kept on this computer only, in {folder}: small pictures of the face, numbers made from them, the "
        "name, and when they were seen last. Removing the person erases all of it.",
    )
    return said.format(folder=apart(folder))


def listed(names: Sequence[str]) -> str:
    """Names in a row: "up, down and a smile"."""
    if len(names) < 2:
        return "".join(names)
    return translate("Face", "{some} and {last}").format(some=comma_list(names[:-1]), last=names[-1])
