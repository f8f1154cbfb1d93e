"""Files dropped on the window: what can't be taken is refused where it fell, and nothing is ended for it."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from desktop.app import judge_file
from desktop.ui.live.live_state import Phase
from desktop.ui.live.live_words import BannerView
from desktop.ui.live.stage import Stage
from tests.support.dropping import drop_files, target_of_drag
from tests.support.fake_session import face, view
from tests.support.model_copies import copied_model
from vision.errors import SourceUnavailable
from vision.opencv import cv2

CLICK = Qt.MouseButton.LeftButton
PAGES = ["settings", "recordings", "models", "training"]


@pytest.fixture(autouse=True)
def own_judge(program) -> None:
    """Files are looked into as in the program itself."""
    program.judge = judge_file


@pytest.fixture
def recording(open_window, session_of, qtbot):
    """A window that records the demo."""
    window = open_window("demo")
    session = session_of()
    session.open_as("demo")
    session.show(view([face(1)]))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    window.keeper.change(ask_before_recording=False)
    qtbot.mouseClick(window.page.header.record.button, CLICK)
    qtbot.waitUntil(lambda: window.records.folder is not None)
    return window


@pytest.fixture
def note(tmp_path: Path) -> Path:
    """A text."""
    path = tmp_path / "note.txt"
    path.write_text("Milk, bread, eggs\n" * 20)
    return path


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A short film."""
    path = tmp_path / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), 25, (64, 48))
    for shade in range(10):
        writer.write(np.full((48, 64, 3), shade * 20, np.uint8))
    writer.release()
    return path


def said(window) -> str:
    """What the page in sight says at its head."""
    if window.shell.shown == "live":
        view = window.page.stage.banner.shown
        return "" if view is None else f"{view.text} {view.detail}"
    return window.shell.page(window.shell.shown).notice.text


def go_to(window, page: str, qtbot) -> None:
    name = window.commands[f"page_{page}"].iconText()
    button = next(one for one in window.shell.rail.findChildren(QToolButton) if one.text() == name)
    qtbot.mouseClick(button, CLICK)


def runs(window, program) -> bool:
    """Whether the demo and its recording go on."""
    state = window.controller.state
    return state.source == "demo" and len(program.sessions) == 1 and window.records.folder is not None


@pytest.mark.parametrize("page", ["live", *PAGES])
def test_a_text_is_refused_where_it_fell_and_the_recording_goes_on(
    recording, program, qtbot, note, page
) -> None:
    window = recording
    if page != "live":
        go_to(window, page, qtbot)
    drop_files(window, note)
    qtbot.waitUntil(lambda: "“note.txt” can't be opened: it is a text and no video." in said(window))
    assert "can be dropped here" in said(window)
    assert window.shell.shown == page
    assert runs(window, program)


def test_a_damaged_clip_and_an_empty_folder_end_nothing(recording, program, qtbot, tmp_path, clip) -> None:
    window = recording
    broken = tmp_path / "broken.avi"
    broken.write_bytes(clip.read_bytes()[:300])
    drop_files(window, broken)
    qtbot.waitUntil(lambda: "“broken.avi” can't be opened" in said(window))
    (tmp_path / "empty").mkdir()
    drop_files(window, tmp_path / "empty")
    qtbot.waitUntil(lambda: "“empty” can't be opened: there is no photo in this folder." in said(window))
    assert "Subfolders are not searched." in said(window)
    assert runs(window, program)
    qtbot.mouseClick(window.page.stage.banner.close_button, CLICK)
    assert not window.page.stage.banner.isVisible()


def test_a_file_from_the_menu_that_is_gone_ends_nothing(recording, program, qtbot, tmp_path) -> None:
    window = recording
    go_to(window, "settings", qtbot)
    window.source_menu.source_chosen.emit(str(tmp_path / "gone.mp4"))
    qtbot.waitUntil(lambda: "there is no such file or folder" in said(window))
    assert "can be dropped here" not in said(window), "it was not dropped"
    assert runs(window, program)


def test_a_clip_that_can_be_watched_is_watched_from_every_page(
    recording, session_of, qtbot, note, clip
) -> None:
    window = recording
    go_to(window, "settings", qtbot)
    drop_files(window, note)
    qtbot.waitUntil(lambda: "note.txt" in said(window))
    drop_files(window, clip)
    assert session_of(2).text == str(clip)
    assert window.shell.shown == "live"
    go_to(window, "settings", qtbot)
    assert said(window) == "", "what was said of another file is over"


def test_what_is_chosen_meanwhile_wins_over_a_slow_file(recording, program, session_of, qtbot, clip) -> None:
    window, drive = recording, threading.Event()
    program.judge = lambda _text: drive.wait()
    drop_files(window, clip)
    window.source_menu.source_chosen.emit("rtsp://camera.local/1")
    drive.set()
    assert session_of(2).text == "rtsp://camera.local/1"
    qtbot.waitUntil(lambda: not window.tasks.running)
    assert window.controller.state.source == "rtsp://camera.local/1"


def test_without_a_source_a_text_leaves_the_start_page_as_it_is(open_window, qtbot, note) -> None:
    window = open_window()
    start = window.page.stage.start
    qtbot.waitUntil(lambda: start.shown is not None and start.shown.title == "No camera found")
    drop_files(window, note)
    qtbot.waitUntil(lambda: "“note.txt” can't be opened" in said(window))
    assert start.shown.title == "No camera found"
    assert window.controller.state.phase is Phase.EMPTY


def test_in_the_welcome_it_is_said_there(open_window, qtbot, note) -> None:
    from desktop.settings import load_settings

    window = open_window(settings=load_settings())
    assert window.welcome.page is not None
    drop_files(window, note)
    qtbot.waitUntil(lambda: "“note.txt” can't be opened" in window.welcome.page.notice.text)
    assert window.welcome.shown


@pytest.mark.parametrize("page", ["live", "people", "photos", "settings", "recordings", "training"])
def test_a_model_is_offered_to_the_models_page(recording, program, qtbot, tmp_path, page) -> None:
    window = recording
    model = copied_model(tmp_path / "third.onnx", name="third")
    if page != "live":
        go_to(window, page, qtbot)
    drop_files(window, model)
    assert "“third.onnx” is a model." in said(window)
    shown = window.page.stage.banner if page == "live" else window.shell.page(page).notice
    button = window.page.stage.banner.button("offered") if page == "live" else shown.button
    assert button.text() == "Add it to the models"
    qtbot.mouseClick(button, CLICK)
    assert window.shell.shown == "models"
    models = window.shell.page("models")
    qtbot.waitUntil(lambda: models.model is not None and models.model.name == "third", timeout=20_000)
    assert not shown.isVisible()
    assert runs(window, program)


def test_a_model_on_the_models_page_is_added_as_before(recording, qtbot, tmp_path) -> None:
    window = recording
    go_to(window, "models", qtbot)
    model = copied_model(tmp_path / "third.onnx", name="third")
    assert target_of_drag(window, model) is window.shell.page("models")


def test_the_hint_over_the_picture_says_what_becomes_of_it(recording, clip, tmp_path) -> None:
    hint = recording.page.stage.drop_hint
    target_of_drag(recording, clip)
    assert hint.isVisible()
    assert hint.text() == "Drop it to watch it"
    target_of_drag(recording, tmp_path / "third.onnx")
    assert hint.text() == "Drop it to add it to the models"


@pytest.mark.parametrize("page", ["photos", "people"])
def test_a_clip_among_photos_is_said_and_can_be_watched(recording, session_of, qtbot, clip, page) -> None:
    window = recording
    go_to(window, page, qtbot)
    drop_files(window, clip)
    qtbot.waitUntil(lambda: "“film.avi” is a video, not a photo." in said(window))
    assert window.shell.page(page).notice.isVisible()
    qtbot.mouseClick(window.shell.page(page).notice.button, CLICK)
    assert session_of(2).text == str(clip)
    assert window.shell.shown == "live"


@pytest.mark.parametrize("page", ["photos", "people"])
def test_a_text_among_photos_is_refused(recording, program, qtbot, note, page) -> None:
    window = recording
    go_to(window, page, qtbot)
    drop_files(window, note)
    qtbot.waitUntil(lambda: "“note.txt” is not a photo." in said(window))
    assert said(window).endswith("Photos and folders of photos can be dropped here.")
    assert runs(window, program)


def test_several_clips_are_counted(recording, qtbot, clip, tmp_path) -> None:
    window = recording
    second = tmp_path / "second.avi"
    second.write_bytes(clip.read_bytes())
    go_to(window, "photos", qtbot)
    drop_files(window, clip, second)
    qtbot.waitUntil(lambda: "2 of these files are videos, not photos." in said(window))
    assert window.shell.page("photos").notice.button.isHidden()


def test_what_can_be_watched_is_told_without_a_window(clip, note, tmp_path) -> None:
    judge_file(str(clip))
    judge_file("rtsp://nobody.invalid/1")
    for bad in (note, tmp_path / "gone.mp4"):
        with pytest.raises(SourceUnavailable):
            judge_file(str(bad))


@pytest.mark.parametrize("width", [520, 700])
def test_the_banner_is_as_high_as_its_words_whatever_stood_there_before(theme, qtbot, width: int) -> None:
    stage = Stage(theme)
    qtbot.addWidget(stage)
    stage.resize(width, 400)
    stage.show()
    qtbot.waitExposed(stage)
    short = BannerView("warning", "The connection broke.", "Trying again.", ("retry", "choose"))
    long = BannerView("warning", "The connection is refused. " * 6, "Trying again.", ("retry", "choose"))
    heights = []
    for shown in (short, long, short):
        stage.banner.show_view(shown)
        at_once = stage.banner.height()
        qtbot.wait(1)
        stage._lay_over()
        assert at_once == stage.banner.height()
        heights.append(at_once)
    assert heights[0] == heights[2] < heights[1]
