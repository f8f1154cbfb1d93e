"""What the trainer's cards say is told in plain words on the models page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.models.shelf import ShelfModel
from desktop.ui.i18n.numbers import percent
from desktop.ui.models.figure_words import chosen_on_words, figure_meanings, figure_row
from desktop.ui.models.known_words import licence_words
from desktop.ui.models.model_words import model_view
from desktop.ui.models.trained_words import card_words
from tests.support.model_copies import SHIPPED
from trainer.features.folders import IMAGENET_WARNING
from trainer.recipes import backbone_settings, dogs_settings, folder, identity_vgg16_settings
from vision.model_card import Metric
from vision.model_making import FineTunedOn, HeadOnGallery, MadeInt8, OfRecipe, Step
from vision.sessions import read_card

JARGON = ("frozen", "head on", "logistic", "weights", ".pth", "closed set", "Backbone")
ON_MOBILENET = (
    "It is a small classifier, trained on what MobileNetV2 sees in a picture; MobileNetV2 itself was not "
    "changed."
)


def shown(*making: Step) -> str:
    return card_words(
        read_card(SHIPPED).model_copy(update={"description": "Cats or dogs.", "making": making})
    )


def of_gallery(network: str = "sface", *, strangers_measured: bool = False) -> HeadOnGallery:
    return HeadOnGallery(
        people=3, network=network, gallery_right=0.985, strangers_measured=strangers_measured
    )


def test_a_head_on_a_network_is_told_as_what_it_does() -> None:
    settings = backbone_settings.BackboneSettings(backbone="mobilenetv2")
    words = backbone_settings.describe(settings, {"data": "/pictures/pets"}, 40)
    assert "frozen" in words.description
    assert shown(*words.making) == (
        f"Says which of the classes in “pets” a picture shows. {ON_MOBILENET} "
        "A picture of anything else gets one of these answers too."
    )
    assert licence_words(words.licence) == (
        "Of the network that it is built on: BSD-3-Clause (torchvision). The pictures' own terms hold too."
    )


def test_pictures_that_the_network_may_know_are_said() -> None:
    settings = dogs_settings.DogsSettings(backbone="mobilenetv2")
    words = dogs_settings.describe(settings, {"data": "/pictures/dogs"}, 40)
    assert IMAGENET_WARNING in words.description
    said = shown(*words.making)
    assert said.startswith(f"Says which breed the dog in a picture is. {ON_MOBILENET} ")
    assert said.endswith("its figures may be too good.")


def test_people_learned_in_the_window_say_that_strangers_get_a_name() -> None:
    assert shown(of_gallery()) == (
        "Says who of 3 people somebody is. A stranger gets one of these names too. It is a small "
        "classifier, trained on what SFace sees in a picture; SFace itself was not changed. On the pictures "
        f"that were kept aside, the gallery by itself was right in {percent(0.985, 1)}. How often a stranger "
        "gets a name was not measured."
    )


def test_strangers_that_were_counted_stand_among_the_figures_alone() -> None:
    said = shown(of_gallery("vgg16", strangers_measured=True))
    assert "what VGG16 sees" in said
    assert said.endswith(f"right in {percent(0.985, 1)}.")


@pytest.mark.parametrize(
    ("module", "settings"),
    [
        (folder, folder.FolderSettings()),
        (identity_vgg16_settings, identity_vgg16_settings.IdentitySettings()),
        (backbone_settings, backbone_settings.BackboneSettings(head="dense")),
    ],
)
def test_no_card_of_the_windows_trainings_is_told_in_the_words_of_its_makers(module, settings) -> None:
    words = module.describe(settings, {"data": "/pictures/pets"}, 40)
    said = shown(*words.making, FineTunedOn(data="home"), MadeInt8(pictures=9))
    assert "“pets”" in said
    assert not [word for word in JARGON if word in said]
    assert said.endswith(
        "Afterwards it learned from the pictures in “home” too. It was made smaller afterwards: it counts in "
        "whole numbers of 8 bits."
    )


def test_what_a_recipe_makes_is_told_alike_whoever_trained_it_and_what_came_later_is_not_lost() -> None:
    said = shown(OfRecipe(recipe="smile"), FineTunedOn(data="friends"))
    assert said.startswith("Says whether a face smiles.")
    assert said.endswith("Afterwards it learned from the pictures in “friends” too.")


def test_a_card_that_does_not_tell_how_its_model_was_made_keeps_its_own_words() -> None:
    assert shown() == "Cats or dogs."
    assert shown(OfRecipe(recipe="of a later version"), FineTunedOn(data="home")) == "Cats or dogs."


def test_the_makers_words_of_a_trained_model_stay_on_the_page() -> None:
    told = {"description": "A logistic head on sface 1.", "making": (of_gallery(),)}
    card = read_card(SHIPPED).model_copy(update=told)
    own = ShelfModel("mine", "smile", "own", "a" * 64, 9, "mine", "", SHIPPED, card)
    assert dict(model_view(own, ("smile",)).facts)["On its card"] == "A logistic head on sface 1."
    unknown = replace(own, card=card.model_copy(update={"description": "Cats or dogs.", "making": ()}))
    assert "On its card" not in dict(model_view(unknown, ("smile",)).facts)


def metric(dataset: str, split: str) -> Metric:
    return Metric(name="accuracy", value=0.9, dataset=dataset, split=split, n=20)


def test_the_part_that_chose_a_setting_is_called_validation() -> None:
    chosen = metric("dogs", "validation part, C 0.1")
    assert figure_row(chosen)[4] == "dogs, validation"
    meaning = dict(figure_meanings([chosen]))["Validation"]
    assert "by which a setting was chosen (C 0.1)" in meaning
    plain = metric("dogs", "validation part")
    assert figure_row(plain)[4] == "dogs, validation"
    assert "its settings were chosen" in dict(figure_meanings([plain]))["Validation"]


def test_on_what_a_threshold_was_chosen_is_said_alike() -> None:
    assert chosen_on_words("dogs, validation part, C 0.0001, n = 27") == "dogs, validation, 27 pictures"
    folds = "GENKI-4K, cross-validation, 5 folds of train and validation part, n = 2719"
    assert chosen_on_words(folds) == "GENKI-4K, cross-validation in 5 parts, 2,719 pictures"
    assert chosen_on_words("the validation part") == "the validation part"


def test_the_pictures_of_a_gallery_are_named_plainly() -> None:
    aside, strangers = metric("the gallery's own pictures", "held out"), metric("strangers", "all")
    assert figure_row(aside)[4] == "the gallery's own pictures, kept aside"
    assert figure_row(strangers)[4] == "pictures of strangers"
    assert dict(figure_meanings([aside]))["Kept aside"]
