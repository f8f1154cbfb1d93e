"""CIFAR's pickles, Tiny ImageNet, LFW and Stanford Dogs as their publishers lay them out."""

from __future__ import annotations

import os
import pickle
from collections import Counter

import numpy as np
import pytest

from tests.trainer.drawn_sets import drawn, write_cifar, write_dogs, write_folders, write_tiny_imagenet
from trainer.data.layouts.cifar import read_cifar
from trainer.data.layouts.lfw import read_lfw
from trainer.data.layouts.reading import Layout, layout_of, read_layout
from trainer.data.layouts.stanford_dogs import read_stanford_dogs
from trainer.data.layouts.tiny_imagenet import read_tiny_imagenet
from vision.errors import DataUnusable
from vision.images import read_image, write_image


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("FACET_TRAIN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_cifar_s_pictures_are_what_the_pickles_hold(tmp_path):
    pictures = read_cifar(write_cifar(tmp_path / "cifar"))
    assert Counter(sample.use for sample in pictures.samples) == {"train": 24, "test": 8}
    assert pictures.labels == ("apple", "pear")
    third = pictures.samples[3]
    assert (third.label, third.number) == ("pear", 3)
    assert np.array_equal(read_image(third.path), drawn(3, 1, 32))


def test_cifar_is_unpacked_once(tmp_path, cache):
    root = write_cifar(tmp_path / "cifar")
    first = read_cifar(root).samples[0].path
    before = first.stat().st_mtime_ns
    assert read_cifar(root).samples[0].path.stat().st_mtime_ns == before
    assert [path.name[:6] for path in (cache / "unpacked").iterdir()] == ["cifar-"]


def test_cifar_s_labels_must_be_as_many_as_its_pictures(tmp_path):
    with pytest.raises(DataUnusable, match="has 23 labels, but 24 pictures"):
        read_cifar(write_cifar(tmp_path / "cifar", labels_short=1))


def test_a_pickle_is_never_run(tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "run"),)

    root = write_cifar(tmp_path / "cifar")
    (root / "train").write_bytes(pickle.dumps({b"data": Trap()}))
    with pytest.raises(DataUnusable, match="not one of CIFAR's pickles"):
        read_cifar(root)
    assert not (tmp_path / "run").exists()


def test_a_pickle_that_is_cut_off_is_said(tmp_path):
    root = write_cifar(tmp_path / "cifar")
    content = (root / "test").read_bytes()
    (root / "test").write_bytes(content[: len(content) // 2])
    with pytest.raises(DataUnusable, match="cut off"):
        read_cifar(root)


def test_tiny_imagenet_has_the_classes_that_it_lists(tmp_path):
    pictures = read_tiny_imagenet(write_tiny_imagenet(tmp_path / "tiny"))
    assert pictures.labels == ("apple", "pear")
    assert Counter(sample.use for sample in pictures.samples) == {"train": 24, "val": 6}
    assert pictures.skipped_by_reason() == {"of a class that wnids.txt does not list": 12}


def test_tiny_imagenet_s_annotations_one_line_short_are_said(tmp_path):
    root = write_tiny_imagenet(tmp_path / "tiny")
    annotations = root / "val" / "val_annotations.txt"
    annotations.write_text("".join(annotations.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(DataUnusable, match=r"has 5 lines, but none for the picture val_5\.png"):
        read_tiny_imagenet(root)


def test_lfw_s_people_have_their_names(tmp_path):
    root = write_folders(tmp_path / "lfw", 2, ("Ada_Lovelace", "Alan_Turing"))
    for person in root.iterdir():
        for number, path in enumerate(sorted(person.iterdir()), 1):
            path.rename(person / f"{person.name}_{number:04d}.png")
    write_image(root / "Ada_Lovelace" / "other.png", drawn(9, 0))
    pictures = read_lfw(root)
    assert pictures.counts() == {"Ada Lovelace": 2, "Alan Turing": 2}
    assert list(pictures.skipped_by_reason()) == ["is not named by its person and a number"]


def test_a_dog_has_its_breed_and_its_largest_box(tmp_path):
    pictures = read_stanford_dogs(write_dogs(tmp_path / "dogs"))
    assert pictures.labels == ("Chihuahua", "blood hound")
    assert {sample.box_px for sample in pictures.samples} == {(12, 10, 24, 30)}


def test_a_broken_annotation_is_said(tmp_path):
    root = write_dogs(tmp_path / "dogs")
    broken = next((root / "Annotation" / "n02085620-Chihuahua").iterdir())
    broken.write_text("<annotation>")
    with pytest.raises(DataUnusable, match="holds no box"):
        read_stanford_dogs(root)


@pytest.mark.parametrize(
    ("write", "layout"),
    [
        (write_folders, Layout.folders),
        (write_cifar, Layout.cifar),
        (write_tiny_imagenet, Layout.tiny_imagenet),
        (write_dogs, Layout.stanford_dogs),
    ],
)
def test_a_folder_is_known_by_its_looks(tmp_path, write, layout):
    root = write(tmp_path / "data")
    assert layout_of(root) is layout
    assert read_layout(root, layout).samples


@pytest.mark.parametrize("layout", list(Layout))
def test_a_folder_that_is_not_there_is_said(tmp_path, layout):
    with pytest.raises(DataUnusable, match="there is no such folder"):
        read_layout(tmp_path / "nowhere", layout)
