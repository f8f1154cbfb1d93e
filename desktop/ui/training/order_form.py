"""What was filled in on the page, and what it orders from the trainer; or why it can't yet. No widgets."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from desktop.training.commands import GALLERY, Order
from desktop.training.offers import BACKBONE, FACE_NETWORKS, FOLDER, Recipe, recipe_named
from desktop.ui.training.offer_words import OWN, SCRATCH
from desktop.ui.words import translate

_GALLERYS_LIKE = "identity-vgg16"
"""A gallery's people are learned with this recipe's settings."""


@dataclass(frozen=True, slots=True)
class Form:
    """The page as it stands; numbers as they were typed, "" for the recipe's own."""

    offer: str = OWN
    data: str = ""
    second: str = ""
    backbone: str = "mobilenetv2"
    subject: str = "picture"
    head: str = ""
    device: str = "auto"
    epochs: str = ""
    batch: str = ""
    rate: str = ""
    seed: str = ""
    stop_after: str = ""
    others: str = ""


class FormUnfit(ValueError):
    """A field holds what can't be used; the message is for the user."""


def recipe_name(form: Form) -> str:
    """The recipe whose settings count."""
    if form.offer == GALLERY:
        return _GALLERYS_LIKE
    if form.offer == OWN:
        return FOLDER if form.backbone == SCRATCH else BACKBONE
    return form.offer


def recipe_of(form: Form, recipes: tuple[Recipe, ...]) -> Recipe | None:
    """The recipe whose settings count; None where this trainer has none of that name."""
    return recipe_named(recipes, recipe_name(form))


def learns_in_rounds(form: Form, recipe: Recipe | None) -> bool:
    """Whether pictures are seen again and again; a head that is solved at once has no rounds."""
    if form.offer == GALLERY and form.backbone in FACE_NETWORKS:
        return False
    if recipe is None or "head" not in recipe.settings:
        return True
    return (form.head or recipe.defaults.get("head")) == "dense"


def order_of(form: Form) -> Order:
    """What is to be trained. Raises FormUnfit."""
    return Order(
        recipe=GALLERY if form.offer == GALLERY else recipe_name(form),
        data=form.data,
        backbone=form.backbone,
        device=form.device,
        epochs=_whole(form.epochs, translate("Training", "Rounds"), 1),
        batch=_whole(form.batch, translate("Training", "Pictures a step"), 2) if _steps(form) else None,
        rate=_positive(form.rate, translate("Training", "Learning rate")) if _steps(form) else None,
        seed=_whole(form.seed, translate("Training", "Seed"), 0),
        stop_after=None
        if form.offer == GALLERY
        else _whole(form.stop_after, translate("Training", "Stop early after"), 0),
        second=form.second,
        choices=() if form.offer == GALLERY else (*_own_choices(form), *_others(form.others)),
    )


def _steps(form: Form) -> bool:
    return form.offer != GALLERY or form.backbone not in FACE_NETWORKS


def title_of(form: Form, offer_title: str) -> str:
    """What the training is called."""
    return Path(form.data).name or offer_title if form.offer == OWN else offer_title


def why_not(form: Form, recipe: Recipe | None, refused: bool) -> str:
    """Why it can't begin, in a sentence; "" where it can. `refused`: the trainer can't use the folder."""
    if not form.data:
        return translate("Training", "Choose a folder of pictures first.")
    if recipe is None:
        return translate("Training", "This trainer doesn’t know the recipe; it may be an older one.")
    if refused:
        return translate("Training", "The folder can’t be used as it is.")
    try:
        order_of(form)
    except FormUnfit as unfit:
        return str(unfit)
    return ""


def _own_choices(form: Form) -> tuple[str, ...]:
    if form.offer != OWN:
        return ()
    if form.backbone == SCRATCH:
        name = json.dumps(Path(form.data).name or "pictures", ensure_ascii=False)
        return (f"task={name}", f"subject={form.subject}")
    return (f"head={form.head}",) if form.head else ()


def _others(text: str) -> tuple[str, ...]:
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise FormUnfit(
            translate("Training", "Other settings: a quotation mark lacks its partner.")
        ) from error
    bad = next((word for word in words if "=" not in word), None)
    if bad is not None:
        said = translate("Training", "Other settings: “{word}” is not of the form name=value.")
        raise FormUnfit(said.format(word=bad))
    return tuple(words)


def _whole(text: str, name: str, least: int) -> int | None:
    if not text.strip():
        return None
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        said = translate("Training", "{name}: a whole number from {least} on is wanted.")
        raise FormUnfit(said.format(name=name, least=least))
    return number


def _positive(text: str, name: str) -> float | None:
    if not text.strip():
        return None
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = 0.0
    if not 0 < number < 10:
        raise FormUnfit(translate("Training", "{name}: a small number above 0 is wanted.").format(name=name))
    return number
