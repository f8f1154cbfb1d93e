"""Asking about whole pictures: the likeliest labels first, whichever kind of model answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.models.choice import WHOLE_PICTURE, chosen_model, chosen_picture_model
from desktop.photos.reading import PhotoResult, read_photos
from desktop.photos.whole import PictureAnswer, PictureAsker, ask_photos
from tests.support.model_copies import copied_model
from tests.unit.photos.test_reading import look
from vision.images import write_image
from vision.model_store import ModelStore
from vision.recognisers import Recogniser
from vision.sessions import open_model


@pytest.fixture
def asker(tmp_path: Path) -> PictureAsker:
    """A model of two labels that looks at whole pictures."""
    path = copied_model(tmp_path / "mood" / "model.onnx", name="mood", task="mood", subject="picture")
    return PictureAsker("mood", Recogniser(open_model(path, provider="cpu")))


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """A photo, and a file that is none."""
    write_image(tmp_path / "grey.png", np.full((90, 160, 3), 128, np.uint8))
    (tmp_path / "broken.png").write_text("no picture")
    return [tmp_path / "grey.png", tmp_path / "broken.png"]


def test_the_likeliest_label_comes_first_and_shares_add_up(asker: PictureAsker, photos: list[Path]) -> None:
    told: list[tuple[Path, PictureAnswer | None]] = []
    ask_photos(photos, asker, told.append, lambda: False)
    (_, answer), (broken, nothing) = told
    assert answer is not None
    assert answer.task == "mood"
    assert answer.top[0][1] >= answer.top[1][1]
    assert sum(share for _, share in answer.top) == pytest.approx(1)
    assert (broken, nothing) == (photos[1], None)


def test_asking_ends_after_the_photo_at_hand(asker: PictureAsker, photos: list[Path]) -> None:
    told: list[object] = []
    ask_photos(photos, asker, told.append, lambda: bool(told))
    assert len(told) == 1


def test_photos_are_read_and_asked_at_once(asker: PictureAsker, photos: list[Path]) -> None:
    told: list[PhotoResult] = []
    read_photos(photos, look, told.append, lambda: False, asker)
    assert told[0].whole is not None
    assert told[0].square[:2] == b"\xff\xd8"
    assert told[1].whole is None


def test_a_model_for_whole_pictures_never_answers_about_faces(tmp_path: Path) -> None:
    copied_model(tmp_path / "wide" / "model.onnx", name="wide", subject="picture")
    store = ModelStore([tmp_path])
    (model,) = store.about_pictures()
    assert chosen_model(store, "smile", {"smile": model.digest}) is None
    assert chosen_picture_model(store, {WHOLE_PICTURE: model.digest}) == model
    assert chosen_picture_model(store, {}) is None
    assert chosen_picture_model(store, {WHOLE_PICTURE: "0" * 64}) is None


def test_drawn_into_a_picture_it_says_what_a_faces_answer_says() -> None:
    sure = PictureAnswer("m", "d", "scene", "beach", (("beach", 0.7), ("town", 0.2)))
    unsure = PictureAnswer("m", "d", "scene", None, (("beach", 0.4), ("town", 0.3)))
    assert (sure.answer.label, sure.answer.score, sure.answer.reason) == ("beach", 0.7, None)
    assert (unsure.answer.label, unsure.answer.scored, unsure.answer.reason) == (None, "beach", "unsure")
