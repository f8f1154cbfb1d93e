"""The recordings page, used as a person would: watch, scrub, mark, name, export, run again, delete."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMenu

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.recording import library
from desktop.recording.erasing import Sought, erase_from_recordings
from desktop.recording.recording import Recording
from desktop.settings import Settings
from desktop.ui.pages import Page
from desktop.ui.parts.ask_delete import AskDelete
from desktop.ui.people.name_dialog import NameDialog
from desktop.ui.people.person_dialogs import AskName
from desktop.ui.recordings.page import RecordingsPage
from desktop.ui.recordings.replay_dialog import ReplayDialog
from desktop.ui.recordings.work import Choices, RecordingsWork
from tests.support.recordings import face, record, view, visit, who
from tests.support.stand_in_people import stand_in_work
from vision.recognisers import Answer

CLICK = Qt.MouseButton.LeftButton
REDO = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
NO_KEY = Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 20_000


class Solemn:
    """Sees no smile anywhere."""

    def __init__(self) -> None:
        self.closed = False

    def reset(self) -> None:
        """Nothing is remembered."""

    def close(self) -> None:
        self.closed = True

    def step(self, frame) -> FrameAnalysis:
        answer = Answer("smile", "no smile", 0.1, {"no smile": 0.9, "smile": 0.1})
        face = FaceAnalysis(1, (40, 50, 60, 60), {"smile": answer})
        return FrameAnalysis("clip", frame.index, frame.at_s, (320, 240), (face,), {})


class Work(RecordingsWork):
    """The real one, with a replay that needs no models."""

    def __init__(self) -> None:
        super().__init__(lambda settings, wanted: self._asked(wanted))
        self.wanted: list = []

    def _asked(self, wanted) -> Solemn:
        self.wanted.append(wanted)
        return Solemn()

    def choices(self) -> Choices:
        return Choices({"smile": (("usual", "a" * 64), ("other", "b" * 64))}, ("haar",))


@pytest.fixture
def open_page(open_window, session_of, qtbot, program):
    """Opens the page in its window, on the recordings that are there."""

    def open_one(work: RecordingsWork | None = None):
        program.people = stand_in_work()
        chosen = work or Work()
        window = open_window(
            "demo",
            settings=Settings(),
            pages=lambda c: [
                Page("recordings", "Recordings", "R", "video", lambda: RecordingsPage(c, chosen))
            ],
        )
        session_of()
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        page = window.shell.page("recordings")
        if library.folders():
            qtbot.waitUntil(
                lambda: page.view.shown is not None or bool(page.notice.text), timeout=PATIENCE_MS
            )
        return page

    return open_one


@pytest.fixture
def page(open_page):
    """The page with one recording."""
    record(visit(), marks_after={10: "here"})
    return open_page()


def go_to(page, qtbot, at_s: float) -> None:
    page.player.seek(at_s)
    qtbot.waitUntil(lambda: page.view.shown.place == page.player.place, timeout=PATIENCE_MS)


def choose_act(page, qtbot, act: str) -> None:
    """A line of the face menu that is open."""
    qtbot.waitUntil(lambda: bool([m for m in page.findChildren(QMenu) if m.isVisible()]))
    (menu,) = [m for m in page.findChildren(QMenu) if m.isVisible()]
    (line,) = [one for one in menu.actions() if one.objectName() == f"face_{act}"]
    line.trigger()
    menu.close()


def names(page) -> list[str | None]:
    return [line.name for line in page.view.opened.lines]


def test_an_empty_page_says_how_to_begin(open_page, qtbot) -> None:
    page = open_page()
    qtbot.waitUntil(page.empty.isVisible, timeout=PATIENCE_MS)
    assert "press R, or" in page.empty.how.text()
    qtbot.mouseClick(page.empty.live, CLICK)
    assert page.window().shell.shown == "live"
    page.window().keeper.change(shortcuts={"record": ""})
    page.window().shell.show_page("recordings")
    assert "press the round button" in page.empty.how.text()


def test_the_newest_is_open_with_its_picture_and_its_faces(page) -> None:
    assert page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Today, ")
    assert "Ada, 1 unknown" in page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert page._head.sentence.text().startswith("1 recording, ")
    assert [lane.title for lane in page.view.timeline.lanes] == ["Ada", "Face 2"]
    assert page.view.time.text() == "0:00.0 / 0:01"
    assert [one.title for one in page.view.picture.faces] == ["Unknown"]


def test_the_legend_has_more_lines_where_it_is_narrow(page) -> None:
    legend = page.view.legend
    line = legend.heightForWidth(4000)
    assert "no smile, smile" in legend.toolTip()
    assert legend.heightForWidth(130) == 3 * line
    assert legend.height() == legend.heightForWidth(legend.width())


def test_dragging_over_the_timeline_scrubs(page, qtbot) -> None:
    timeline = page.view.timeline
    right = timeline.width() - 8
    qtbot.mousePress(timeline, CLICK, NO_KEY, QPoint(160, 60))
    qtbot.mouseMove(timeline, QPoint(right, 60))
    qtbot.mouseRelease(timeline, CLICK, NO_KEY, QPoint(right, 60))
    qtbot.waitUntil(lambda: page.view.shown.place == 49, timeout=PATIENCE_MS)
    assert [one.title for one in page.view.picture.faces] == ["Ada", "Unknown"]
    assert timeline.at_s == pytest.approx(49 / 25)


def test_keys_alone_go_through_time_and_markers(page, qtbot) -> None:
    timeline = page.view.timeline
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert page.player.place == 2
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    assert page.player.place == 49
    qtbot.keyClick(timeline, Qt.Key.Key_Comma)
    assert page.player.at_s == pytest.approx(0.4)
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    assert page.player.place == 0
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert timeline.chosen.title == "Face 2"
    assert timeline.accessibleDescription().startswith("Face 2, from 0:01")
    qtbot.waitUntil(lambda: page.view.shown.place == 0, timeout=PATIENCE_MS)


def test_space_plays_to_the_end_and_stops_there(page, qtbot) -> None:
    go_to(page, qtbot, 1.5)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert page.player.playing
    qtbot.waitUntil(lambda: not page.player.playing, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.view.shown.place == 49, timeout=PATIENCE_MS)


def test_a_marker_is_set_and_taken_away_by_key(page, qtbot) -> None:
    go_to(page, qtbot, 1.0)
    page.view.timeline.setFocus()
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: len(page.view.opened.markers) == 2)
    assert page.view.timeline.words_at(QPointF(page.view.timeline._x_of(1.0), 8)) == "Marker, 0:01.0"
    assert page.toast.text == "Marker set at 0:01.0."
    seen = page.view.timeline.grab().toImage()
    flag = seen.pixelColor(round(page.view.timeline._x_of(1.0)) + 3, 6)
    assert flag.red() > 2 * max(flag.green(), flag.blue()), "it stands before the line of the moment"
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_K)
    qtbot.waitUntil(lambda: len(page.view.opened.markers) == 1)
    assert page.toast.text == "Marker removed."
    for there in (2, 1):
        qtbot.keyClick(page.view.timeline, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda there=there: len(page.view.opened.markers) == there)
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Z, REDO)
    qtbot.waitUntil(lambda: [marker.time_s for marker in page.view.opened.markers][1:] == [1.0])


def test_the_keys_are_the_users_own_and_the_buttons_tell_them(page, qtbot) -> None:
    window = page.window()
    assert page.view.buttons["play"].toolTip() == "Play or pause (Space)"
    window.keeper.change(shortcuts={"recording_on": "N", "mark": "J", "recording_play": ""})
    window.shell.show_page("live")
    assert not window.commands["recording_on"].isEnabled()
    window.shell.show_page("recordings")
    qtbot.waitUntil(lambda: page.view.shown is not None, timeout=PATIENCE_MS)
    assert page.view.buttons["forward"].toolTip() == "One picture on (N)"
    assert page.view.buttons["play"].toolTip() == "Play or pause"
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_N)
    assert page.player.place == 1
    qtbot.keyClick(page.list, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: len(page.view.opened.markers) == 2, timeout=PATIENCE_MS)
    qtbot.keyClick(page.list, Qt.Key.Key_Space)
    assert not page.player.playing


def test_a_face_gets_a_name_here_and_in_the_gallery_and_back(page, qtbot, program) -> None:
    go_to(page, qtbot, 1.6)
    picture = page.view.picture
    x, y, width, height = picture.place().rect((200, 50, 60, 60))
    qtbot.mouseClick(picture, CLICK, NO_KEY, QPoint(round(x + width / 2), round(y + height / 2)))
    choose_act(page, qtbot, "who")
    qtbot.waitUntil(lambda: bool(page.findChildren(NameDialog)))
    (dialog,) = page.findChildren(NameDialog)
    qtbot.keyClicks(dialog.name.line, "Bo")
    qtbot.mouseClick(dialog.remember, CLICK)
    qtbot.waitUntil(lambda: names(page) == ["Ada", "Bo"], timeout=PATIENCE_MS)
    assert page.toast.text == "Face 2 is Bo here, and Facet learned it."
    qtbot.waitUntil(lambda: [one.title for one in picture.faces] == ["Ada", "Bo"])
    assert [person.name for person in program.people.names()] == ["Bo"]
    assert page.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole).split(", ")[2:4] == ["Ada", "Bo"]
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(lambda: names(page) == ["Ada", None], timeout=PATIENCE_MS)
    assert program.people.names() == ()


def test_a_correction_says_for_how_long_it_counts(page, qtbot) -> None:
    """Menu and dialog: the face is renamed for all the time that it was followed, not for this moment."""
    go_to(page, qtbot, 1.6)
    page.view.face_asked.emit(2, QPoint(100, 100))
    qtbot.waitUntil(lambda: bool([m for m in page.findChildren(QMenu) if m.isVisible()]))
    (menu,) = [m for m in page.findChildren(QMenu) if m.isVisible()]
    lines = {line.objectName(): line for line in menu.actions()}
    assert lines["face_title"].text() == "Unknown, from 0:01.0 to 0:02.0"
    assert "from 0:01.0 to 0:02.0" in lines["face_who"].toolTip()
    choose_act(page, qtbot, "who")
    qtbot.waitUntil(lambda: bool(page.findChildren(NameDialog)))
    (dialog,) = page.findChildren(NameDialog)
    assert dialog.counts.isVisible()
    said = "This counts from 0:01.0 to 0:02.0: for all the time that the face was followed."
    assert dialog.counts.text() == said
    dialog.reject()


def test_not_ada_is_one_choice(page, qtbot) -> None:
    page.view.timeline.setFocus()
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Return)
    go_to(page, qtbot, 0.0)
    qtbot.waitUntil(lambda: bool([m for m in page.findChildren(QMenu) if m.isVisible()]))
    for menu in page.findChildren(QMenu):
        menu.close()
    go_to(page, qtbot, 0.8)
    qtbot.keyClick(page.view.timeline, Qt.Key.Key_Return)
    choose_act(page, qtbot, "not")
    qtbot.waitUntil(lambda: names(page) == [None, None], timeout=PATIENCE_MS)
    assert page.toast.text == "This face is not Ada in this recording."


def test_without_a_picture_a_name_holds_in_the_recording_alone(open_page, qtbot, program) -> None:
    record(visit(), with_picture=False)
    page = open_page()
    assert page.view.no_picture.isVisible()
    assert not page.view.buttons["replay"].isEnabled()
    page.view.face_asked.emit(2, QPoint(100, 100))
    choose_act(page, qtbot, "who")
    qtbot.waitUntil(lambda: bool(page.findChildren(AskName)))
    (dialog,) = page.findChildren(AskName)
    qtbot.keyClicks(dialog.findChild(QLineEdit), "Bo")
    qtbot.mouseClick(dialog.act, CLICK)
    qtbot.waitUntil(lambda: names(page) == ["Ada", "Bo"], timeout=PATIENCE_MS)
    assert page.toast.text == "Face 2 is Bo in this recording."
    assert program.people.names() == ()


def test_where_everybody_is_erased_list_head_and_view_say_the_same(open_page) -> None:
    folder = record([view(n, [face(1, identity=who("Ada", 1))]) for n in range(6)])
    erase_from_recordings([folder], Sought([1], ["Ada"]))
    page = open_page()
    assert "Somebody who was erased" in page.list.item(0).toolTip()
    assert "it showed somebody who was erased" in page.view.facts.text()
    gone = "Who was in it was erased: nothing is left to see."
    assert (page.view.no_picture.isVisible(), page.view.no_picture.text()) == (True, gone)
    assert page.view.timeline.accessibleDescription() == gone


def test_exports_go_where_they_are_asked(page, qtbot, tmp_path: Path) -> None:
    (line,) = [
        one for one in page.view.buttons["export"].menu().actions() if "frames.csv" in one.objectName()
    ]
    line.trigger()
    (dialog,) = page.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "frames.csv"))
    dialog.reject()
    qtbot.waitUntil(lambda: page.toast.text.startswith("Saved "), timeout=PATIENCE_MS)
    with (tmp_path / "frames.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 75
    page.acts.export(page.view.opened.folder, "video.mp4", tmp_path / "out.mp4")
    assert page.job.isVisible()
    assert page.at_risk() == "Writing out.mp4…"
    qtbot.waitUntil(lambda: (tmp_path / "out.mp4").exists() and not page.job.runs, timeout=PATIENCE_MS)
    assert page.at_risk() == ""


def test_a_file_that_cannot_be_written_is_said(page, qtbot, tmp_path: Path) -> None:
    (tmp_path / "folder.svg").mkdir()
    page.acts.export(page.view.opened.folder, "chart.svg", tmp_path / "folder.svg")
    qtbot.waitUntil(lambda: "can't be written" in page.notice.text, timeout=PATIENCE_MS)
    assert not page.job.isVisible()


def test_running_it_again_lists_every_change_and_jumps_there(page, qtbot) -> None:
    qtbot.mouseClick(page.view.buttons["replay"], CLICK)
    qtbot.waitUntil(lambda: bool(page.findChildren(ReplayDialog)))
    (dialog,) = page.findChildren(ReplayDialog)
    assert dialog.boxes["smile"].accessibleName() == "Model for: Smile"
    said = [shown.text() for shown in dialog.findChildren(QLabel)]
    finders = dialog.boxes["detector"]
    for name in (finders.itemText(at) for at in range(finders.count())):
        assert [line for line in said if line.startswith(f"{name}: ")], "what it is good at"
    dialog.boxes["smile"].setCurrentIndex(1)
    chosen = dialog.boxes["smile"].currentText()
    qtbot.mouseClick(dialog.start, CLICK)
    qtbot.waitUntil(lambda: page.changes.isVisible(), timeout=PATIENCE_MS)
    assert page._work.wanted[0].models == {"smile": "b" * 64}
    assert page.changes.ran_with.text() == f"Smile: {chosen}"
    assert page.changes.heading.text() == "50 answers changed"
    lines = [page.changes.list.item(row).text() for row in range(page.changes.list.count())]
    assert lines == [
        "0:00.0 – 0:00.9 · 25 pictures\nAda: smile → no smile",
        "0:01.0 – 0:01.9 · 25 pictures\nFace 2: not found now",
    ]
    place = page.changes.list.visualItemRect(page.changes.list.item(1)).center()
    qtbot.mouseClick(page.changes.list.viewport(), CLICK, NO_KEY, place)
    qtbot.waitUntil(lambda: page.view.shown.place == 25, timeout=PATIENCE_MS)
    qtbot.mouseClick(page.changes.close_button, CLICK)
    assert not page.changes.isVisible()


def test_what_was_just_recorded_is_opened(page, qtbot) -> None:
    """Two readings of the list are under way while the new one is being opened."""
    folder = record(visit("Bo", 3))
    page._say_recorded("Recorded 0:02.", folder)
    page.refresh()
    page.refresh()
    qtbot.waitUntil(lambda: page.view.opened.folder == folder, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not page._context.tasks.running, timeout=PATIENCE_MS)
    assert page.list.folder == page.view.opened.folder == folder
    page.list.setCurrentRow(1)
    page.list.setCurrentRow(0)
    page.list.setCurrentRow(1)
    qtbot.waitUntil(lambda: page.view.opened.folder == page.list.folder != folder, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: not page._context.tasks.running, timeout=PATIENCE_MS)
    assert page.view.shown.folder == page.list.folder != folder


def test_a_title_is_given_and_taken_back(page, qtbot) -> None:
    page.acts.start("rename")
    (dialog,) = page.findChildren(AskName)
    qtbot.keyClicks(dialog.findChild(QLineEdit), "Birthday")
    qtbot.keyClick(dialog.findChild(QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.title.whole == "Birthday")
    assert page.list.item(0).text() == "Birthday"
    qtbot.mouseClick(page.toast.button, CLICK)
    qtbot.waitUntil(lambda: page.view.title.whole.startswith("Today"))


def test_what_was_done_last_is_undone_by_keys_once_though_its_message_has_gone(page, qtbot) -> None:
    page.acts.retitle(page.view.opened.folder, "Birthday")
    qtbot.waitUntil(lambda: page.view.title.whole == "Birthday")
    page.toast.hide()
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.view.title.whole.startswith("Today"))
    qtbot.keyClick(page.list, Qt.Key.Key_Z, REDO)
    qtbot.waitUntil(lambda: page.view.title.whole == "Birthday")
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.view.title.whole.startswith("Today"))
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.toast.text == "Nothing to undo here."


def test_after_something_else_was_done_that_is_undone_first(page, qtbot) -> None:
    page.acts.retitle(page.view.opened.folder, "Birthday")
    qtbot.waitUntil(lambda: page.view.title.whole == "Birthday")
    page.acts.mark()
    qtbot.waitUntil(lambda: len(page.view.opened.markers) == 2)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(page.view.opened.markers) == 1)
    assert page.view.title.whole == "Birthday"


def refuse_ada(page, qtbot) -> None:
    go_to(page, qtbot, 1.6)
    page.acts.refuse(page.view.shown, 1)
    qtbot.waitUntil(lambda: names(page) == [None, None], timeout=PATIENCE_MS)


def test_a_correction_is_undone_by_keys_though_something_else_was_said_since(page, qtbot, tmp_path) -> None:
    refuse_ada(page, qtbot)
    page.acts.export(page.view.opened.folder, "chart.svg", tmp_path / "chart.svg")
    qtbot.waitUntil(lambda: page.toast.text.startswith("Saved"), timeout=PATIENCE_MS)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(page) == ["Ada", None], timeout=PATIENCE_MS)
    qtbot.keyClick(page.list, Qt.Key.Key_Z, REDO)
    assert page.toast.text.startswith("What was undone here can't be done again by a key.")
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.toast.text == "Nothing to undo here."


def test_a_correction_is_no_more_undone_once_the_page_was_left(page, qtbot) -> None:
    refuse_ada(page, qtbot)
    page.window().shell.show_page("live")
    page.window().shell.show_page("recordings")
    qtbot.waitUntil(lambda: page.view.opened is not None, timeout=PATIENCE_MS)
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.toast.text == "Nothing to undo here."
    assert names(page) == [None, None]


def test_deleting_asks_and_enter_keeps(page, qtbot) -> None:
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    (dialog,) = page.findChildren(AskDelete)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert len(library.folders()) == 1
    page.acts.start("delete")
    dialog = next(one for one in page.findChildren(AskDelete) if one.isVisible())
    qtbot.mouseClick(dialog.delete, CLICK)
    qtbot.waitUntil(lambda: page.empty.isVisible(), timeout=PATIENCE_MS)
    assert library.folders() == []
    assert "is deleted" in page.toast.text


def test_all_can_be_deleted(open_page, qtbot) -> None:
    for _ in range(3):
        record(visit(frames=5))
    page = open_page()
    assert page.list.count() == 3
    page.acts.ask_delete_all()
    (dialog,) = page.findChildren(AskDelete)
    qtbot.mouseClick(dialog.delete, CLICK)
    qtbot.waitUntil(lambda: page.empty.isVisible(), timeout=PATIENCE_MS)
    assert page.toast.text == "3 recordings are deleted."


def test_a_broken_one_says_why_and_can_be_deleted(open_page, qtbot) -> None:
    folder = record(visit(frames=5))
    (folder / "answers.sqlite").write_bytes(b"\0" * 4000)
    page = open_page()
    assert "damaged" in page.notice.text
    assert page.chosen.problem
    page.acts.ask_delete_folder()
    (dialog,) = page.findChildren(AskDelete)
    qtbot.mouseClick(dialog.delete, CLICK)
    qtbot.waitUntil(lambda: not folder.exists(), timeout=PATIENCE_MS)


def test_it_lets_go_of_files_while_another_page_is_shown(page, qtbot) -> None:
    (folder,) = library.folders()
    qtbot.keyClick(page.window(), Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert page.window().shell.shown == "live"
    qtbot.waitUntil(lambda: page._work._open is None)
    with Recording(folder) as recording:
        assert recording.has_picture
    qtbot.keyClick(page.window(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.view.shown is not None, timeout=PATIENCE_MS)
