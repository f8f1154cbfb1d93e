"""What was seen in photos as files: every picked face, nothing else, nothing written over."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.analysis import FaceAnalysis, FrameAnalysis
from desktop.engine.identity import IdentityAnswer
from desktop.photos.export import PickedPhoto, write_copies, write_csv, write_json
from desktop.recording.exports import write_frames_csv, write_tracks_csv
from desktop.recording.outputs import OutputUnwritable
from desktop.recording.recording import Recording
from tests.support.recordings import record, visit, who
from vision.images import read_image, write_image
from vision.recognisers import UNSURE, Answer


def face(x: int, share: float) -> FaceAnalysis:
    scores = {"no smile": 1 - share, "smile": share}
    smile = Answer("smile", "smile" if share >= 0.5 else "no smile", share, scores)
    return FaceAnalysis(None, (x, 80, 30, 30), {"smile": smile})


@pytest.fixture
def photo(tmp_path: Path) -> PickedPhoto:
    """A photo with two faces, of which the second is picked."""
    path = tmp_path / "sunday, at home.png"
    write_image(path, np.full((160, 400, 3), 90, np.uint8))
    analysis = FrameAnalysis(path.name, 0, 0.0, (400, 160), (face(5, 0.9), face(300, 0.25)), {})
    return PickedPhoto(path, analysis, (1,))


def test_a_table_has_a_row_for_each_picked_face(photo: PickedPhoto, tmp_path: Path) -> None:
    write_csv([photo], tmp_path / "faces.csv")
    with (tmp_path / "faces.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows == [
        {
            "file": str(photo.path),
            "face": "2",
            "x": "300",
            "y": "80",
            "width": "30",
            "height": "30",
            "smile": "no smile",
            "smile_score": "0.2500",
            "smile_score_of": "smile",
        }
    ]


@pytest.mark.parametrize(
    ("answer", "cells"),
    [
        (face(0, 0.36).answers["smile"], ["no smile", "0.3600", "smile"]),
        (face(0, 0.5).answers["smile"], ["smile", "0.5000", "smile"]),
        (Answer("mood", "sad", 0.9, {"happy": 0.1, "sad": 0.9}), ["sad", "0.9000", "sad"]),
        (Answer("mood", "happy", 0.9, {"happy": 0.9, "sad": 0.1}), ["happy", "0.9000", "happy"]),
        (
            Answer("mood", None, 0.41, {"happy": 0.3, "sad": 0.41, "fear": 0.29}, UNSURE),
            ["", "0.4100", "sad"],
        ),
        (Answer("mood", None, 0.0, reason="the face is too small"), ["", "", ""]),
        (IdentityAnswer("identity", "Ada", 0.7, nearest="Ada", threshold=0.4), ["Ada", "0.7000", "Ada"]),
        (IdentityAnswer("identity", None, 0.2, nearest="Ada", threshold=0.4), ["", "0.2000", "Ada"]),
        (IdentityAnswer("identity", None, 0.0, reason="nobody has a name yet"), ["", "", ""]),
    ],
)
def test_no_number_stands_without_what_it_is_a_number_of(
    photo: PickedPhoto, tmp_path: Path, answer: Answer, cells: list[str]
) -> None:
    seen = FaceAnalysis(None, (5, 5, 9, 9), {answer.task: answer})
    analysis = FrameAnalysis("x", 0, 0.0, (400, 160), (seen,), {})
    write_csv([PickedPhoto(photo.path, analysis, (0,))], tmp_path / "faces.csv")
    with (tmp_path / "faces.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    column = {"identity": "name"}.get(answer.task, answer.task)
    assert [row[column + part] for part in ("", "_score", "_score_of")] == cells


def test_who_it_is_stands_under_one_name_in_all_tables(photo: PickedPhoto, tmp_path: Path) -> None:
    """The table of photos called the column "identity", those of recordings "name"."""
    folder = record(visit(), with_picture=False)
    with Recording(folder) as recording:
        write_frames_csv(recording, tmp_path / "frames.csv")
        write_tracks_csv(recording, tmp_path / "tracks.csv")
    seen = FaceAnalysis(None, (5, 5, 9, 9), {"identity": who("Ada")})
    analysis = FrameAnalysis("x", 0, 0.0, (400, 160), (seen,), {})
    write_csv([PickedPhoto(photo.path, analysis, (0,))], tmp_path / "photos.csv")
    for name in ("frames", "tracks", "photos"):
        rows = list(csv.DictReader((tmp_path / f"{name}.csv").read_text("utf-8-sig").splitlines()))
        assert "Ada" in {row["name"] for row in rows}, name
        assert "identity" not in rows[0], name


def test_json_is_as_analyse_writes_it(photo: PickedPhoto, tmp_path: Path) -> None:
    write_json([photo], tmp_path / "faces.json")
    (row,) = json.loads((tmp_path / "faces.json").read_text())
    assert row["faces"] == [photo.analysis.faces[1].to_json_object()]
    assert row["size"] == [400, 160]


def test_copies_have_the_picked_boxes_and_new_names(photo: PickedPhoto, tmp_path: Path) -> None:
    folder, before, told = tmp_path / "out", photo.path.read_bytes(), list[int]()
    for _ in range(2):
        write_copies([photo], folder, told.append, lambda: False)
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["sunday, at home faces 2.jpg", "sunday, at home faces.jpg"]
    drawn = np.abs(read_image(folder / names[1]).astype(int) - 90).max(axis=2) > 40
    assert drawn[:, 290:].any()
    assert not drawn[:, :150].any(), "the other face was not picked"
    assert photo.path.read_bytes() == before
    assert told == [1, 1]


def test_a_photo_that_went_away_is_left_out_and_a_stop_ends_it(photo: PickedPhoto, tmp_path: Path) -> None:
    gone = PickedPhoto(tmp_path / "gone.png", photo.analysis, (0,))
    assert len(write_copies([gone, photo], tmp_path / "out", lambda _: None, lambda: False)) == 1
    assert write_copies([photo], tmp_path / "none", lambda _: None, lambda: True) == []


def test_what_cannot_be_written_is_said_and_the_old_file_kept(photo: PickedPhoto, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OutputUnwritable):
        write_csv([photo], tmp_path / "folder.csv")
