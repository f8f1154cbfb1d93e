"""Recording from the live page, as a person would: one key, what is kept is said, markers, the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.engine.live_events import SourceLostEvent, SourceRecovered
from desktop.recording import library
from desktop.recording.recording import Recording
from desktop.settings import Settings, load_settings
from desktop.ui.recordings.record_dialog import RecordDialog
from tests.gui.conftest import close
from tests.support.fake_session import face, info, view

CLICK = Qt.MouseButton.LeftButton
AT_ONCE = Settings(ask_before_recording=False, record_picture=True)


def show_pictures(session, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        session.show(view([face(1)], index=number, at_s=number / 30))


@pytest.fixture
def recording(open_window, session_of, qtbot):
    """A window that records a video, its session, and how to end it."""
    window = open_window("clip.mp4", settings=AT_ONCE)
    session = session_of()
    session.open_as("video")
    qtbot.waitUntil(window.commands["record"].isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: session.observer is not None)
    return window, session


def end(window, qtbot) -> Path:
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "Recorded" in window.page.stage.toast.text)
    (folder,) = library.folders()
    return folder


def test_the_first_time_it_says_what_is_kept_and_asks(open_window, session_of, qtbot) -> None:
    window = open_window("clip.mp4")
    session = session_of()
    session.open_as("video")
    qtbot.waitUntil(window.commands["record"].isEnabled)
    button = window.page.header.record
    assert not button.button.visibleRegion().isEmpty(), "seen before the first recording"
    qtbot.mouseClick(button.button, CLICK)
    (dialog,) = window.findChildren(RecordDialog)
    assert not window.commands["record"].isChecked(), "it only asks yet"
    assert str(library.recordings_dir()) in dialog.kept.text()
    assert "No picture and no sound are kept" in dialog.kept.text()
    qtbot.mouseClick(dialog.picture, CLICK)
    assert "everyone in view can be recognised" in dialog.kept.text()
    assert dialog.again.isChecked(), "who says nothing is told again the next time"
    dialog.again.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.observer is not None)
    assert window.commands["record"].isChecked()
    assert window.page.stage.toast.text.startswith("Recording answers and the picture")
    show_pictures(session, 3)
    qtbot.mouseClick(button.button, CLICK)
    qtbot.waitUntil(lambda: window.page.stage.toast.text.startswith("Recorded"))
    with Recording(library.folders()[0]) as recording:
        assert recording.has_picture
    settings = window.keeper.settings
    assert (settings.record_picture, settings.ask_before_recording) == (True, False)


def test_who_says_no_records_nothing(open_window, session_of, qtbot) -> None:
    window = open_window("clip.mp4")
    session = session_of()
    session.open_as("video")
    qtbot.waitUntil(window.commands["record"].isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_R)
    (dialog,) = window.findChildren(RecordDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert session.observer is None
    assert library.folders() == []
    assert load_settings().ask_before_recording


def test_a_key_begins_marks_and_ends(recording, qtbot) -> None:
    window, session = recording
    show_pictures(session, 40)
    button = window.page.header.record
    qtbot.waitUntil(lambda: button.text == "0:01")
    assert button.button.accessibleName() == "Recording, 0:01. End it"
    qtbot.keyClick(window, Qt.Key.Key_K)
    assert window.page.stage.toast.text == "Marker at 0:01"
    show_pictures(session, 5, start=40)
    folder = end(window, qtbot)
    assert button.button.accessibleName() == "Record"
    assert session.observer is None
    assert not window.commands["mark"].isEnabled()
    with Recording(folder) as done:
        assert len(done.frames) == 45
        assert [round(marker.time_s, 2) for marker in done.markers] == [1.3]


def test_it_goes_on_while_another_page_is_shown_and_rests_when_it_ends(recording, qtbot) -> None:
    window, session = recording
    show_pictures(session, 2)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert "pause" not in session.asked
    show_pictures(session, 2, start=2)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "pause" in session.asked)
    qtbot.waitUntil(lambda: bool(library.folders()) and library.listed(library.folders()[0]).whole)
    with Recording(library.folders()[0]) as done:
        assert len(done.frames) == 4


def test_another_source_ends_it(recording, qtbot, program, session_of) -> None:
    window, session = recording
    show_pictures(session, 3)
    window.desk.open("other.mp4")
    session_of(2)
    qtbot.waitUntil(lambda: library.listed(library.folders()[0]).whole)
    assert window.records.folder is None
    assert program.session.observer is None


def test_closing_the_window_in_the_middle_loses_nothing(recording, qtbot) -> None:
    window, session = recording
    show_pictures(session, 7)
    close(qtbot, window)
    (folder,) = library.folders()
    found = library.listed(folder)
    assert found.whole
    with Recording(folder) as done:
        assert len(done.frames) == 7


def test_who_is_erased_is_not_in_what_is_being_recorded(recording, qtbot) -> None:
    """Erasing ends it first, so that its files can be changed."""
    window, session = recording
    show_pictures(session, 3)
    asked: list[bool] = []
    window.records.end(lambda: asked.append(library.listed(library.folders()[0]).whole))
    qtbot.waitUntil(lambda: asked == [True])
    assert session.observer is None
    window.records.end(lambda: asked.append(True))
    assert len(asked) == 2


def test_photos_are_not_recorded_and_it_says_why(open_window, session_of, qtbot) -> None:
    window = open_window("album", settings=AT_ONCE)
    session_of().open_as("photos")
    qtbot.waitUntil(lambda: window.controller.state.is_photos)
    assert not window.commands["record"].isEnabled()
    assert "Photos are not recorded" in window.page.header.record.button.toolTip()


def test_a_place_that_cannot_be_written_is_said(open_window, session_of, qtbot, app_dirs: Path) -> None:
    library.recordings_dir().parent.mkdir(parents=True)
    library.recordings_dir().write_text("in the way")
    window = open_window("clip.mp4", settings=AT_ONCE)
    session = session_of()
    session.open_as("video")
    qtbot.waitUntil(window.commands["record"].isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: bool(window.page._notices))
    assert "nothing can be recorded there" in window.page._notices[0].text
    assert session.observer is None
    assert not window.commands["record"].isChecked()


def test_what_is_too_old_is_deleted_at_the_start(open_window, qtbot) -> None:
    from tests.support.recordings import record, visit

    old = record(visit(frames=3), facts={"began_s": 1_000_000.0})
    young = record(visit(frames=3))
    open_window("demo", settings=Settings(recordings_days=30))
    qtbot.waitUntil(lambda: not old.exists())
    assert library.folders() == [young]


def test_while_the_source_is_lost_the_clock_says_that_it_waits(open_window, session_of, qtbot) -> None:
    window = open_window("rtsp://camera.local/1", settings=AT_ONCE)
    session = session_of()
    session.open_as("stream")
    qtbot.waitUntil(window.commands["record"].isEnabled)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: session.observer is not None)
    show_pictures(session, 40)
    button = window.page.header.record
    qtbot.waitUntil(lambda: button.text == "0:01")
    narrow = button.width()
    session.tell(SourceLostEvent("The connection is refused.", 2.0))
    qtbot.waitUntil(lambda: button.text == "0:01, waiting")
    assert button.width() > narrow, "all of it can be read"
    assert button.button.accessibleName() == "Recording, 0:01. It waits for the source. End it"
    assert "waits for the source" in button.button.toolTip()
    session.tell(SourceRecovered(info("stream")))
    qtbot.waitUntil(lambda: button.text == "0:01")
    assert "waits" not in button.button.toolTip()
    end(window, qtbot)
