"""Playing a source, on a session that a test plays: faces and cards, keys, losses, ends, photos."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QStyle, QStyleOptionSlider

from desktop.engine.live_events import (
    SessionFailed,
    SourceEnded,
    SourceLostEvent,
    SourceNote,
    SourceRecovered,
)
from desktop.settings import load_settings
from desktop.ui.i18n.speech import speak
from desktop.ui.live.face_card import Portrait
from desktop.ui.live.transport import PositionSlider
from tests.gui.conftest import close
from tests.support.fake_session import face, info, view
from vision.errors import SourceUnavailable

SPACE, RIGHT = Qt.Key.Key_Space, Qt.Key.Key_Right


def test_faces_are_shown_over_the_picture_and_as_cards(playing) -> None:
    window, session = playing
    (card,) = window.page.panel.cards
    assert card.accessibleName() == "Face 1, Smile 90 %, 0:02"
    assert card.rows[0].meter.share == pytest.approx(0.9)
    assert window.page.header.chip.text() == "Playing"
    assert window.page.transport.time_text == "0:04 / 0:30"
    assert session.painted >= 1


def test_card_and_picture_say_the_same_of_a_face_in_every_picture(playing, qtbot) -> None:
    window, session = playing
    for number in range(6):  # as fast as they come: faster than portraits are drawn anew
        session.show(view([face(1, 0.9 if number % 2 else 0.2)], index=number))
        expected = "Smile" if number % 2 else "No smile"
        qtbot.waitUntil(lambda expected=expected: window.page.faces[0].answers[0].text == expected)
        assert f", {expected} " in window.page.panel.cards[0].accessibleName()


def test_a_card_is_reused_and_keeps_its_place_while_faces_come_and_go(playing, qtbot) -> None:
    window, session = playing
    card = window.page.panel.cards[0]
    session.show(view([face(7, x=10), face(1)]))
    qtbot.waitUntil(lambda: len(window.page.panel.cards) == 2)
    assert window.page.panel.cards[0] is card
    assert "Face 1" in card.accessibleName()
    session.show(view([face(7)]))
    qtbot.waitUntil(lambda: card.property("left") == "true")
    assert window.page.panel.cards[0] is card
    qtbot.waitUntil(lambda: len(window.page.panel.cards) == 1, timeout=4000)
    assert window.page.panel.cards[0] is card
    assert "Face 7" in card.accessibleName()


def test_without_a_face_the_panel_says_so(playing, qtbot) -> None:
    window, session = playing
    session.show(view([]))
    qtbot.waitUntil(lambda: window.page.panel.is_empty, timeout=4000)
    assert window.page.panel.empty_text == "No face in view"


def test_space_pauses_and_goes_on_and_dot_steps(playing, qtbot) -> None:
    window, session = playing
    session.asked.clear()
    qtbot.keyClick(window, SPACE)
    assert window.page.header.chip.text() == "Paused"
    qtbot.keyClick(window, SPACE)
    qtbot.keyClick(window, Qt.Key.Key_Period)
    assert session.asked == ["pause", "resume", "step"]
    assert window.page.header.chip.text() == "Paused"


def test_arrows_and_the_slider_seek(playing, qtbot) -> None:
    window, session = playing
    session.asked.clear()
    qtbot.keyClick(window, RIGHT)
    qtbot.keyClick(window, Qt.Key.Key_Left)
    qtbot.keyClick(window, Qt.Key.Key_Home)
    window.page.transport.slider.setValue(12_500)
    assert session.asked == [("seek", 9.0), ("seek", 0.0), ("seek", 0.0), ("seek", 12.5)]
    session.show(view([], at_s=13.0))
    qtbot.waitUntil(lambda: window.page.transport.slider.value() == 13_000)
    assert len(session.asked) == 4, "following the video is no request"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_the_slider_time_runs_to_the_right_in_any_language(qtbot, qapp, language: str) -> None:
    speak(qapp, language)
    try:
        slider = PositionSlider()
        qtbot.addWidget(slider)
        slider.setMaximum(100_000)
        slider.resize(600, 24)
        slider.show()
        click = QPoint(150, 12)
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=click)
        assert slider.value() == pytest.approx(25_000, abs=2_000)
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        assert slider.value() == pytest.approx(30_000, abs=2_000)
        seen = QStyleOptionSlider()
        slider.initStyleOption(seen)
        handle = slider.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, seen, QStyle.SubControl.SC_SliderHandle, slider
        )
        assert handle.center().x() == pytest.approx(180, abs=12)
        assert not seen.upsideDown, "filled from the left"
    finally:
        speak(qapp, "en")


def test_a_focused_button_keeps_space_for_itself(playing, qtbot) -> None:
    window, session = playing
    session.asked.clear()
    button = window.page.transport.step
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, SPACE)
    assert session.asked == ["step"]
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert session.asked == ["step", "step"]


def test_an_ended_video_says_so_and_plays_again(playing, qtbot) -> None:
    window, session = playing
    session.tell(SourceEnded())
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Ended")
    session.asked.clear()
    qtbot.keyClick(window, SPACE)
    assert session.asked == [("seek", 0.0), "resume"]
    assert window.page.header.chip.text() == "Playing"


def test_loop_is_asked_of_the_session_and_remembered(playing, qtbot) -> None:
    window, session = playing
    assert ("loop", True) in session.asked
    qtbot.keyClick(window, Qt.Key.Key_L)
    assert session.asked[-1] == ("loop", False)
    close(qtbot, window)
    assert load_settings().loop is False


def test_stop_closes_the_source_and_start_opens_it_again(playing, session_of, qtbot) -> None:
    window, session = playing
    with qtbot.waitSignal(window.controller.closed):
        window.commands["stop"].trigger()
    assert session.asked[-1] == "stop"
    assert not window.page.stage.shows_picture
    assert window.page.panel.is_empty
    qtbot.mouseClick(window.page.stage.start.button("start"), Qt.MouseButton.LeftButton)
    assert session_of(2).text == "clip.mp4"


def test_another_source_closes_the_one_before_it(playing, session_of, qtbot) -> None:
    window, session = playing
    window.desk.show_demo()
    session.show(view([face(9)]))  # a late picture of the old one
    session.tell(SessionFailed("too late to matter"))
    other = session_of(2)
    assert session.asked[-1] == "stop"
    assert other.text == "demo"
    other.open_as("demo")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Playing")
    assert window.page.faces == ()


def test_of_many_requests_the_last_one_wins(open_window, program, session_of, qtbot) -> None:
    window = open_window("a.mp4")
    for text in ("b.mp4", "c.mp4", "demo"):
        window.controller.open(text)
    qtbot.waitUntil(lambda: program.sessions[-1:] != [] and program.session.text == "demo")
    qtbot.waitUntil(lambda: "start" in program.session.asked)
    assert all("start" not in session.asked for session in program.sessions[:-1])
    assert all(session.asked == ["stop"] for session in program.sessions[:-1])


def test_a_lost_stream_says_so_counts_down_and_comes_back(open_window, session_of, qtbot) -> None:
    window = open_window("http://127.0.0.1:1/video")
    session = session_of()
    session.open_as("stream")
    session.show(view([face(1)]))
    qtbot.waitUntil(lambda: len(window.page.faces) == 1)
    session.tell(SourceLostEvent("The stream has ended.", 2.0))
    banner = window.page.stage.banner
    qtbot.waitUntil(banner.isVisible)
    assert (banner.shown.text, banner.shown.detail) == ("The stream has ended.", "Trying again in 2 s.")
    assert window.page.panel.is_empty
    assert window.page.stage.shows_picture
    qtbot.waitUntil(lambda: banner.shown.detail == "Trying again now…", timeout=4000)
    qtbot.mouseClick(banner.button("retry"), Qt.MouseButton.LeftButton)
    assert session.asked[-1] == "retry"
    session.tell(SourceRecovered(info("stream")))
    qtbot.waitUntil(lambda: not banner.isVisible())
    assert window.page.header.chip.text() == "Live"


def test_a_source_that_cannot_be_opened_says_why_and_offers_more(open_window, program, qtbot) -> None:
    program.refuse = SourceUnavailable("gone.mp4", "there is no such file", hint="Choose another one.")
    window = open_window("gone.mp4")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Could not open")
    page = window.page.stage.start.shown
    assert page.title == "gone.mp4 could not be opened"
    assert page.text == "gone.mp4: there is no such file. Choose another one."
    program.refuse = None
    qtbot.mouseClick(window.page.stage.start.button("again"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(program.sessions) == 1)


def test_a_bug_is_said_plainly_and_logged(open_window, program, qtbot, caplog) -> None:
    program.refuse = ZeroDivisionError("a bug")  # type: ignore[assignment]
    window = open_window("clip.mp4")
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Could not open")
    assert "a bug" not in window.page.stage.start.shown.text
    assert "ZeroDivisionError" in caplog.text


def test_a_session_that_fails_is_closed_and_the_reason_shown(playing, qtbot) -> None:
    window, session = playing
    with qtbot.waitSignal(window.controller.closed):
        session.tell(SessionFailed("The model broke."))
    assert session.asked[-1] == "stop"
    assert window.page.stage.start.shown.title == "clip.mp4 stopped working"
    assert window.page.stage.start.shown.text == "The model broke."


def test_photos_are_turned_by_the_session_and_no_request_is_lost(open_window, session_of, qtbot) -> None:
    window = open_window("album")
    session = session_of()
    session.open_as("photos")
    session.show(view([face(None), face(None, 0.1, x=200)], index=0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 2)
    assert [card.accessibleName() for card in window.page.panel.cards] == [
        "Face 1, Smile 90 %",
        "Face 2, No smile smile 10 %",
    ]
    assert window.page.transport.time_text == "1 of 3"
    session.asked.clear()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        qtbot.keyClick(window, key)
    assert session.asked == [("turn", 1), ("turn", 1), ("turn", -1)]
    session.show(view([], index=1))
    qtbot.waitUntil(lambda: window.page.transport.time_text == "2 of 3")


def test_photos_that_are_left_out_are_said(open_window, session_of, qtbot) -> None:
    window = open_window("album")
    session = session_of()
    session.open_as("photos")
    session.tell(SourceNote("b.jpg can't be read and is left out."))
    banner = window.page.stage.banner
    qtbot.waitUntil(banner.isVisible)
    assert banner.shown.text == "b.jpg can't be read and is left out."
    qtbot.mouseClick(banner.close_button, Qt.MouseButton.LeftButton)
    assert not banner.isVisible()


def test_a_stream_that_comes_back_while_paused_says_paused(open_window, session_of, qtbot) -> None:
    window = open_window("http://127.0.0.1:1/video")
    session = session_of()
    chip = window.page.header.chip
    session.open_as("stream")
    qtbot.waitUntil(lambda: chip.text() == "Live")
    qtbot.keyClick(window, SPACE)
    session.tell(SourceLostEvent("The stream has ended.", 2.0))
    qtbot.waitUntil(lambda: chip.text() == "Connection lost")
    session.tell(SourceRecovered(info("stream")))
    qtbot.waitUntil(lambda: chip.text() != "Connection lost")
    assert chip.text() == "Paused"
    qtbot.keyClick(window, SPACE)
    assert session.asked[-1] == "resume"
    assert chip.text() == "Live"


@pytest.mark.parametrize(("paused", "said"), [(True, "Paused"), (False, "Playing")])
def test_seeking_back_from_the_end_says_whether_it_plays(playing, qtbot, paused: bool, said: str) -> None:
    window, session = playing
    if paused:
        qtbot.keyClick(window, Qt.Key.Key_Period)
    session.tell(SourceEnded())
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Ended")
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert window.page.header.chip.text() == said


def test_loop_switched_on_at_the_end_plays_on_and_says_so(playing, qtbot) -> None:
    window, session = playing
    window.commands["loop"].setChecked(False)
    session.tell(SourceEnded())
    qtbot.waitUntil(lambda: window.page.header.chip.text() == "Ended")
    window.commands["loop"].setChecked(True)
    assert session.asked[-1] == ("loop", True)
    assert window.page.header.chip.text() == "Playing"


def test_the_card_of_a_face_that_left_shows_the_face_and_not_where_it_was(playing, qtbot) -> None:
    window, session = playing
    portrait = window.page.panel.cards[0].portrait
    session.show(view([face(1)], index=1))
    qtbot.waitUntil(lambda: window.page.panel._slots.slots[0].face.held is False)
    shown = portrait._face
    session.show(view([face(1, x=200, held=True)], index=2))
    qtbot.waitUntil(lambda: window.page.panel._slots.slots[0].face.held)
    assert portrait._face is shown
    session.show(view([], index=3))
    qtbot.waitUntil(lambda: window.page.panel.cards[0].property("left") == "true")
    assert portrait._face is shown


def test_no_portrait_is_cut_for_a_hidden_panel(playing, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    window, session = playing
    cut: list[object] = []
    monkeypatch.setattr(Portrait, "show_face", lambda *asked: cut.append(asked))
    window.commands["panel"].setChecked(False)
    session.show(view([face(1), face(2, x=150)], at_s=5.0))
    qtbot.waitUntil(lambda: len(window.page.faces) == 2)
    assert cut == []
    window.commands["panel"].setChecked(True)
    assert len(cut) == 2, "the picture on screen has its cards at once, also while nothing moves"
    assert len(window.page.panel.cards) == 2
