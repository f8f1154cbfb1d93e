"""Faces for the embedding network: who is left out, and what is kept of a picture."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.data.facet_id_faces import (
    Faces,
    aligned_face,
    few_of_each,
    load_faces,
    make_faces,
    unlike,
)
from trainer.data.facet_id_sources import (
    FaceFolders,
    FacePicture,
    people_apart,
    same_person,
    training_pictures,
    validation_pictures,
)
from trainer.data.facet_id_views import FaceBatches
from vision.detectors import Detections
from vision.errors import DataUnusable
from vision.images import write_image

POINTS = np.array([[38.3, 51.7], [73.5, 51.5], [56.0, 71.7], [41.5, 92.4], [70.7, 92.2]], np.float32)


class Detector:
    """One face of 112 pixels, its points where the template has them, at the picture's corner."""

    name = "drawn"

    def __init__(self, *, faces: int = 1) -> None:
        self.faces = faces

    def detect(self, image_bgr):
        boxes = np.tile(np.array([[0, 0, 112, 112]], np.int32), (self.faces, 1))
        points = np.tile(POINTS, (self.faces, 1, 1))
        return Detections(boxes, np.ones(self.faces, np.float32), points)

    detect_near = detect


class Teacher:
    """A face is its mean colour."""

    def __init__(self) -> None:
        self.asked = 0

    def embed(self, crops):
        self.asked += len(crops)
        means = np.zeros((len(crops), 128), np.float32)
        means[:, :3] = crops.mean(axis=(1, 2)) + 1
        return means / np.linalg.norm(means, axis=1, keepdims=True)


def put(path, colour=(40, 90, 160), side=112):
    path.parent.mkdir(parents=True, exist_ok=True)
    write_image(path, np.full((side, side, 3), colour, np.uint8))
    return path


@pytest.fixture
def folders(tmp_path):
    root = tmp_path / "research"
    for name in ("Some_One", "Barack_Obama"):
        put(root / "celebrities" / name / "1.png")
    for number in range(25):
        put(root / "fer2013" / "Training" / "happy" / f"{number:02}.png", side=48)
    put(root / "happy-sad" / "happy" / "a.png")
    put(root / "lfw" / "Given_Person" / "Given_Person_0001.png")
    put(root / "genki4k" / "files" / "file0001.png")
    put(tmp_path / "uncut" / "barack obama" / "x.png")
    put(tmp_path / "uncut" / "An_Actor" / "x.png")
    put(tmp_path / "utk" / "1_0_0.png")
    return FaceFolders(root, utkface=tmp_path / "utk", celebrities=tmp_path / "uncut")


def test_people_of_a_test_are_left_out_however_their_name_is_written(folders, tmp_path):
    for name in ("Barack_Obama", "Given_Person"):
        (tmp_path / "whole" / name).mkdir(parents=True)
    apart = people_apart(tmp_path / "whole", folders.research)
    assert apart == {"barack obama"}
    people = {picture.person for picture in training_pictures(folders, apart)}
    assert people == {"", "some one", "an actor"}
    assert same_person("Angelina_Jolie ") == same_person("angelina  jolie")


def test_what_choices_are_made_on_is_not_learned_from(folders):
    learned = {picture.source for picture in training_pictures(folders, ())}
    chosen_on = {picture.source for picture in validation_pictures(folders)}
    assert learned == {"celebrities", "fer2013", "happy-sad", "utkface", "uncropped-celebrities"}
    assert chosen_on == {"lfw", "genki4k"}


def test_fer_is_used_sparingly(folders):
    fer = [p for p in training_pictures(folders, ()) if p.source == "fer2013"]
    assert len(fer) == 3


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(DataUnusable, match="holds no picture"):
        validation_pictures(FaceFolders(tmp_path))


def test_the_largest_face_lies_over_the_template():
    image = np.random.default_rng(1).integers(0, 255, (150, 140, 3)).astype(np.uint8)
    crop = aligned_face(image, "photo", Detector())
    assert crop.shape == (112, 112, 3)
    assert np.abs(crop[5:-5, 5:-5].astype(int) - image[5:107, 5:107, ::-1]).mean() < 30
    assert aligned_face(image, "photo", Detector(faces=0)) is None
    aligned = aligned_face(image[:112, :112], "aligned", Detector(faces=0))
    assert np.array_equal(aligned, image[:112, :112, ::-1])


def test_faces_are_made_once_and_go_on_where_they_were(tmp_path, monkeypatch):
    monkeypatch.setattr("trainer.data.facet_id_faces.PART", 2)
    paths = [put(tmp_path / "in" / f"{k}.png", colour=(k * 20, 90, 200 - k * 20)) for k in range(5)]
    broken = tmp_path / "in" / "broken.png"
    broken.write_bytes(b"no picture")
    pictures = [FacePicture(path, "drawn", f"person {k}", "photo") for k, path in enumerate(paths)]
    pictures.insert(1, FacePicture(broken, "drawn", "nobody", "photo"))
    teacher, said = Teacher(), []
    faces = make_faces(pictures, Detector(), teacher, tmp_path / "out", said.append)
    assert faces.people.tolist() == [f"person {k}" for k in range(5)]
    assert faces.crops.shape == (5, 112, 112, 3)
    assert np.allclose((faces.taught**2).sum(axis=1), 1)
    assert len(said) == 3
    (tmp_path / "out" / "part-0001.npz").unlink()
    again = make_faces(pictures, Detector(), teacher, tmp_path / "out", said.append)
    assert teacher.asked == 7
    assert np.array_equal(again.taught, faces.taught)


def test_a_broken_part_is_named(tmp_path):
    with pytest.raises(DataUnusable, match="holds no faces"):
        load_faces(tmp_path)
    (tmp_path / "part-0000.npz").write_bytes(b"half")
    with pytest.raises(DataUnusable, match=r"part-0000.*holds no faces"):
        load_faces(tmp_path)


def made(people):
    count = len(people)
    random = np.random.default_rng(3)
    taught = random.standard_normal((count, 128)).astype(np.float32)
    taught /= np.linalg.norm(taught, axis=1, keepdims=True)
    crops = random.integers(0, 255, (count, 112, 112, 3)).astype(np.uint8)
    return Faces(crops, taught, np.full(count, "drawn"), np.array(people))


def test_faces_like_a_tests_are_left_out():
    faces = made(["", "", "", ""])
    near = faces.taught[2] + 0.05 * faces.taught[0]
    apart = (near / np.linalg.norm(near))[None]
    assert unlike(faces, apart, 0.6).tolist() == [0, 1, 3]
    assert unlike(faces, apart[:0], 0.6).tolist() == [0, 1, 2, 3]


def test_few_pictures_of_each_person_all_of_those_without_a_name():
    assert few_of_each(made(["a", "", "a", "a", "b", ""]), 2).tolist() == [0, 1, 2, 4, 5]


def test_batches_show_every_face_once_and_repeat_with_the_seed():
    faces = made([""] * 9)
    batches = FaceBatches(faces, np.arange(8), batch=4)
    assert batches.steps == 2
    views, taught = zip(*batches.epoch(np.random.default_rng(5)), strict=True)
    assert views[0].shape == (4, 112, 112, 3)
    seen = {int(np.flatnonzero((faces.taught == row).all(axis=1))[0]) for row in np.concatenate(taught)}
    assert seen == set(range(8))
    again = [batch[0] for batch in batches.epoch(np.random.default_rng(5))]
    assert all(np.array_equal(one, other) for one, other in zip(views, again, strict=True))
