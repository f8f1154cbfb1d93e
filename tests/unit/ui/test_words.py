"""What the live page says: faces, states, banners, playback, meters."""

from __future__ import annotations

import pytest

from desktop.ui.live.face_views import face_views
from desktop.ui.live.hud_rows import hud_rows
from desktop.ui.live.live_state import LiveState, Phase
from desktop.ui.live.live_words import banner, chip_text, choice_text, empty_words, page
from desktop.ui.live.times import clock_text
from desktop.ui.live.transport_view import enabled_actions, picture_text, position_text, transport_view
from tests.support.fake_session import FakeSession, face, info, smile
from vision.recognisers import Answer

PLAYING = LiveState().opening("clip.mp4").opened(info("video"))
CAMERA = LiveState().opening("camera:0").opened(info("camera"))
PHOTOS = LiveState().opening("album").opened(info("photos"))


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (7.9, "0:07"), (61, "1:01"), (3723, "1:02:03"), (-4, "0:00")]
)
def test_times_are_as_a_clock_shows_them(seconds: float, said: str) -> None:
    assert clock_text(seconds) == said


def test_a_smile_and_its_absence_are_said_with_the_share_of_a_smile() -> None:
    glad, not_glad = face_views([face(3, 0.934), face(5, 0.07)])
    assert (glad.title, glad.in_words()) == ("Face 3", "Face 3, Smile 93 %, 0:02")
    assert not_glad.in_words() == "Face 5, No smile smile 7 %, 0:02"
    assert (glad.first.tone, not_glad.first.tone) == ("smile", "no_smile")
    assert (glad.first.share, not_glad.first.share) == (0.934, 0.07)


def test_without_an_answer_the_reason_is_the_hint_and_no_meter_lies() -> None:
    nobody = face(1)
    (seen,) = face_views(
        [type(nobody)(1, (0, 0, 9, 9), {"smile": Answer("smile", None, 0.0, {}, "too small")})]
    )
    assert (seen.first.text, seen.first.share, seen.first.hint) == ("No answer", None, "too small")


def test_a_softmax_answer_shows_its_own_share() -> None:
    answer = Answer("emotion", "surprise", 0.61, {"happy": 0.2, "sad": 0.19, "surprise": 0.61})
    (seen,) = face_views([type(face(1))(1, (0, 0, 9, 9), {"emotion": answer})])
    assert (seen.first.text, seen.first.share_text) == ("Surprise", "61 %")


def test_of_two_labels_each_has_its_own_share() -> None:
    yes_or_no = smile(0.36)["smile"]
    either = Answer("mood", "glum", 0.9, {"glum": 0.9, "merry": 0.1})
    (seen,) = face_views([type(face(1))(1, (0, 0, 9, 9), {"smile": yes_or_no, "mood": either})])
    assert [(one.text, one.share_text) for one in seen.answers] == [
        ("No smile", "smile 36 %"),
        ("glum", "90 %"),
    ]


def test_an_unsure_answer_says_so_and_what_would_come_first() -> None:
    answer = Answer("emotion", None, 0.41, {"happy": 0.4, "sad": 0.19, "surprise": 0.41}, "unsure")
    (seen,) = face_views([type(face(1))(1, (0, 0, 9, 9), {"emotion": answer})])
    assert (seen.first.text, seen.first.share, seen.first.share_text) == ("Unsure", 0.41, "surprise?")
    assert seen.first.tone == "no_answer"
    assert "Likeliest: surprise." in seen.first.hint
    assert "%" not in seen.in_words(), "a figure beside it would be read as how unsure"


def test_labels_of_others_stay_as_they_are_spelled() -> None:
    answer = Answer("emotion", "n02091831-Saluki", 0.9, {"n02091831-Saluki": 0.9, "happy": 0.1})
    (seen,) = face_views([type(face(1))(1, (0, 0, 9, 9), {"emotion": answer})])
    assert seen.first.text == "n02091831-Saluki"


def test_a_name_from_a_closed_set_is_called_so() -> None:
    answer = Answer("identity-closed", "Ada", 0.93, {"Ada": 0.93, "Bo": 0.07})
    (seen,) = face_views([type(face(1))(1, (0, 0, 9, 9), {"identity-closed": answer})])
    assert (seen.first.text, seen.first.share_text) == ("Most like Ada", "93 %")
    assert "stranger" in seen.first.hint


def test_faces_of_photos_are_counted_and_have_no_time() -> None:
    assert [seen.in_words() for seen in face_views([face(None), face(None)])] == [
        "Face 1, Smile 90 %",
        "Face 2, Smile 90 %",
    ]


def test_every_phase_has_a_chip_and_a_page_or_a_picture() -> None:
    for phase in Phase:
        state = LiveState(phase, "demo", info("demo"), problem="It broke.")
        assert chip_text(state)
        assert (page(state, "Demo") is None) is state.has_session
        assert len(empty_words(state)) == 2


def test_every_choice_offered_has_words() -> None:
    states = [LiveState(phase, "demo", problem="x") for phase in Phase]
    states += [LiveState(), LiveState(no_camera=True), LiveState(Phase.OPENING)]
    for state in states:
        for view in (page(state, "Demo"), banner(state, 0.0)):
            for choice in view.choices if view else ():
                assert choice_text(choice)


def test_a_lost_source_counts_down() -> None:
    lost = CAMERA.lost("The camera is gone.", retry_at_s=12.0)
    assert banner(lost, 10.5).detail == "Trying again in 2 s."
    assert banner(lost, 12.5).detail == "Trying again now…"
    assert banner(lost.recovered(), 12.5) is None
    assert lost.recovered().info == CAMERA.info


def test_a_source_that_never_opened_and_one_that_broke_are_told_apart() -> None:
    assert page(LiveState().opening("a.mp4").failed("No."), "a.mp4").title == "a.mp4 could not be opened"
    assert page(PLAYING.failed("No."), "clip.mp4").title == "clip.mp4 stopped working"


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        (LiveState(), set()),
        (LiveState().opening("demo"), {"stop"}),
        (
            PLAYING,
            {"play_pause", "stop", "step", "back", "forward", "start", "loop", "snapshot", "mirror"},
        ),
        (CAMERA, {"play_pause", "stop", "snapshot", "mirror"}),
        (PHOTOS, {"stop", "previous", "next", "snapshot", "mirror"}),
        (CAMERA.lost("x", 1.0), {"stop", "retry", "snapshot", "mirror"}),
        (PLAYING.stopped(), {"play_pause"}),
        (PLAYING.failed("x"), {"play_pause"}),
    ],
)
def test_only_what_makes_sense_can_be_pressed(state: LiveState, enabled: set[str]) -> None:
    assert {name for name, on in enabled_actions(state).items() if on} == enabled


def test_the_bar_has_a_position_for_videos_and_numbers_for_photos() -> None:
    assert transport_view(PLAYING).position
    assert transport_view(PLAYING).caption == ""
    assert transport_view(PHOTOS).pictures
    assert not transport_view(PHOTOS).can_play_or_pause
    assert transport_view(CAMERA).caption == "320 × 240, 30 pictures a second"
    assert position_text(4.2, 90.0) == "0:04 / 1:30"
    assert position_text(4.2, None) == "0:04"
    assert picture_text(2, 12) == "3 of 12"
    assert picture_text(2, None) == "3"


def test_pausing_survives_what_comes_late() -> None:
    assert PLAYING.paused(True).opened(info("video")).phase is Phase.PAUSED
    assert PHOTOS.paused(True) == PHOTOS, "a photo does not move"


def test_the_meters_name_their_units() -> None:
    rows = dict(hud_rows(FakeSession("demo", lambda: None, lambda _: None).meters()))
    assert rows["Analysis"] == "25.0 /s"
    assert rows["Detector"] == "6.0 ms"
    assert rows["Models, rest"] == "2.5 ms"


def test_a_source_that_was_never_there_is_waited_for() -> None:
    awaited = LiveState().opening("rtsp://10.0.0.9/x").lost("10.0.0.9: it does not answer.", retry_at_s=2.0)
    assert chip_text(awaited) == "Not connected"
    assert banner(awaited, 1.0) is None, "nothing was lost"
    view = page(awaited, "10.0.0.9")
    assert view is not None
    assert (view.title, view.busy) == ("Waiting for 10.0.0.9…", True)
    assert view.text.splitlines()[0] == awaited.problem
    assert view.choices == ("retry", "choose", "demo")
    usable = enabled_actions(awaited)
    assert usable["retry"]
    assert not usable["snapshot"]
