"""Planted copies are found, other pictures are left alone."""

import io
import shutil
from collections import Counter
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageOps

from trainer.data.duplicates import find_pairs, fingerprint_files, group_duplicates, groups_of
from vision.images import write_image


def drawn(seed, size=96):
    """A picture of smooth random shapes, unlike that of any other seed."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (12, 12, 3), np.uint8)
    return Image.fromarray(coarse).resize((size, size), Image.Resampling.BICUBIC)


def jpeg(picture, quality):
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


COPIES = {
    "resized": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "enlarged": lambda picture: picture.resize((picture.width * 2, picture.height * 2)),
    "re-encoded": lambda picture: jpeg(picture, 30),
    "mirrored": ImageOps.mirror,
    "mirrored, smaller and re-encoded": lambda picture: jpeg(ImageOps.mirror(picture).resize((70, 70)), 60),
    "grey": lambda picture: picture.convert("L"),
    "brighter": lambda picture: picture.point(lambda value: min(255, int(value * 1.2))),
}


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_is_found_among_others(tmp_path, kind):
    for seed in range(10):
        drawn(seed).save(tmp_path / f"{seed}.png")
    COPIES[kind](drawn(4)).save(tmp_path / "copy.png")
    paths = [*(tmp_path / f"{seed}.png" for seed in range(10)), tmp_path / "copy.png"]
    assert group_duplicates(paths) == [*range(10), 4]
    (pair,) = find_pairs(fingerprint_files(paths))
    assert (pair.first, pair.second, pair.exact) == (4, 10, False)
    assert pair.mirrored == kind.startswith("mirrored")


def test_exact_copies_are_found_whatever_they_show(tmp_path):
    black = np.zeros((48, 48, 3), np.uint8)
    write_image(tmp_path / "a.png", black)
    shutil.copy(tmp_path / "a.png", tmp_path / "b.png")
    write_image(tmp_path / "c.png", black + 200)  # shows nothing either, but other bytes
    (tmp_path / "broken.jpg").write_text("no picture")
    shutil.copy(tmp_path / "broken.jpg", tmp_path / "broken too.jpg")
    names = ("a.png", "broken.jpg", "b.png", "c.png", "broken too.jpg", "gone.png", "gone too.png")
    assert group_duplicates([tmp_path / name for name in names]) == [0, 1, 0, 2, 1, 3, 4]


def test_groups_go_through_others_and_are_numbered_by_their_first(tmp_path):
    drawn(1).save(tmp_path / "a.png")
    drawn(2).save(tmp_path / "b.png")
    shutil.copy(tmp_path / "b.png", tmp_path / "c.png")
    COPIES["mirrored"](drawn(2)).save(tmp_path / "d.png")
    assert group_duplicates([tmp_path / f"{name}.png" for name in "dabc"]) == [0, 1, 0, 0]


def test_no_pictures_no_groups():
    assert group_duplicates([]) == []
    assert groups_of(3, []) == [0, 1, 2]


def test_progress_reaches_the_end(tmp_path):
    drawn(1).save(tmp_path / "a.png")
    seen = []
    group_duplicates([tmp_path / "a.png"], on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 1), (1, 1)]


@pytest.mark.needs_data
def test_planted_copies_in_real_faces(tmp_path, shared_data):
    """At least 95 % of planted copies found, fewer than 1 % of other pictures paired."""
    originals = sorted((shared_data / "lfw").rglob("*.jpg"))
    chosen = Random(0).sample(range(len(originals)), 100)
    planted = []
    for place in chosen:
        picture = Image.open(originals[place])
        shutil.copy(originals[place], tmp_path / f"{place} exact.jpg")
        picture.resize((125, 125)).save(tmp_path / f"{place} resized.png")
        jpeg(picture, 40).save(tmp_path / f"{place} re-encoded.png")
        ImageOps.mirror(picture).save(tmp_path / f"{place} mirrored.jpg")
        planted += [(place, tmp_path / f"{place} {kind}") for kind in ("exact.jpg", "resized.png")]
        planted += [(place, tmp_path / f"{place} {kind}") for kind in ("re-encoded.png", "mirrored.jpg")]
    groups = group_duplicates([*originals, *(path for _, path in planted)])
    own, of_planted = groups[: len(originals)], groups[len(originals) :]
    found = sum(groups[place] == group for (place, _), group in zip(planted, of_planted, strict=True))
    assert found >= 0.95 * len(planted)
    sizes = Counter(own)
    assert sum(sizes[group] > 1 for group in own) < 0.01 * len(originals)
