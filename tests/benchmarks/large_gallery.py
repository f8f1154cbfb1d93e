"""A gallery of thousands on disk: how long until a face is named, what a search costs, how much memory.

    python -m tests.benchmarks.large_gallery --folder /tmp/large --people 10000

The gallery is made where it is absent: 10 references a person, numbers drawn from the strangers that ship
with Facet, pictures of noise of 44 kB each, as large as real ones. 10,000 people take 4.6 GB.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from desktop.identification import decider_for
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.pictures import encode_crop
from desktop.people.records import name_key
from desktop.people.strangers import FOLDER, Population, read_strangers
from vision.assets import assets_root
from vision.crops import Crops
from vision.embeddings import Embeddings, normalise

EACH = 10
PICTURES = 64
A_TIME = 100  # people in one transaction
LOOKS = 200
T = TypeVar("T")
_ASIDE = 1_000_000  # from the seed that strangers are drawn with: nobody is one of those
ALIKE = 0.75  # how far a picture's numbers point the person's way: cosines of about .56 between two


class Numbers:
    """Stands where the embedding model does: the gallery has all numbers, so that no model is asked."""

    name = "sface"

    def __init__(self, digest: str) -> None:
        self.digest = digest

    def crops(self, *_: object) -> Crops:
        raise AssertionError("every reference has its numbers")

    def embed(self, _: Crops) -> Embeddings:
        raise AssertionError("every reference has its numbers")


def population() -> tuple[str, Population]:
    """The digest of the model with the surest strangers at hand, and those strangers."""
    known = [read_strangers(path) for path in sorted((assets_root() / FOLDER).glob("*.npz"))]
    facts, populations = next(found for found in known if "sface" in str(found[0]).lower())
    return str(facts["digest"]), populations[0]


def faces_of(person: int, who: Population, count: int) -> np.ndarray:
    """Pictures' numbers of one person: (count, D), length 1."""
    (own,) = who.draw(1, seed=_ASIDE + person)
    random = np.random.default_rng(person)
    other = normalise(random.standard_normal((count, len(own))).astype(np.float32))
    return normalise(ALIKE * own + np.sqrt(1 - ALIKE**2) * other)


def noise_pictures() -> list[bytes]:
    """PNGs of about 40 kB."""
    random = np.random.default_rng(0)
    smooth = np.linspace(0, 230, 160, dtype=np.uint8)[None, :, None]
    return [encode_crop(smooth + random.integers(0, 14, (160, 160, 3), np.uint8)) for _ in range(PICTURES)]


def make(folder: Path, people: int) -> None:
    """Enrols that many, a hundred a transaction."""
    digest, who = population()
    pictures = noise_pictures()
    with Gallery(folder) as gallery:
        for first in range(0, people, A_TIME):
            with gallery.database.transaction():
                for person in range(first, min(first + A_TIME, people)):
                    _enrol(gallery, person, digest, faces_of(person, who, EACH), pictures)


def _enrol(gallery: Gallery, person: int, digest: str, faces: np.ndarray, pictures: list[bytes]) -> None:
    write, name = gallery.database.write, f"Person {person}"
    person_id = write(
        "INSERT INTO people(uid, name, name_key, created_s) VALUES(?, ?, ?, 0)",
        (uuid.uuid4().hex, name, name_key(name)),
    )
    for take, numbers in enumerate(faces):
        picture = pictures[(person * EACH + take) % PICTURES]
        face_id = write(
            "INSERT INTO faces(uid, person_id, role, crop, quality, details, source, taken_s) "
            "VALUES(?, ?, 'reference', ?, 1, '{\"reasons\": [], \"pose\": null}', 'drawn', 0)",
            (uuid.uuid4().hex, person_id, picture),
        )
        write("INSERT INTO embeddings VALUES(?, ?, ?)", (face_id, digest, numbers.tobytes()))


def add_one(folder: Path) -> None:
    """Enrols somebody who was not there."""
    digest, who = population()
    with Gallery(folder) as gallery, gallery.database.transaction():
        person = int(time.time())
        _enrol(gallery, person, digest, faces_of(person, who, EACH), noise_pictures())


def erase_one(folder: Path) -> None:
    """Erases the person with the highest number."""
    with Gallery(folder) as gallery:
        last = gallery.database.number("SELECT max(id) FROM people")
        timed("erased", lambda: gallery.erase(last))


def forget_cached(folder: Path) -> None:
    """The file is read from the disk the next time, not from memory."""
    for path in folder.iterdir():
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def timed(what: str, work: Callable[[], T]) -> T:
    """Runs it, and prints wall and processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    print(
        f"{what}: {time.perf_counter() - wall:.2f} s, processor {time.process_time() - cpu:.2f} s", flush=True
    )
    return found


def name_someone(folder: Path) -> None:
    """In a process of its own: from opening the gallery to the first name, then searches one by one."""
    digest, who = population()
    probes = np.concatenate([faces_of(person, who, EACH + 1)[-1:] for person in range(LOOKS)])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, cpu = time.perf_counter(), time.process_time()
    with Gallery(folder) as gallery:
        opened = time.perf_counter() - wall
        decider = decider_for(gallery, Numbers(digest), at_once=True)
        decision = decider.decide(probes[0])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        hasty = decider.bar.threshold if decider.bar.is_cautious else None
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"first name ({decision.name}) after {wall:.2f} s (open {opened:.2f}), processor {cpu:.2f} s; "
        f"{memory:.0f} MB more at most; bar {decider.bar.threshold:.4f}, expected to be missed "
        f"{decider.bar.miss_rate.share if decider.bar.miss_rate else 0:.2%}"
    )
    if hasty is not None:
        with Gallery(folder) as gallery:
            found = timed("  its bar stood in for", lambda: decider_for(gallery, Numbers(digest)))
        print(f"  which is {found.bar.threshold:.4f}")
    times, right = [], 0
    for person, probe in enumerate(probes):
        started = time.perf_counter()
        right += decider.decide(probe).name == f"Person {person}"
        times.append((time.perf_counter() - started) * 1e3)
    print(
        f"a search: {np.median(times):.2f} ms median, {np.percentile(times, 95):.2f} at 95 %, n = {LOOKS}, "
        f"{right} right"
    )


def in_own_process(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", __spec__.name, "--folder", str(folder), "--name-someone"], check=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--name-someone", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.name_someone:
        name_someone(chosen.folder)
        return
    if not (chosen.folder / GALLERY_FILE).is_file():
        timed(f"{chosen.people} people made", lambda: make(chosen.folder, chosen.people))
    print(f"{(chosen.folder / GALLERY_FILE).stat().st_size / 1e9:.2f} GB")
    for state in ("first", "again", "from the disk", "with one more", "again", "with one less", "again"):
        if state == "from the disk":
            forget_cached(chosen.folder)
        if state == "with one more":
            add_one(chosen.folder)
        if state == "with one less":
            erase_one(chosen.folder)
        print(f"{state}: ", end="", flush=True)
        in_own_process(chosen.folder)


if __name__ == "__main__":
    main()
