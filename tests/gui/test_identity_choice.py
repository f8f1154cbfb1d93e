"""Choosing what tells people apart: live names, photos and the people page follow, and all goes on."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from desktop.folders import pulled_models_dir
from desktop.people.reading import FaceReader
from desktop.people.rebuild import missing
from desktop.settings import load_settings
from desktop.ui.people.roster import Reading
from desktop.ui.people.work import PeopleWork
from tests.support.fake_session import face, view
from tests.support.pulled_models import pulled_root
from tests.support.stand_in_people import (
    DIGEST,
    ORANGE,
    ColourEmbedder,
    ColourFinder,
    draw_photo,
    drawn_strangers,
    good_quality,
    stand_in_decider,
)
from vision.images import read_image

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000
OTHER = "d" * 64


class OtherEmbedder(ColourEmbedder):
    """The same colours as other numbers, where it is let; it tells when it begins."""

    digest, name = OTHER, "other"

    def __init__(self) -> None:
        self.begun, self.let = threading.Event(), threading.Event()
        self.let.set()

    def embed(self, crops: np.ndarray) -> np.ndarray:
        self.begun.set()
        assert self.let.wait(20)
        return np.ascontiguousarray(super().embed(crops)[:, ::-1])


@pytest.fixture
def other() -> OtherEmbedder:
    return OtherEmbedder()


@pytest.fixture
def window(open_window, session_of, program, qtbot, other, tmp_path):
    """A window that plays a video and knows Ann by the usual model; "facet-id" stands for the other one."""

    def reader(wanted: Reading) -> FaceReader:
        embedder = other if wanted.model == "facet-id" else ColourEmbedder()
        return FaceReader(ColourFinder(), embedder, good_quality)

    program.people = PeopleWork(reader, stand_in_decider, drawn_strangers)
    work, image = program.people, read_image(draw_photo(tmp_path / "ann.png", ORANGE))
    work.enrol("Ann", work.reader().new_faces(image, work.reader().faces(image)), None)
    window = open_window("clip.mp4")
    session_of().open_as("video")
    program.session.show(view([face(1)], at_s=4.0))
    window.people.renew()
    settle(window, qtbot)
    return window


def settle(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.running, timeout=PATIENCE_MS)


def digest_live(program) -> str:
    return program.session.deciders[-1].matcher.snapshot.digest


def test_live_names_follow_the_choice_without_a_new_start_and_come_back_at_once(
    window, program, qtbot
) -> None:
    assert digest_live(program) == DIGEST
    looked_at = []
    window.people.preparing.connect(lambda *done: looked_at.append(done))
    window.keeper.change(identity_model="facet-id")
    settle(window, qtbot)
    assert digest_live(program) == OTHER
    assert program.session.embedders[-1].digest == OTHER
    assert program.session.deciders[-1].matcher.snapshot.names == ("Ann",)
    assert looked_at == [(1, 1), (0, 0)]
    assert len(program.sessions) == 1, "the video went on"
    window.keeper.change(identity_model="auto")
    settle(window, qtbot)
    assert digest_live(program) == DIGEST
    assert looked_at == [(1, 1), (0, 0)], "its numbers were kept"


def test_the_people_page_works_and_says_so_while_another_model_looks(window, program, qtbot, other) -> None:
    window.shell.show_page("people")
    settle(window, qtbot)
    page = window.shell.page("people")
    other.let.clear()
    window.keeper.change(identity_model="facet-id")
    assert other.begun.wait(10)
    assert digest_live(program) == DIGEST, "named as before"
    with qtbot.waitSignal(window.people.changed, timeout=PATIENCE_MS):
        window.people.change(lambda: program.people.rename(1, "Ann Lee"))
    qtbot.waitUntil(lambda: page.roster.people[0].name == "Ann Lee", timeout=PATIENCE_MS)
    window.people.preparing.emit(1, 3)
    assert "1 of 3" in page.notice.text
    assert "as before" in page.notice.text
    other.let.set()
    settle(window, qtbot)
    assert digest_live(program) == OTHER
    assert not page.notice.isVisible()
    assert page.details.details.threshold == program.session.deciders[-1].bar.threshold


def test_a_choice_that_is_taken_back_ends_what_was_being_done_for_it(window, program, qtbot, other) -> None:
    other.let.clear()
    window.keeper.change(identity_model="facet-id")
    assert other.begun.wait(10)
    window.keeper.change(identity_model="auto")
    other.let.set()
    settle(window, qtbot)
    assert digest_live(program) == DIGEST
    assert OTHER not in {decider.matcher.snapshot.digest for decider in program.session.deciders}


def test_a_source_opened_meanwhile_is_told_that_another_model_is_wanted(window, program, qtbot) -> None:
    known = len(program.session.deciders)
    program.session.names_stand_in = True
    window.controller.names_wanted.emit()
    settle(window, qtbot)
    assert len(program.session.deciders) == known + 1


@pytest.fixture
def with_sface() -> Path:
    """SFace beside facet-id, in the test's own cache."""
    found = pulled_root("sface/model.onnx") / "sface"
    target = pulled_models_dir() / "sface"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(found, target_is_directory=True)
    return target


def test_the_models_page_and_the_settings_choose_between_sface_and_facet_id(
    open_window, session_of, program, qtbot, with_sface, astronaut_bgr
) -> None:
    work = program.people
    work.enrol("Eileen", work.reader().new_faces(astronaut_bgr, work.reader().faces(astronaut_bgr)[:1]), None)
    by_sface = work.reader().embedder.digest
    window = open_window("clip.mp4")
    session_of().open_as("video")
    window.shell.show_page("models")
    page = window.shell.page("models")
    qtbot.waitUntil(lambda: page.model is not None, timeout=PATIENCE_MS)

    def shown(name: str, *, in_use: bool):
        found = [one for one in page._shelf.models if one.name == name]
        return found and found[0].in_use is in_use

    assert shown("sface", in_use=True)
    rows = range(page.list.count())
    page.list.setCurrentRow(next(row for row in rows if page.list.item(row).text() == "facet-id"))
    button: QAbstractButton = page.details.use
    qtbot.waitUntil(button.isVisible)
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: shown("facet-id", in_use=True), timeout=PATIENCE_MS)
    settle(window, qtbot)
    digest = digest_live(program)
    assert digest != by_sface
    assert program.session.embedders[-1].name == "facet-id"
    assert missing(work._open(), digest) == missing(work._open(), by_sface) == 0
    assert page.toast.text == "facet-id tells people apart from now on."
    qtbot.waitUntil(lambda: load_settings().identity_model == "facet-id", timeout=PATIENCE_MS)

    window.shell.show_page("settings")
    row = window.shell.page("settings").rows["identity_model"]
    settle(window, qtbot)
    assert row._view.value == "facet-id"
    row.changed.emit("identity_model", "sface")
    settle(window, qtbot)
    assert digest_live(program) == by_sface
    assert len(program.sessions) == 1, "the video went on"
