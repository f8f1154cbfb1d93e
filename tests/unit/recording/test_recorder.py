"""Recording: true times, whole answers, nobody waits, and a kill loses no more than what was just said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.sources.playback import Playback
from desktop.recording import library
from desktop.recording.picture_file import PictureReader, PictureWriter
from desktop.recording.recorder import Recorder
from desktop.recording.recording import Recording
from desktop.recording.session_file import ANSWERS_FILE, PICTURE_FILE, RecordingUnusable, SessionFile
from tests.support.fake_session import face as still_face
from tests.support.fake_session import info
from tests.support.recordings import FPS, face, record, view, visit
from vision.errors import FacetError

ROOT = Path(__file__).resolve().parents[3]


def test_what_was_analysed_comes_back_as_it_was() -> None:
    views = visit()
    folder = record(views, marks_after={9: "here"})
    with Recording(folder) as recording:
        assert len(recording.frames) == 50
        assert recording.duration_s == pytest.approx(49 / FPS)
        for place in (0, 7, 30):
            before, after = views[place].analysis, recording.analysis(place)
            assert (after.size, after.frame, after.at_s) == (before.size, before.frame, before.at_s)
            assert [one.box_px for one in after.faces] == [one.box_px for one in before.faces]
            for old, new in zip(before.faces, after.faces, strict=True):
                assert {task: (a.label, a.score) for task, a in new.answers.items()} == {
                    task: (a.label, pytest.approx(a.score)) for task, a in old.answers.items()
                }
                who, asked = new.answers["identity"], old.answers["identity"]
                assert (who.label, who.nearest, who.score) == (asked.label, asked.nearest, asked.score)
                assert who.reason in (None, "not like anybody enough", "not looked at yet")
        assert [(mark.time_s, mark.text) for mark in recording.markers] == [(9 / FPS, "here")]
        shown = recording.picture(30)
        assert shown is not None
        assert np.abs(shown.astype(int) - views[30].frame.image_bgr).mean() < 3
        assert recording.facts["ended"] is True
    assert sorted(path.name for path in folder.iterdir()) == [ANSWERS_FILE, PICTURE_FILE]


def test_one_that_ended_before_its_first_picture_opens_empty() -> None:
    with Recording(record([])) as recording:
        assert len(recording.frames) == 0
        assert recording.tracks() == ()
        assert recording.duration_s == 0


def test_times_are_true_where_the_rate_varies() -> None:
    stamps = [0.0, 0.033, 0.2, 0.201, 0.9, 0.95]
    folder = record([view(n, [face(1)], at_s=at_s) for n, at_s in enumerate(stamps)])
    with Recording(folder) as recording:
        assert [frame.time_s for frame in recording.frames] == pytest.approx(stamps)
        assert [recording.place_at(at_s) for at_s in (0.0, 0.15, 0.2, 5.0)] == [0, 1, 2, 5]
    playback = Playback(str(folder / PICTURE_FILE))
    played = []
    while playback.advance():
        played.append(playback.at_s)
    playback.close()
    assert played == pytest.approx(stamps, abs=0.0011)


def test_a_clip_that_begins_again_goes_on_in_the_recording(tmp_path: Path) -> None:
    recorder = Recorder(library.new_folder(tmp_path), info("video", fps=FPS), with_picture=False)
    for run, at_s in ((0, 10.0), (0, 10.04), (1, 0.0), (1, 0.04), (1, 0.04)):
        recorder.take(view(0, [face(1)], at_s=at_s), run)
    state = recorder.stop()
    assert state.frames == 4, "the same picture again is no new one"
    with Recording(recorder.folder) as recording:
        assert [frame.time_s for frame in recording.frames] == pytest.approx([0, 0.04, 0.08, 0.12])
        assert [line.track for line in recording.tracks()] == [1, 2], "tracks of two runs are two"


def test_a_live_source_that_was_lost_leaves_its_gap(tmp_path: Path) -> None:
    recorder = Recorder(library.new_folder(tmp_path), info("camera", fps=None), with_picture=False)
    for run, at_s in ((0, 1.0), (0, 1.1), (1, 7.1)):
        recorder.take(view(0, [face(1)], at_s=at_s), run)
    recorder.stop()
    with Recording(recorder.folder) as recording:
        assert [frame.time_s for frame in recording.frames] == pytest.approx([0, 0.1, 6.1])
        (gap,) = recording.gaps
        assert (gap.start_s, gap.end_s, gap.lost) == (pytest.approx(0.1), pytest.approx(6.1), True)


def test_a_gap_without_a_loss_is_told_apart_and_a_slow_camera_has_none(tmp_path: Path) -> None:
    for name, times_s in (("paused", (0.0, 0.1, 0.2, 9.0, 9.1)), ("slow", (0.0, 2.0, 4.0, 6.5))):
        (tmp_path / name).mkdir()
        recorder = Recorder(library.new_folder(tmp_path / name), info("camera", fps=None), with_picture=False)
        for at_s in times_s:
            recorder.take(view(0, [face(1)], at_s=at_s), 0)
        recorder.stop()
        with Recording(recorder.folder) as recording:
            found = [(gap.start_s, gap.end_s, gap.lost) for gap in recording.gaps]
        assert found == ([(pytest.approx(0.2), pytest.approx(9.0), False)] if name == "paused" else [])


def test_pictures_that_stand_still_are_not_recorded(tmp_path: Path) -> None:
    recorder = Recorder(library.new_folder(tmp_path), info(), with_picture=False)
    recorder.take(view(0, [still_face(None)]), 0)
    assert recorder.stop().frames == 0


def test_without_a_picture_no_picture_is_kept() -> None:
    folder = record(visit(), with_picture=False)
    assert [path.name for path in folder.iterdir()] == [ANSWERS_FILE]
    with Recording(folder) as recording:
        assert not recording.has_picture
        assert recording.picture(3) is None
        assert len(recording.tracks()) == 2


def test_a_slow_disk_costs_pictures_and_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = threading.Event()
    write = PictureWriter.write
    monkeypatch.setattr(PictureWriter, "write", lambda *a: (disk.wait(10), write(*a))[1])
    recorder = Recorder(library.new_folder(tmp_path), info(), with_picture=True)
    for number in range(40):
        recorder.take(view(number, [face(1)]), 0)  # returns although nothing can be written
    waiting = recorder.state
    disk.set()
    state = recorder.stop()
    assert waiting.lost_pictures == 28
    assert (state.frames, state.lost_answers, state.problem) == (40, 0, "")
    with Recording(recorder.folder) as recording:
        assert len(recording.frames) == 40
        assert sum(frame.picture is not None for frame in recording.frames) == 12
        assert recording.facts["lost_pictures"] == 28


def test_a_full_disk_ends_the_recording_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(PictureWriter, "write", full)
    recorder = Recorder(library.new_folder(tmp_path), info(), with_picture=True)
    recorder.take(view(0), 0)
    assert "No space left on device" in recorder.stop().problem


_KILLED = """
import sys, time
from pathlib import Path
from desktop.recording.recorder import Recorder
from tests.support.fake_session import info
from tests.support.recordings import view, face, who
recorder = Recorder(Path(sys.argv[1]), info("camera"), with_picture=True)
began = time.monotonic()
number = 0
while True:
    at_s = time.monotonic() - began
    recorder.take(view(number, [face(1, identity=who("Ada", 1))], at_s=at_s), 0)
    number += 1
    print(at_s, flush=True)
    time.sleep(0.02)
"""


def test_killed_it_loses_a_second_at_most_and_opens(tmp_path: Path) -> None:
    folder = library.new_folder(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    last_s = 0.0
    for line in child.stdout:
        last_s = float(line)
        if last_s > 2.5:
            break
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with Recording(folder) as recording:
        assert recording.duration_s >= last_s - 1.0
        assert recording.facts["ended"] is False
        assert recording.tracks()[0].name == "Ada"
        recording.picture(recording.place_at(last_s))  # there or not, it says so and goes on
    found = library.listed(folder)
    assert not found.whole
    assert found.names == ("Ada",)


def test_a_video_that_was_cut_off_shows_what_reached_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "picture.mkv"
    writer = PictureWriter(path)
    for number in range(60):
        writer.write(np.random.default_rng(number).integers(0, 255, (90, 120, 3), np.uint8), number / 25)
    writer.close()
    whole = path.read_bytes()
    for share in (0.2, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        reader = PictureReader(path)
        assert 60 * share - 3 <= len(reader) <= 60 * share
        assert reader.picture(len(reader) - 1) is not None
        assert reader.picture(len(reader)) is None
        reader.close()


def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingUnusable, match="missing"):
        Recording(tmp_path)
    (tmp_path / ANSWERS_FILE).write_bytes(b"nothing like it" * 100)
    with pytest.raises(RecordingUnusable, match="damaged"):
        Recording(tmp_path)
    folder = record([view(0)])
    with SessionFile(folder) as file:
        file._connection.execute("PRAGMA user_version = 9")
    with pytest.raises(RecordingUnusable, match="newer"):
        Recording(folder)


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FacetError, match="nothing can be recorded there"):
        library.new_folder(tmp_path / "file")
