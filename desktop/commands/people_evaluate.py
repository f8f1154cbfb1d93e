"""`facet people evaluate`: known people named, strangers named, over folders of people's folders."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from desktop.app import model_store
from desktop.commands.people import say, write_json
from desktop.commands.progress import Progress
from desktop.identification import IdentityOptions, decider_for, existing_gallery, face_reader
from desktop.people.decision import Decider
from desktop.people.evaluation import Evaluation, Probe, evaluation, probe
from desktop.people.reading import FaceReader
from desktop.people.records import name_key
from vision.errors import FacetError, ImageUnreadable
from vision.image_suffixes import IMAGE_SUFFIXES
from vision.images import read_image

_NAMES_SHOWN = 5


def evaluate(chosen: argparse.Namespace) -> int:
    """Measures the gallery; it is left as it is, but for embeddings that a model had not made yet."""
    known, strangers = people_in(chosen.known), people_in(chosen.strangers)
    options = IdentityOptions(chosen.gallery, chosen.detector, chosen.model, chosen.fpir)
    reader = face_reader(model_store(), options)
    with existing_gallery(chosen.gallery) as gallery:
        decider = decider_for(gallery, reader.embedder, chosen.fpir)
        _warn_of_names({name_key(person.name) for person in gallery.people()}, known, strangers)
    result = evaluation(
        _probes("known people", reader, decider, known, as_strangers=False),
        _probes("strangers", reader, decider, strangers, as_strangers=True),
        threshold=decider.bar.threshold,
        detector=reader.finder.name,
        model=reader.embedder.name,
    )
    if chosen.json is not None:
        return write_json(chosen.json, _object(result))
    _tell(result, decider)
    return 0


def people_in(folder: Path) -> list[tuple[str, Path]]:
    """Every picture of a folder of people's folders, with the person's name. Raises FacetError for none."""
    if not folder.is_dir():
        raise FacetError(f"{folder}: there is no such folder.", hint="It holds one folder a person.")
    pictures = [
        (person.name, picture)
        for person in sorted(folder.iterdir())
        if person.is_dir()
        for picture in sorted(person.rglob("*"))
        if picture.suffix.lower() in IMAGE_SUFFIXES
    ]
    if not pictures:
        raise FacetError(
            f"{folder}: there are no people in this folder.",
            hint="It holds one folder a person, of pictures.",
        )
    return pictures


def _warn_of_names(
    enrolled: set[str], known: list[tuple[str, Path]], strangers: list[tuple[str, Path]]
) -> None:
    """Folders whose names don't fit the gallery: most often a folder was mistaken, or a name misspelt."""
    missing = [name for name in dict.fromkeys(name for name, _ in known) if name_key(name) not in enrolled]
    if missing:
        _warn(f"not enrolled, so all their pictures count as missed: {_some(missing)}")
    alike = [name for name in dict.fromkeys(name for name, _ in strangers) if name_key(name) in enrolled]
    if alike:
        _warn(f"enrolled, but counted as strangers: {_some(alike)}")


def _warn(said: str) -> None:
    print(f"facet: {said}", file=sys.stderr)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMES_SHOWN])
    return shown if len(names) <= _NAMES_SHOWN else f"{shown} and {len(names) - _NAMES_SHOWN} more"


def _probes(
    what: str, reader: FaceReader, decider: Decider, pictures: list[tuple[str, Path]], *, as_strangers: bool
) -> list[Probe]:
    probes = []
    with Progress(what, len(pictures)) as progress:
        for name, path in pictures:
            try:
                image = read_image(path)
            except ImageUnreadable as error:
                print(f"facet: {error}", file=sys.stderr)
                probes.append(Probe(found=False))
            else:
                probes.append(probe(reader, decider, image, None if as_strangers else name))
            progress.advance()
    return probes


def _object(result: Evaluation) -> dict[str, Any]:
    return {key: _rounded(value) for key, value in asdict(result).items()}


def _rounded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_rounded(each) for each in value]
    return round(value, 6) if isinstance(value, float) else value


def _tell(result: Evaluation, decider: Decider) -> None:
    people = len(decider.matcher)
    enrolled = "1 person" if people == 1 else f"{people} people"
    say(f"{enrolled} enrolled; {result.detector}, {result.model}, threshold {result.threshold:.3f}")
    say(f"known people named rightly   {_percent(result.tpir, result.tpir_ci95)} of {result.n_known}")
    say(f"strangers given a name       {_percent(result.fpir, result.fpir_ci95)} of {result.n_strangers}")
    say(f"nearest person is the right  {result.rank1:.1%}")
    say(f"no face found                {result.n_no_face}")
    missed = decider.bar.miss_rate
    if missed is not None:
        said = f"{missed.share:.1%} ({missed.low:.1%} to {missed.high:.1%}, from {missed.n} references)"
        say(f"expected to be missed        {said}")


def _percent(share: float, interval: tuple[float, float]) -> str:
    return f"{share:.2%} ({interval[0]:.2%} to {interval[1]:.2%})"
