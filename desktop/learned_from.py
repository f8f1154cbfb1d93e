"""What learned from somebody in the user's gallery: trainings, own models, galleries that were set aside."""

from __future__ import annotations

import html
import re
import shutil
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from desktop.folders import data_dir, own_models_dir, trainer_cache_dir, trainings_dir
from desktop.identification import gallery_folder
from desktop.people.erasure import erase_person
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.recording.erasing import ErasedFrom
from desktop.training.runs import Run, read_run
from vision.errors import FacetError, ModelRefused
from vision.sessions import listed_card

Kind = Literal["training", "model", "gallery"]
_WORDS = {".json", ".jsonl", ".csv", ".txt", ".html", ".log", ".svg", ".md", ".tsv", ".yaml"}
_BIN = ".removed"  # trainings that were taken away, until the window closes
_MODELS_BIN = "removed-models"
_SEEN = ("features", "unpacked")  # in the trainer's cache: numbers made from pictures, and tables unpacked
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class LearnedKept(FacetError):
    """What learned from somebody could not be deleted; nothing of them was erased in the gallery yet."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path}: it can't be deleted ({reason}).", hint="Close what uses it, and try again."
        )
        self.path = path


@dataclass(frozen=True)
class Learned:
    """One of them: what it is called, and its folder, or its file."""

    kind: Kind
    title: str
    path: Path


def learned_from(names: Collection[str], since_s: float) -> tuple[Learned, ...]:
    """Everything under the data folder that learned the person of these names, known since that moment.

    A training is one of them where its files name the person, or where it took the gallery while they were in
    it and has no model yet that says whom it knows. A gallery that was set aside can't be read: each is.
    """
    pattern = _pattern(names)
    return (*_trainings(pattern, since_s), *_models(pattern), *_galleries())


def erase_for_good(
    gallery: Gallery, person_id: int, recordings: Iterable[Path], learned: Sequence[Learned]
) -> ErasedFrom:
    """Removes someone from a gallery and from recordings, with these that learned from them.

    What the trainer keeps of pictures is of nobody by name, and goes altogether: it can be made again.
    """
    first = (lambda: erase_learned(learned)) if learned else None
    gone = erase_person(gallery, person_id, recordings, first)
    try:
        forget_features()
    except LearnedKept as error:
        return replace(gone, left=gone.left or error.message)
    return gone


def forget_features() -> None:
    """Deletes what trainings keep of the pictures that they saw. Raises LearnedKept."""
    for folder in (trainer_cache_dir() / name for name in _SEEN):
        try:
            if folder.is_dir():
                shutil.rmtree(folder)
        except OSError as error:
            raise LearnedKept(Path(error.filename or folder), error.strerror or str(error)) from error


def erase_learned(learned: Sequence[Learned]) -> None:
    """Deletes them. Raises LearnedKept at the first that can't be."""
    for one in learned:
        try:
            if one.path.is_dir():
                shutil.rmtree(one.path)
            for path in one.path.parent.glob(f"{one.path.name}*") if one.kind == "gallery" else ():
                path.unlink()
        except OSError as error:
            raise LearnedKept(Path(error.filename or one.path), error.strerror or str(error)) from error


def _trainings(pattern: re.Pattern[str], since_s: float) -> Iterator[Learned]:
    for folder in _folders(trainings_dir(), trainings_dir() / _BIN):
        run = read_run(folder)
        if (run is not None and _took_the_gallery(run, since_s)) or _names_one(folder, pattern):
            yield Learned("training", run.title if run else folder.name, folder)


def _models(pattern: re.Pattern[str]) -> Iterator[Learned]:
    half_brought = data_dir().glob(".importing-*")
    for folder in (*_folders(own_models_dir(), data_dir() / _MODELS_BIN), *half_brought):
        if _names_one(folder, pattern):
            yield Learned("model", folder.name, folder)


def _galleries() -> Iterator[Learned]:
    stem, suffix = Path(GALLERY_FILE).stem, Path(GALLERY_FILE).suffix
    for path in sorted(gallery_folder().glob(f"{stem}-*{suffix}")):
        yield Learned("gallery", path.name, path)


def _folders(*places: Path) -> list[Path]:
    found = [path for place in places if place.is_dir() for path in place.iterdir() if path.is_dir()]
    return sorted(path for path in found if path.name != _BIN)


def _took_the_gallery(run: Run, since_s: float) -> bool:
    if not run.is_of_gallery or run.model.is_file():
        return False
    try:
        began_s = datetime.fromisoformat(run.began).timestamp()
    except ValueError:
        return True
    return began_s >= int(since_s) and Path(run.order.data).resolve() == gallery_folder().resolve()


def _names_one(folder: Path, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text) for path in sorted(folder.rglob("*")) for text in _texts(path))


def _texts(path: Path) -> Iterator[str]:
    """What a file says in words: its name, its text, a model's card."""
    yield _plain(path.name)
    if not path.is_file():
        return
    if path.suffix == ".onnx":
        yield _card_words(path)
    elif path.suffix.lower() in _WORDS:
        yield _plain(path.read_bytes().decode("utf-8", "replace"))


def _card_words(path: Path) -> str:
    """The card; of a file that has none that is valid, whatever stands in it."""
    try:
        return _plain(listed_card(path).model_dump_json())
    except ModelRefused:
        return _plain(path.read_bytes().decode("utf-8", "ignore"))


def _plain(text: str) -> str:
    """Text without the ways of JSON and HTML to write letters, composed."""
    unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return unicodedata.normalize("NFC", html.unescape(unescaped))


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    """Any of the names as whole words, also with _ or - between them, as folders are named.

    One word alone counts in its own spelling: "Max" is not the "max" of a figure.
    """
    spelt = []
    for name in names:
        words = [re.escape(word) for word in unicodedata.normalize("NFC", name).split()]
        joined = r"[\s_\-+]+".join(words)
        spelt.append(f"(?i:{joined})" if len(words) > 1 else joined)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(spelt) or '(?!)'})(?![^\W_])")
