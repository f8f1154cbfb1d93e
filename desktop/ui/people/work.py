"""What the window asks of the gallery. Called in threads only; the program is imported there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.people.own_reading import own_decider, own_reader, own_strangers
from desktop.ui.people.roster import (
    BarChoice,
    Enrolled,
    Names,
    PersonDetails,
    Photo,
    Reading,
    Reference,
    Roster,
    why_no_names,
)

if TYPE_CHECKING:
    from desktop.engine.sources.base import Frame
    from desktop.erase_all import Kept
    from desktop.learned_from import Learned
    from desktop.people.archive import Imported
    from desktop.people.decision import Decider, Decision, Why
    from desktop.people.framing import FaceEmbedder
    from desktop.people.gallery import Gallery
    from desktop.people.heads import Comparison
    from desktop.people.reading import FaceReader, SeenFace
    from desktop.people.records import Change, Consent, NewFace, Person
    from desktop.people.snapshot import Floats
    from desktop.people.strangers import Strangers
    from desktop.recording.erasing import ErasedFrom
    from desktop.ui.live.face_target import FaceTarget

_PORTRAITS = 400  # read at once; of more people the others show their initials


class PeopleWork:
    """The user's gallery, and what looks at faces for it. Calls take turns; each may take seconds."""

    def __init__(
        self,
        make_reader: Callable[[Reading], FaceReader] | None = None,
        make_decider: Callable[[Gallery, FaceEmbedder, float], Decider] | None = None,
        strangers_of: Callable[[str], Strangers | None] | None = None,
    ) -> None:
        """Made by what is wanted, by gallery, by an embedding model's digest; the program's by default."""
        self._turn = threading.RLock()
        self._preparing = threading.Lock()
        self._make_reader = make_reader or own_reader
        self._make_decider = make_decider or own_decider
        self._strangers_of = strangers_of or own_strangers
        self._gallery: Gallery | None = None
        self._reader: FaceReader | None = None
        self._reader_of = Reading()
        self._decider: Decider | None = None
        self._bars: tuple[BarChoice, ...] = ()
        self._bars_of: tuple[int, str] | None = None
        self.wanted = Reading()

    def close(self) -> None:
        """Lets go of the gallery."""
        with self._turn:
            if self._gallery is not None:
                self._gallery.close()
                self._gallery = None

    # Reading

    def generation(self) -> int:
        """Grows with every change, also those of other processes."""
        return self._open().generation

    def roster(self) -> Roster:
        """Everyone."""
        with self._turn:
            gallery = self._open()
            people = gallery.people()
            portraits = {person.id: gallery.portrait(person.id) for person in people[:_PORTRAITS]}
            return Roster(
                people=tuple(people),
                portraits={key: crop for key, crop in portraits.items() if crop is not None},
                changes=tuple(change for change in gallery.changes() if not change.undone),
                folder=gallery.folder,
                why_no_names=why_no_names(self.reader),
                tuned=self._is_tuned(),
                again=gallery.redoable(),
            )

    def details(self, person_id: int) -> PersonDetails:
        """One person with every picture. Raises PersonUnknown."""
        from desktop.people.coverage import coverage_of
        from desktop.people.reference_figures import reference_figures

        with self._turn:
            gallery, decider = self._open(), self._decider
            faces, figures = gallery.faces(person_id), {}
            if decider is not None:
                strangers = self._strangers_of(decider.matcher.snapshot.digest)
                figures = reference_figures(decider, strangers, person_id)
            merges = gallery.merged_into(person_id)
            return PersonDetails(
                person=gallery.person(person_id),
                portrait=gallery.portrait(person_id),
                references=tuple(
                    Reference(face, gallery.crop(face.id), figures.get(face.id)) for face in faces
                ),
                negatives=tuple(
                    Reference(face, gallery.crop(face.id)) for face in gallery.faces(person_id, "negative")
                ),
                coverage=coverage_of(faces),
                consents=tuple(gallery.consents(person_id)),
                merged=merges[0] if merges else None,
                threshold=None if decider is None else decider.bar.without_head,
            )

    def names(self) -> tuple[Person, ...]:
        """Everyone, without pictures."""
        return tuple(self._open().people())

    # The bar

    def decider(self, share: float) -> Decider:
        """The gallery made ready, with the bar for that share of strangers."""
        with self._turn:
            self._decider = self._make_decider(self._open(), self.reader().embedder, share)
            return self._decider

    def bars(self) -> tuple[BarChoice, ...]:
        """Every choice of the bar for the gallery as it is."""
        from desktop.people.calibration import FPIR_CHOICES
        from desktop.ui.people.bar_choices import bar_choices

        with self._turn:
            gallery, embedder = self._open(), self.reader().embedder
        self._prepare(gallery, embedder, FPIR_CHOICES[0])
        with self._turn:
            gallery, embedder = self._open(), self.reader().embedder
            asked = (gallery.generation, embedder.digest)
            if asked != self._bars_of:
                first = self._make_decider(gallery, embedder, FPIR_CHOICES[0])
                self._bars = bar_choices(gallery, first, self._strangers_of(embedder.digest))
                self._bars_of = asked
            return self._bars

    def renew(
        self, share: float, say: Callable[[int, int], None], stopped: Callable[[], bool]
    ) -> Names | None:
        """The names as the gallery is now, by the model that is wanted; None where that was stopped.

        A model that has not seen everyone looks at all pictures first, and what a large gallery keeps is made
        where it is absent; the other calls go on meanwhile, with the model before. `say(done, total)` tells
        how many pictures it has seen.
        """
        from desktop.people.framing import KeptFaces
        from desktop.people.gallery import Gallery
        from desktop.people.rebuild import missing, rebuild

        with self._turn:
            wanted, mine = self.wanted, self._open()
            known = self._reader if wanted == self._reader_of else None
        reader = known or self._make_reader(wanted)
        if missing(mine, reader.embedder.digest):
            with Gallery(mine.folder) as gallery:
                rebuild(gallery, KeptFaces(reader.embedder), progress=say, cancelled=stopped)
        if not stopped():
            self._prepare(mine, reader.embedder, share)
        if stopped():
            return None
        with self._turn:
            self._reader, self._reader_of = reader, wanted
            return Names(self.decider(share), reader.embedder)

    def models_changed(self) -> None:
        """Models came or went: `renew` asks anew which one is to tell people apart."""
        with self._turn:
            self._reader_of = Reading(detector="")

    # Fine-tuning at once

    def tune(self, share: float) -> Comparison:
        """Fits a head to everyone, and takes it into use if it surely names held-out ones better."""
        from desktop.people.calibration import NoStrangers
        from desktop.people.head_store import tune

        with self._turn:
            self.decider(share)  # every picture has its numbers
            digest = self.reader().embedder.digest
            strangers = self._strangers_of(digest)
            if strangers is None:
                raise NoStrangers(digest)
            return tune(self._open(), strangers, share)

    def go_back(self) -> bool:
        """The head before the one in use, or the plain comparison. False where none was in use."""
        from desktop.people.head_store import go_back

        return go_back(self._open(), self.reader().embedder.digest)

    # Faces on screen

    def reader(self) -> FaceReader:
        """What finds faces and tells them apart, made when first asked for. Raises FacetError."""
        with self._turn:
            if self._reader is None:
                self._reader, self._reader_of = self._make_reader(self.wanted), self.wanted
            return self._reader

    def seen(self, target: FaceTarget) -> SeenFace:
        """The face of a target, looked at closely."""
        from desktop.people.near_face import face_near

        probe = target.answer.probe if target.answer is not None else None
        points = None if probe is None else probe.points_px
        return face_near(self.reader(), target.frame.image_bgr, target.box_px, points)

    def new_face(self, target: FaceTarget) -> NewFace:
        """The face of a target, as the gallery takes it."""
        with self._turn:
            source = f"{target.frame.source}, {target.frame.at_s:.1f} s"
            (face,) = self.reader().new_faces(target.frame.image_bgr, [self.seen(target)], source=source)
            return face

    def has_kept(self, target: FaceTarget, name: str) -> bool:
        """Whether this person's pictures hold nearly the same as the face of a target."""
        from desktop.people.kept_already import is_kept

        with self._turn:
            return is_kept(self._open(), name, self.new_face(target).crop_rgb)

    def closer(self, frame: Frame, seen: SeenFace) -> tuple[NewFace, Decision | None]:
        """A face of a frame as the gallery takes it, and as whom it is known already."""
        with self._turn:
            (face,) = self.reader().new_faces(frame.image_bgr, [seen], source=frame.source)
            return face, None if self._decider is None else self._decider.decide(face.embedding)

    def reference_bar(self, first: Floats) -> float:
        """How alike a picture that nobody confirms has to be to one that was taken; `first` (D,) is one."""
        from desktop.people.calibration import NoStrangers, reference_bar

        with self._turn:
            digest = self.reader().embedder.digest
            strangers = self._strangers_of(digest)
            if strangers is None:
                raise NoStrangers(digest)
            return reference_bar(first, strangers)

    def name_faces(self, targets: Iterable[FaceTarget], name: str, consent: Consent | None) -> Enrolled:
        """They are all that person, known or new; whom each was taken for, it is not: one change."""
        faces: list[NewFace] = []
        wrong: dict[int, list[NewFace]] = {}
        for target in targets:
            faces.append(self.new_face(target))
            if target.answer is not None and target.answer.person_id is not None:
                wrong.setdefault(target.answer.person_id, []).append(faces[-1])
        return self.enrol(name, faces, consent, instead_of=wrong)

    def refuse(self, target: FaceTarget, person_id: int) -> Change:
        """This is not that person: kept, so that the mistake does not come again."""
        with self._turn:
            face = self.new_face(target)
            self._open().refuse(person_id, face, aside=self._shown_wrongly(person_id, [face]))
            return self._newest()

    def why(
        self, target: FaceTarget, evidence: Floats | None, share: float
    ) -> tuple[Why, SeenFace, dict[int, object]]:
        """What decided about a face, how well it is seen, and the pictures it was compared with, by id."""
        with self._turn:
            decider = self._decider or self.decider(share)
            seen = self.seen(target)
            probe = evidence
            if probe is None:
                probe = self.reader().embeddings(target.frame.image_bgr, [seen])[0]
            # A name that stands rests on better pictures than this one may be.
            named = target.answer is not None and target.answer.label is not None
            quality = 1.0 if named else seen.quality.score
            why = decider.why(probe, quality=quality, reasons=seen.quality.reasons)
            gallery = self._open()
            crops: dict[int, object] = {like.face_id: gallery.crop(like.face_id) for like in why.references}
            return why, seen, crops

    # Enrolling

    def photos(self, paths: Iterable[Path], progress: Callable[[int, int], None]) -> tuple[Photo, ...]:
        """The faces of photos and of folders of them."""
        from desktop.ui.people.photo_reading import photo_files, read_photo

        files = photo_files(paths)
        taken: list[NewFace] = []
        photos = []
        for number, path in enumerate(files):
            progress(number, len(files))
            with self._turn:
                photo = read_photo(self.reader(), path, taken, self._owner_of)
            taken += [face.new for face in photo.faces if not face.doubt]
            photos.append(photo)
        return tuple(photos)

    def enrol(
        self,
        name: str,
        faces: Sequence[NewFace],
        consent: Consent | None,
        *,
        instead_of: Mapping[int, Sequence[NewFace]] | None = None,
    ) -> Enrolled:
        """Keeps faces as references, and as "not me" of whom they were taken for: one change."""
        from desktop.people.screening import is_unlike, set_suspects_aside

        with self._turn:
            gallery, newest = self._open(), self._newest_decider
            known = gallery.find(name)
            own = known.id if known else None
            wrong = {who: them for who, them in (instead_of or {}).items() if who != own and self._knows(who)}
            aside = [one for who, them in wrong.items() for one in self._shown_wrongly(who, them)]
            unlike = known is not None and len(faces) == 1 and is_unlike(newest(), known.id, faces[0])
            like = self._taken_for(name, faces, wrong)
            person, ids = gallery.enrol(name, faces, consent=consent, instead_of=wrong, aside=aside)
            change, several = self._newest(), len(ids) > 1
            odd = set_suspects_aside(gallery, newest(), person.id, ids) if several else ()
            return Enrolled(gallery.person(person.id), tuple(ids), change.id, len(odd), unlike, like)

    # Mending

    def rename(self, person_id: int, name: str) -> Change:
        """Another name."""
        with self._turn:
            self._open().rename(person_id, name)
            return self._newest()

    def merge(self, person_id: int, into: int) -> Change:
        """Two are one."""
        with self._turn:
            self._open().merge(person_id, into)
            return self._newest()

    def unmerge(self, person_id: int) -> Change:
        """Takes the newest merge back."""
        return self._open().unmerge(person_id)

    def set_aside(self, face_ids: Sequence[int]) -> Change:
        """Pictures that count no more."""
        with self._turn:
            self._open().set_aside(face_ids, "by hand")
            return self._newest()

    def restore(self, face_ids: Sequence[int]) -> Change:
        """They count again."""
        with self._turn:
            self._open().restore(face_ids)
            return self._newest()

    def delete_pictures(self, face_ids: Sequence[int]) -> None:
        """Pictures go for good. No undo."""
        with self._turn:
            self._open().delete_faces(face_ids)

    def give(self, person_id: int, face_ids: Sequence[int], name: str) -> Change:
        """Pictures are of someone else: of someone known, or of someone new."""
        with self._turn:
            gallery = self._open()
            known = gallery.find(name)
            if known is None:
                gallery.split(person_id, face_ids, name)
            else:
                gallery.move(person_id, face_ids, known.id)
            return self._newest()

    def undo(self, change_id: int | None = None) -> Change:
        """Takes a change back."""
        return self._open().undo(change_id)

    def redo(self, change_id: int | None = None) -> Change:
        """Does again what was undone last. Raises NotAgain."""
        return self._open().redo(change_id)

    def learned_from(self, person_id: int) -> tuple[Learned, ...]:
        """What learned from someone outside of the gallery."""
        from desktop.learned_from import learned_from
        from desktop.people.erasure import sought_of

        sought = sought_of(self._open(), person_id)
        return learned_from(sought.names, sought.since_s)

    def erase(self, person_id: int, learned: Sequence[Learned] = ()) -> ErasedFrom:
        """Removes someone for good, also from recordings, and what learned from them: what was recorded."""
        from desktop.learned_from import erase_for_good
        from desktop.recording.library import folders

        with self._turn:
            return erase_for_good(self._open(), person_id, folders(), learned)

    def kept(self) -> Kept:
        """What there is to erase."""
        from desktop.erase_all import kept

        with self._turn:
            return kept()

    def erase_all(self, snapshots: bool) -> tuple[str, ...]:
        """Erases all that is kept about people: a sentence for each part that could not be erased."""
        from desktop.erase_all import erase_all

        with self._turn:
            self.close()
            self._decider, self._bars, self._bars_of = None, (), None
            return erase_all(snapshots=snapshots)

    def saw(self, person_ids: Iterable[int]) -> None:
        """These were seen just now; who was removed meanwhile was not."""
        with self._turn:
            for person_id in person_ids:
                if self._knows(person_id):
                    self._open().saw(person_id)

    # Carrying

    def export(self, path: Path) -> int:
        """Everyone into one file: how many."""
        from desktop.people.archive import export_gallery

        return export_gallery(self._open(), path)

    def bring(self, path: Path) -> Imported:
        """Takes such a file in."""
        from desktop.people.archive import import_gallery

        with self._turn:
            return import_gallery(self._open(), path)

    def put_aside_broken(self) -> Path:
        """Renames a gallery that can't be opened, so that a new one can begin: where it is now."""
        from desktop.identification import gallery_folder
        from desktop.people.database import set_aside
        from desktop.people.gallery import GALLERY_FILE

        return set_aside(gallery_folder() / GALLERY_FILE)

    # What the above is made of

    def _open(self) -> Gallery:
        from desktop.identification import gallery_folder, opened

        with self._turn:
            if self._gallery is None:
                self._gallery = opened(gallery_folder())
            return self._gallery

    def _prepare(self, mine: Gallery, embedder: FaceEmbedder, share: float) -> None:
        """What a large gallery keeps is made where it is absent, which takes seconds: not in `_turn`."""
        from desktop.people.gallery import Gallery
        from desktop.people.prepared import is_prepared

        with self._preparing:
            if not is_prepared(mine.database, embedder.digest):
                with Gallery(mine.folder) as gallery:
                    self._make_decider(gallery, embedder, share)

    def _owner_of(self, face: NewFace) -> str | None:
        """As whom a face is known already."""
        return None if self._decider is None else self._decider.decide(face.embedding).name

    def _taken_for(self, name: str, faces: Sequence[NewFace], refused: Iterable[int]) -> str:
        """Who else all of these faces would be named, but for whom that was just said to be wrong."""
        owners = {self._owner_of(face) for face in faces}
        owner = owners.pop() if len(owners) == 1 else None
        wrong = {self._open().person(who).name for who in refused}
        own = owner is not None and owner.casefold() == name.strip().casefold()
        return "" if owner is None or own or owner in wrong else owner

    def _shown_wrongly(self, person_id: int, faces: Sequence[NewFace]) -> list[tuple[int, str]]:
        """The references by which these faces got a wrong name: ids, and why they don't count any more."""
        from desktop.people.screening import shown_wrongly

        found = shown_wrongly(self._newest_decider(), person_id, faces)
        return [(suspect.face_id, suspect.why) for suspect in found]

    def _newest_decider(self) -> Decider:
        return self.decider(0.01 if self._decider is None else self._decider.bar.fpir)

    def _newest(self) -> Change:
        return self._open().changes()[0]

    def _knows(self, person_id: int) -> bool:
        return any(person.id == person_id for person in self._open().people())

    def _is_tuned(self) -> bool:
        from desktop.people.head_store import head_in_use

        reader = self._reader
        return reader is not None and head_in_use(self._open(), reader.embedder.digest) is not None
