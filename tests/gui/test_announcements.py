"""What screen readers are told: who is there, recordings, problems; and that it can be silenced."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.engine.live_events import SessionFailed
from desktop.settings import Settings
from desktop.ui.live.live_words import BannerView
from desktop.ui.parts.announce import announce
from tests.support.fake_session import face, view
from tests.support.recordings import who


def show_ada(window, session, qtbot) -> None:
    ada = face(1)
    session.show(view([type(ada)(1, ada.box_px, {**ada.answers, "identity": who("Ada", 1)}, 2.0)], at_s=5.0))
    qtbot.waitUntil(lambda: window.page.position_s == 5.0)


def test_somebody_known_is_announced(playing, told, qtbot) -> None:
    window, session = playing
    show_ada(window, session, qtbot)
    assert told == [("Ada: in view.", False)]


def test_nothing_is_said_where_the_user_wants_silence(open_window, session_of, told, qtbot) -> None:
    window = open_window("clip.mp4", Settings(announce=False))
    session = session_of()
    session.open_as("video")
    show_ada(window, session, qtbot)
    assert told == []
    window.keeper.change(announce=True)
    window.page.notice(BannerView("problem", "Something is wrong.", "Do this.", closable=True))
    assert told == [("Something is wrong. Do this.", True)]


def test_a_recording_is_announced_on_every_page(playing, told, qtbot) -> None:
    window, _ = playing
    window.records.begin(False)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[-1][0].startswith("Recording answers, without the picture.")
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.records.toggle()
    qtbot.waitUntil(lambda: told[-1][0].startswith("Recorded "), timeout=20_000)
    assert not any(urgent for _, urgent in told)


def test_what_goes_wrong_is_said_at_once(playing, told, qtbot) -> None:
    _, session = playing
    session.tell(SessionFailed("The camera is gone."))
    qtbot.waitUntil(lambda: bool(told), timeout=5_000)
    assert any("The camera is gone." in text and urgent for text, urgent in told)


def test_the_real_event_reaches_qt(playing, qtbot) -> None:
    """Nothing is listening here; it must do no harm."""
    window, _ = playing
    announce(window, "Hello.", urgent=True)
    announce(window, "")
