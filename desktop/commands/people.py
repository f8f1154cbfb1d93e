"""`facet people`: enrol people from photos, look at the gallery, mend it, erase, carry it elsewhere."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.app import model_store
from desktop.identification import (
    IdentityOptions,
    decider_for,
    existing_gallery,
    face_reader,
    gallery_folder,
    make_ready,
)
from desktop.learned_from import Learned, erase_for_good, learned_from
from desktop.people.archive import export_gallery, import_gallery
from desktop.people.calibration import NoStrangers
from desktop.people.decision import Decider
from desktop.people.enrolment import Taken, take_photo
from desktop.people.erasure import sought_of
from desktop.people.framing import KeptFaces
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.reading import FaceReader
from desktop.people.ready import numbers_of
from desktop.people.rebuild import rebuild
from desktop.people.records import Consent, NewFace, Person, clean_name
from desktop.people.screening import belongs_to_others, set_suspects_aside
from desktop.people.verification import check_gallery
from desktop.recording.library import folders
from desktop.settings import load_settings, save_settings
from vision.embeddings import Embeddings
from vision.errors import FacetError, ImageUnreadable
from vision.image_suffixes import IMAGE_SUFFIXES
from vision.images import read_image, write_bytes

_NONE_TAKEN = 3
_CONSENT = "pictures given on the command line are kept in this gallery"


def add(chosen: argparse.Namespace) -> int:
    """Enrols someone: 0 where a picture was taken, 3 where none was, and nobody was made.

    A picture that the person has already is not taken again, so that the same call, given twice, ends with 3.
    """
    name = clean_name(chosen.name)
    photos = photos_in(chosen.paths)
    reader = face_reader(model_store(), _options(chosen.detector, chosen.model))
    kept = _kept_numbers(chosen.gallery, name, reader)
    faces: list[NewFace] = []
    there = 0
    for photo in photos:
        taken = _take(photo, reader, faces, kept)
        say(f"{photo}: {taken.said}")
        faces += [taken.face] if taken.face is not None else []
        there += taken.kept
    if not faces:
        why = f"nothing new: {name} is enrolled, and has these pictures already."
        none = f"nobody was enrolled: no picture of {name} could be taken."
        print(f"facet: {why if there else none}", file=sys.stderr)
        return _NONE_TAKEN
    with Gallery(gallery_folder(chosen.gallery)) as gallery:
        _warn_of_others(gallery, reader, faces, name)
        known = gallery.find(name)
        consent = Consent(_CONSENT, chosen.note) if known is None or chosen.note else None
        person, ids = gallery.enrol(name, faces, consent=consent)
        odd = _set_odd_aside(gallery, reader, person.id)
        for face in (face for face in gallery.faces(person.id) if face.id in odd):
            say(f"{face.source}: {face.set_aside}, set aside{'' if face.id in ids else ' now'}")
        person = gallery.person(person.id)
    say(f"{person.name}: {len(faces)} taken, {_count(person.references, 'reference')} in all")
    return 0


def _options(detector: str | None, model: str | None) -> IdentityOptions:
    """Faces are found as in the window, unless a detector was named."""
    if detector is None:
        return IdentityOptions(model=model, second_look=True)
    return IdentityOptions(detector=detector, model=model)


def _kept_numbers(folder: Path | None, name: str, reader: FaceReader) -> Embeddings | None:
    """The numbers of what the gallery has of a person; None where they are not in it."""
    if not (gallery_folder(folder) / GALLERY_FILE).is_file():
        return None
    with Gallery(gallery_folder(folder)) as gallery:
        known = gallery.find(name)
        if known is None:
            return None
        rebuild(gallery, KeptFaces(reader.embedder))
        return numbers_of(gallery, known.id, reader.embedder.digest)


def _decider(gallery: Gallery, reader: FaceReader) -> Decider | None:
    """The gallery as it is now; None where no bar can be set for the model."""
    try:
        return decider_for(gallery, reader.embedder)
    except NoStrangers:
        return None


def _warn_of_others(gallery: Gallery, reader: FaceReader, faces: Sequence[NewFace], name: str) -> None:
    decider = _decider(gallery, reader) if gallery.people() else None
    for other, count in belongs_to_others(decider, faces, name).items() if decider else ():
        print(f"facet: {_count(count, 'picture')} of {len(faces)} look like {other}.", file=sys.stderr)


def _set_odd_aside(gallery: Gallery, reader: FaceReader, person_id: int) -> set[int]:
    decider = _decider(gallery, reader) if gallery.person(person_id).references > 1 else None
    found = set_suspects_aside(gallery, decider, person_id) if decider else []
    return {suspect.face_id for suspect in found}


def photos_in(paths: Sequence[Path]) -> list[Path]:
    """The photos that the paths name, folders with all that is in them, in order. Raises FacetError."""
    photos: list[Path] = []
    for path in paths:
        if path.is_dir():
            photos += sorted(p for p in path.rglob("*") if p.suffix.lower() in IMAGE_SUFFIXES)
        elif path.exists():
            photos.append(path)
        else:
            raise ImageUnreadable(path, "there is no such file", hint="Check the path.")
    if not photos:
        raise FacetError(
            "There is no photo in these folders.", hint="Name photos, or folders that hold some."
        )
    return list(dict.fromkeys(photos))


def _take(photo: Path, reader: FaceReader, before: Sequence[NewFace], kept: Embeddings | None) -> Taken:
    try:
        image = read_image(photo)
    except ImageUnreadable as error:
        return Taken(None, f"not taken: {error.reason}")
    return take_photo(reader, image, source=photo.name, before=before, kept=kept)


def list_people(chosen: argparse.Namespace) -> int:
    """Everyone, by name."""
    with existing_gallery(chosen.gallery) as gallery:
        people = gallery.people()
    if chosen.json is not None:
        return write_json(chosen.json, [_person_object(person) for person in people])
    width = max((len(person.name) for person in people), default=0)
    for person in people:
        say(f"{person.name:<{width}}  {_numbers(person)}")
    if not people:
        say("Nobody is enrolled.")
    return 0


def show(chosen: argparse.Namespace) -> int:
    """One person: every reference with its quality, and the consents."""
    with existing_gallery(chosen.gallery) as gallery:
        person = gallery.person(chosen.name)
        faces, consents = gallery.faces(person.id), gallery.consents(person.id)
    if chosen.json is not None:
        faces_found = [asdict(face) for face in faces]
        found = _person_object(person) | {"faces": faces_found, "consents": [asdict(c) for c in consents]}
        return write_json(chosen.json, found)
    say(f"{person.name}: {_numbers(person)}; enrolled {_when(person.created_s)}")
    for face in faces:
        state = f"set aside: {face.set_aside}" if face.set_aside else ", ".join(face.reasons)
        say(f"  {face.id:>6}  quality {face.quality:.2f}  {face.source}{f'  ({state})' if state else ''}")
    for consent in consents:
        note = f" ({consent.note})" if consent.note else ""
        say(f"  consent {_when(consent.given_s)}: {consent.what}{note}")
    return 0


def rename(chosen: argparse.Namespace) -> int:
    """Another name."""
    with existing_gallery(chosen.gallery) as gallery:
        old = gallery.person(chosen.name)
        say(f"{old.name} is called {gallery.rename(old.id, chosen.new).name} now.")
    return 0


def merge(chosen: argparse.Namespace) -> int:
    """Two are one."""
    with existing_gallery(chosen.gallery) as gallery:
        gone, into = gallery.person(chosen.name), gallery.person(chosen.into)
        kept = gallery.merge(gone.id, into.id)
        say(f"{gone.name} is part of {kept.name} now: {_count(kept.references, 'reference')}.")
    return 0


def unmerge(chosen: argparse.Namespace) -> int:
    """The newest merge into someone, taken back."""
    with existing_gallery(chosen.gallery) as gallery:
        say(f"Taken back: {gallery.unmerge(gallery.person(chosen.name).id).said}.")
    return 0


def undo(chosen: argparse.Namespace) -> int:
    """The newest change, taken back."""
    with existing_gallery(chosen.gallery) as gallery:
        say(f"Taken back: {gallery.undo().said}.")
    return 0


def remove(chosen: argparse.Namespace) -> int:
    """Erases someone for good. Asks, unless told not to."""
    with existing_gallery(chosen.gallery) as gallery:
        person = gallery.person(chosen.name)
        own = gallery.folder.resolve() == gallery_folder().resolve()
        sought = sought_of(gallery, person.id)
        learned = learned_from(sought.names, sought.since_s) if own else ()
        goes = () if chosen.keep_learned else learned
        if not chosen.yes and not _agreed(person, goes):
            say("Nothing was removed.")
            return 1
        # Recordings are named from the user's own gallery alone.
        gone = erase_for_good(gallery, person.id, folders() if own else [], goes)
    for one in learned:
        say(f"{one.path}: {'deleted' if one in goes else 'kept, and learned from them'} ({one.kind})")
    say(f"{person.name} was erased, with {_count(person.references + person.set_aside, 'picture')}.")
    if gone.recordings:
        recordings, pictures = _count(gone.recordings, "recording"), _count(gone.pictures, "recording")
        say(f"{recordings} named them; the picture of {pictures} was deleted.")
    for folder in gone.unreadable:
        print(f"facet: {folder}: this recording can't be read, and may still name them.", file=sys.stderr)
    if gone.left:
        print(f"facet: {gone.left} It learned from them: delete it by hand.", file=sys.stderr)
    if own:
        _forget_places(gone.names)
    return 0


def _forget_places(names: Iterable[str]) -> None:
    """No setting names a folder or clip of theirs any more."""
    before = settings = load_settings()
    for name in names:
        settings = settings.without_places_of(name)
    if settings != before:
        save_settings(settings)


def _agreed(person: Person, learned: Sequence[Learned]) -> bool:
    if not sys.stdin.isatty():
        raise FacetError("Nobody is here to be asked.", hint="`--yes` erases without asking.")
    pictures = _count(person.references + person.set_aside, "picture")
    for one in learned:
        say(f"Learned from {person.name}, and goes too: {one.kind} {one.title} ({one.path})")
    return input(f"Erase {person.name} and {pictures} for good? [y/N] ").strip().lower() in ("y", "yes")


def export(chosen: argparse.Namespace) -> int:
    """Everyone into one archive."""
    with existing_gallery(chosen.gallery) as gallery:
        people = export_gallery(gallery, chosen.path)
    say(f"{chosen.path}: {_count(people, 'person', 'people')} written. It holds faces: keep it safe.")
    return 0


def take_in(chosen: argparse.Namespace) -> int:
    """An archive into the gallery, which is made if absent."""
    if not chosen.path.is_file():
        raise FacetError(f"{chosen.path}: there is no such file.", hint="Check the path.")
    with Gallery(gallery_folder(chosen.gallery)) as gallery:
        brought = import_gallery(gallery, chosen.path)
        make_ready(gallery)
    known = f"; {_count(brought.known_faces, 'picture')} were there already" if brought.known_faces else ""
    people = _count(brought.people, "new person", "new people")
    say(f"{chosen.path}: {people}, {_count(brought.faces, 'new picture')}{known}.")
    return 0


def verify(chosen: argparse.Namespace) -> int:
    """Checks the file and every picture: 0 where all is well, 1 where not."""
    with existing_gallery(chosen.gallery) as gallery:
        report = check_gallery(gallery)
    if chosen.json is not None:
        write_json(chosen.json, asdict(report))
    else:
        people = _count(report.people, "person", "people")
        say(f"{people}, {_count(report.faces, 'picture')}, {report.models} embedding models")
        for problem in report.problems:
            say(f"  {problem}")
        say("Nothing is wrong." if not report.problems else f"{len(report.problems)} things are wrong.")
    return 1 if report.problems else 0


def write_json(target: str, found: Any) -> int:
    """JSON to standard output for `-`, else into a file, whole or not at all."""
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if target == "-":
        say(text.rstrip("\n"))
        return 0
    try:
        write_bytes(Path(target), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise FacetError(
            f"{target}: it can't be written ({error.strerror}).", hint="Choose another."
        ) from error
    return 0


def say(text: str) -> None:
    """A line on standard output, whatever its encoding: a file's name may be no text at all."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))


def _person_object(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "references": person.references,
        "set_aside": person.set_aside,
        "negatives": person.negatives,
        "created": _when(person.created_s),
        "last_seen": None if person.last_seen_s is None else _when(person.last_seen_s),
    }


def _numbers(person: Person) -> str:
    return ", ".join(_parts(person))


def _parts(person: Person) -> Iterator[str]:
    yield _count(person.references, "reference")
    if person.set_aside:
        yield f"{person.set_aside} set aside"
    if person.negatives:
        yield f"{person.negatives} marked as not them"
    if person.last_seen_s is not None:
        yield f"last seen {_when(person.last_seen_s)}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _when(at_s: float | None) -> str:
    return "" if at_s is None else datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds")
