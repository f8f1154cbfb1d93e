"""What a model is and how it was made, in plain words, from the facts on its card."""

from __future__ import annotations

from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.numbers import percent
from desktop.ui.models.shipped_words import recipe_words
from desktop.ui.words import model_title, translate
from vision.model_card import ModelCard
from vision.model_making import FineTunedOn, FromScratch, HeadOnGallery, HeadOnNetwork, MadeInt8, OfRecipe


def card_words(card: ModelCard) -> str:
    """What the card says of the model; its own description where it doesn't tell how the model was made."""
    said = [_step_words(step) for step in card.making]
    return " ".join(said) if said and all(said) else card.description


def _step_words(step: object) -> str:
    match step:
        case OfRecipe():
            return recipe_words(step.recipe)
        case FromScratch():
            return _from_scratch(step)
        case HeadOnNetwork():
            return " ".join((_answers(step), _on_network(step.network), *_limits(step)))
        case HeadOnGallery():
            return _of_gallery(step)
        case FineTunedOn():
            said = translate("Models", "Afterwards it learned from the pictures in “{data}” too.")
            return said.format(data=apart(step.data))
        case MadeInt8():
            return translate(
                "Models", "It was made smaller afterwards: it counts in whole numbers of 8 bits."
            )
    return ""


def _from_scratch(step: FromScratch) -> str:
    said = translate(
        "Models",
        "Says which of the classes in “{data}” it sees. It learned from these pictures alone, and from no "
        "others before.",
    )
    return said.format(data=apart(step.data))


def _answers(step: HeadOnNetwork) -> str:
    said = {
        "classes": translate("Models", "Says which of the classes in “{data}” a picture shows."),
        "breeds": translate("Models", "Says which breed the dog in a picture is."),
        "people": translate("Models", "Says who of the people in “{data}” somebody is."),
    }[step.answers]
    return said.format(data=apart(step.data))


def _limits(step: HeadOnNetwork) -> list[str]:
    said = []
    if step.answers == "classes":
        said.append(translate("Models", "A picture of anything else gets one of these answers too."))
    if step.answers == "people":
        said.append(_strangers_too())
    if step.may_know:
        flatters = translate(
            "Models",
            "The pictures come from ImageNet, from which {network} learned: it may know these very pictures, "
            "and its figures may be too good.",
        )
        said.append(flatters.format(network=model_title(step.network)))
    return said


def _of_gallery(step: HeadOnGallery) -> str:
    who = translate("Models", "Says who of {count} people somebody is.").format(count=step.people)
    gallery = translate(
        "Models", "On the pictures that were kept aside, the gallery by itself was right in {share}."
    ).format(share=percent(step.gallery_right, 1))
    parts = [who, _strangers_too(), _on_network(step.network), gallery]
    if not step.strangers_measured:
        parts.append(translate("Models", "How often a stranger gets a name was not measured."))
    return " ".join(parts)


def _strangers_too() -> str:
    return translate("Models", "A stranger gets one of these names too.")


def _on_network(network: str) -> str:
    said = translate(
        "Models",
        "It is a small classifier, trained on what {network} sees in a picture; {network} itself was not "
        "changed.",
    )
    return said.format(network=model_title(network))
