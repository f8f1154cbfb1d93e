"""Exports: by frame and by face, with true times; the video, the chart. Whole or not at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from desktop.engine.sources.playback import Playback
from desktop.recording.chart import tick_step_s, write_chart
from desktop.recording.corrections import add_marker, name_track
from desktop.recording.exports import (
    write_frames_csv,
    write_frames_jsonl,
    write_tracks_csv,
    write_tracks_jsonl,
    write_video,
)
from desktop.recording.recording import Recording
from tests.support.recordings import face, record, view, visit
from vision.errors import FacetError

STAMPS = [0.0, 0.033, 0.2, 0.201, 0.9]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def recording():
    """Ada, and somebody whom the user named."""
    folder = record(visit())
    name_track(folder, 2, "Bö", None)
    add_marker(folder, 1.0, "here")
    with Recording(folder) as opened:
        yield opened


def test_by_frame_every_time_is_true(tmp_path: Path) -> None:
    folder = record([view(n, [face(1)] if n else [], at_s=5 + at_s) for n, at_s in enumerate(STAMPS)])
    with Recording(folder) as recording:
        write_frames_csv(recording, tmp_path / "frames.csv")
        write_frames_jsonl(recording, tmp_path / "frames.jsonl")
    rows = table(tmp_path / "frames.csv")
    assert [float(row["time_s"]) for row in rows] == pytest.approx(STAMPS)
    assert [float(row["source_s"]) for row in rows] == pytest.approx([5 + at_s for at_s in STAMPS])
    assert (rows[0]["track"], rows[1]["track"]) == ("", "1")
    objects = [json.loads(line) for line in (tmp_path / "frames.jsonl").read_text().splitlines()]
    assert [one["at_s"] for one in objects] == pytest.approx(STAMPS)
    assert objects[1]["faces"][0]["smile"] == {"label": "smile", "score": 0.9}


def test_a_table_of_frames_says_who_and_what(recording: Recording, tmp_path: Path) -> None:
    write_frames_csv(recording, tmp_path / "frames.csv")
    rows = table(tmp_path / "frames.csv")
    assert len(rows) == 75
    last = rows[-1]
    assert (last["track"], last["name"], last["corrected"]) == ("2", "Bö", "yes")
    assert (last["smile"], last["smile: smile"], last["emotion"]) == ("no smile", "0.2000", "sad")
    assert [last[key] for key in ("x", "y", "width", "height")] == ["200", "50", "60", "60"]


def test_a_marker_stands_at_the_first_picture_from_its_time_on(tmp_path: Path) -> None:
    folder = record([view(n, [face(1), face(2, x=200)], at_s=at_s) for n, at_s in enumerate(STAMPS)])
    for time_s in (0.1, 0.201, 5.0):
        add_marker(folder, time_s)
    with Recording(folder) as recording:
        write_frames_csv(recording, tmp_path / "frames.csv")
        write_frames_jsonl(recording, tmp_path / "frames.jsonl")
    marked = [row["time_s"] for row in table(tmp_path / "frames.csv") if row["marker"] == "yes"]
    assert marked == ["0.2000", "0.2000", "0.2010", "0.2010", "0.9000", "0.9000"]
    objects = [json.loads(line) for line in (tmp_path / "frames.jsonl").read_text().splitlines()]
    assert [one.get("marker") for one in objects] == [None, None, True, True, True]


def test_a_recording_without_pictures_can_have_a_marker_too(tmp_path: Path) -> None:
    folder = record([])
    add_marker(folder, 1.0)
    with Recording(folder) as recording:
        write_frames_csv(recording, tmp_path / "frames.csv")
    assert table(tmp_path / "frames.csv") == []


def test_by_face(recording: Recording, tmp_path: Path) -> None:
    write_tracks_csv(recording, tmp_path / "faces.csv")
    ada, bo = table(tmp_path / "faces.csv")
    assert (ada["name"], bo["name"], bo["start_s"]) == ("Ada", "Bö", "1.000")
    assert float(ada["smile: smile (share of time)"]) == pytest.approx(0.5, abs=0.02)
    assert "smile: smile" not in ada, "that is how likely it is, in the table of frames"
    write_tracks_jsonl(recording, tmp_path / "faces.jsonl")
    first = json.loads((tmp_path / "faces.jsonl").read_text().splitlines()[0])
    assert first["answers"]["smile"][0] == [0.0, 1.0, "smile"]
    assert first["answers"]["identity"][1][2] == "Ada"


def test_the_video_lasts_as_long_as_the_recording(tmp_path: Path) -> None:
    folder = record([view(n, [face(1)], at_s=at_s) for n, at_s in enumerate(STAMPS)])
    told: list[tuple[int, int]] = []
    with Recording(folder) as recording:
        assert write_video(recording, tmp_path / "out.mp4", lambda *done: told.append(done), lambda: False)
    playback = Playback(str(tmp_path / "out.mp4"))
    pictures = 0
    while playback.advance():
        pictures += 1
    assert playback.at_s == pytest.approx(0.9, abs=0.05)
    assert pictures == 28
    playback.restart()
    playback.advance()
    shown = playback.picture()
    playback.close()
    assert shown is not None
    assert np.ptp(shown.reshape(-1, 3), axis=0).max() > 100, "boxes are drawn in"
    assert told


def test_a_stopped_video_leaves_nothing(recording: Recording, tmp_path: Path) -> None:
    assert not write_video(recording, tmp_path / "out.mp4", lambda *_: None, lambda: True)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []


def test_without_a_picture_there_is_no_video(tmp_path: Path) -> None:
    with (
        Recording(record(visit(frames=3), with_picture=False)) as recording,
        pytest.raises(FacetError, match="no picture"),
    ):
        write_video(recording, tmp_path / "out.mp4", lambda *_: None, lambda: False)


def test_the_chart_names_everyone_and_every_answer(recording: Recording, tmp_path: Path) -> None:
    write_chart(recording, tmp_path / "chart.svg")
    tree = ElementTree.parse(tmp_path / "chart.svg")
    words = {text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Ada", "Bö", "smile", "emotion", "happy", "sad", "0:00"} <= words
    write_chart(recording, tmp_path / "chart.png")
    with Image.open(tmp_path / "chart.png") as image:
        assert image.width == 2400
        assert len(image.getcolors(1 << 20) or ()) > 5


def test_in_the_chart_markers_lie_behind_words_and_are_named(recording: Recording, tmp_path: Path) -> None:
    write_chart(recording, tmp_path / "chart.svg")
    parts = [
        (part.tag.rpartition("}")[2], part) for part in ElementTree.parse(tmp_path / "chart.svg").getroot()
    ]
    red = [at for at, (_, part) in enumerate(parts) if part.get("fill") == "#b3261e"]
    in_bars = [at for at, (_, part) in enumerate(parts) if part.get("font-size") == "10"]
    assert len(red) == 2, "one in the legend, one at its time"
    assert in_bars
    assert max(red) < min(in_bars)
    names = [part.text for tag, part in parts if tag == "text"]
    assert names.count("marker") == 1
    word = next(part for tag, part in parts if part.text == "marker")
    line = parts[red[-1]][1]
    assert float(line.attrib["y"]) >= float(word.attrib["y"]) + 8, "no line goes through the legend's words"


def test_in_the_chart_no_smile_and_neutral_look_otherwise_and_words_stand_in_the_bars(
    recording: Recording, tmp_path: Path
) -> None:
    write_chart(recording, tmp_path / "chart.svg")
    tree = ElementTree.parse(tmp_path / "chart.svg")
    space = "{http://www.w3.org/2000/svg}"
    shapes = list(tree.iter())
    words = [one.text for one in tree.iter(f"{space}text")]
    assert words.count("no smile") == 3, "in the legend and in the bars of both"

    def swatch(label: str) -> list[tuple[str, str]]:
        """The bars before the label's first words: those of the legend."""
        at = next(n for n, one in enumerate(shapes) if one.text == label)
        bars = []
        while shapes[at - 1].tag == f"{space}rect":
            at -= 1
            bars.append((shapes[at].attrib["height"], shapes[at].attrib["fill"]))
        return bars

    looks = [swatch(label) for label in ("no smile", "smile", "happy", "neutral", "sad")]
    assert all(looks)
    assert len({str(look) for look in looks}) == 5


def test_a_legend_of_many_answers_stays_on_the_paper(tmp_path: Path) -> None:
    seen = [view(n, [face(1, emotion=f"an unusually long mood {n}")]) for n in range(20)]
    with Recording(record(seen, with_picture=False)) as recording:
        write_chart(recording, tmp_path / "chart.svg")
    tree = ElementTree.parse(tmp_path / "chart.svg")
    words = [one for one in tree.iter("{http://www.w3.org/2000/svg}text") if "mood" in (one.text or "")]
    assert len({one.text for one in words}) == 20
    assert max(float(one.attrib["x"]) for one in words) < 1200 - 120
    assert len({one.attrib["y"] for one in words}) > 1


def test_a_name_cannot_break_the_chart(tmp_path: Path) -> None:
    folder = record(visit("<b>&\x07", 1, frames=10))
    with Recording(folder) as recording:
        write_chart(recording, tmp_path / "chart.svg")
    ElementTree.parse(tmp_path / "chart.svg")


@pytest.mark.parametrize(("whole_s", "step_s"), [(3, 0.5), (60, 10), (3600, 600), (90_000, 10_800)])
def test_ticks_are_round(whole_s: float, step_s: float) -> None:
    assert tick_step_s(whole_s, 10) == step_s
