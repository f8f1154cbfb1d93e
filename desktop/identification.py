"""Wires "who is it" together: finder, embedder, gallery and bar, by the names that commands use.

Beside `desktop.app`, which wires the rest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.engine.identity import Identity
from desktop.engine.verifying import Verifier
from desktop.folders import data_dir
from desktop.people.calibration import DEFAULT_FPIR, Bar, NoStrangers, calibrate, cautious_bar
from desktop.people.decision import Decider
from desktop.people.framing import FaceEmbedder, KeptFaces
from desktop.people.gallery import GALLERY_FILE, Gallery
from desktop.people.head_store import head_in_use
from desktop.people.kept_tops import takes_long, tops_in
from desktop.people.leaving import leaving
from desktop.people.matching import Matcher
from desktop.people.reading import FaceReader
from desktop.people.ready import snapshot_of
from desktop.people.rebuild import missing, rebuild
from desktop.people.strangers import strangers_for
from vision.embedders import EMBEDDER_NAMES, OWN, Embedder, embedder_by_name, embedding_models
from vision.errors import FacetError
from vision.face_finder import photo_finder
from vision.face_quality import assess
from vision.landmarks import TASK as LANDMARKS
from vision.landmarks import LandmarkNetwork
from vision.memory import give_back
from vision.model_store import ModelStore
from vision.sessions import open_model
from vision.sharp_points import sharpener

_log = logging.getLogger(__name__)
_NOBODY_THRESHOLD = 1.0
_AT_ONCE = 64  # pictures that another model may still have to look at before faces are named


@dataclass(frozen=True)
class IdentityOptions:
    """How people are told apart: `gallery` None is the user's own, `model` None the best at hand.

    `second_look`: photos in which Haar finds nothing are searched by YuNet too, where it is at hand.
    """

    gallery: Path | None = None
    detector: str = "haar"
    model: str | None = None
    fpir: float = DEFAULT_FPIR
    provider: str = "auto"
    second_look: bool = False


def gallery_folder(chosen: Path | None = None) -> Path:
    """The folder of the gallery: the chosen one, or the user's own."""
    return data_dir() / "gallery" if chosen is None else chosen


def existing_gallery(chosen: Path | None = None) -> Gallery:
    """Opens a gallery that must be there. Raises FacetError where there is none."""
    folder = gallery_folder(chosen)
    if not (folder / GALLERY_FILE).is_file():
        raise FacetError(
            f"{folder}: there is no gallery here.", hint="`facet people add NAME PHOTO…` makes one."
        )
    return opened(folder)


def opened(folder: Path) -> Gallery:
    """Opens a gallery, or makes one. What was broken off while somebody was erased is finished first."""
    gallery = Gallery(folder)
    if leaving(gallery):
        _finish_erasures(gallery)
    return gallery


def _finish_erasures(gallery: Gallery) -> None:
    from desktop.learned_from import erase_learned, learned_from
    from desktop.people.erasure import finish_erasures
    from desktop.recording.library import folders

    own = gallery.folder.resolve() == gallery_folder().resolve()  # recordings are named from this one alone
    finish_erasures(
        gallery,
        lambda: folders() if own else [],
        lambda sought: erase_learned(learned_from(sought.names, sought.since_s)) if own else None,
    )


def face_reader(store: ModelStore, options: IdentityOptions) -> FaceReader:
    """Finder and embedder for photos. Raises FacetError: an unknown name, a missing or refused model."""
    network = landmark_network(store, options.provider)
    finder = photo_finder(options.detector, network, second_look=options.second_look)
    embedder = embedder_by_name(store, options.model, provider=options.provider)
    return FaceReader(finder, embedder, assess, sharpen=sharpener())


def landmark_network(store: ModelStore, provider: str = "auto") -> LandmarkNetwork | None:
    """The network that says where a face's points are, where its model is at hand."""
    model = store.for_task(LANDMARKS)
    return None if model is None else LandmarkNetwork(open_model(model.path, provider=provider))


def decider_for(
    gallery: Gallery,
    embedder: FaceEmbedder,
    fpir: float = DEFAULT_FPIR,
    *,
    progress: Callable[[int, int], None] | None = None,
    at_once: bool = False,
) -> Decider:
    """The gallery made ready for an embedder, with the bar for that share of strangers.

    Pictures that the embedder has not seen are embedded first, with `progress(done, total)`. A second
    for ten thousand people, ten the first time: not for the window's thread. `at_once`: the first time a
    higher bar does, which takes a second. Raises NoStrangers.
    """
    rebuild(gallery, KeptFaces(embedder), progress=progress)
    matcher = _matcher(gallery, embedder.digest, keeps=not at_once)
    if not len(matcher):
        return Decider(matcher, Bar(fpir, _NOBODY_THRESHOLD, _NOBODY_THRESHOLD))
    strangers = strangers_for(embedder.digest)
    if strangers is None:
        raise NoStrangers(embedder.digest)
    if at_once and takes_long(gallery, matcher, strangers):
        return Decider(matcher, cautious_bar(matcher, strangers, fpir))
    return Decider(matcher, calibrate(matcher, strangers, fpir, tops_in(gallery, matcher, strangers)))


def make_ready(gallery: Gallery) -> None:
    """Makes now what a large gallery keeps to be opened quickly, for all models that have seen everyone."""
    for row in gallery.database.rows("SELECT DISTINCT digest FROM embeddings INDEXED BY embeddings_by_face"):
        strangers = strangers_for(row[0])
        if strangers is not None and not missing(gallery, row[0]):
            tops_in(gallery, _matcher(gallery, row[0]), strangers)


def _matcher(gallery: Gallery, digest: str, *, keeps: bool = True) -> Matcher:
    snapshot = snapshot_of(gallery, digest, keeps=keeps)
    head = head_in_use(gallery, digest)
    return Matcher(snapshot, head.rows_for(snapshot) if head else None)


def build_identity(store: ModelStore, options: IdentityOptions, *, live: bool) -> Identity:
    """The pipeline's step that names faces from a gallery. Raises FacetError."""
    with existing_gallery(options.gallery) as gallery:
        embedder = embedder_by_name(store, options.model, provider=options.provider)
        return _identity(embedder, options, gallery, _verifier(store, embedder, options), live=live)


def own_identity(store: ModelStore, options: IdentityOptions, *, live: bool) -> Identity | None:
    """The step for the window, also while nobody is enrolled; None where no names can be given.

    Without a model that tells people apart, or with a gallery that can't be opened, all else goes on. Where
    the model has yet to look at many people's pictures, one that knows them stands in for it.
    """
    try:
        with opened(gallery_folder(options.gallery)) as gallery:
            wanted = embedder_by_name(store, options.model, provider=options.provider)
            known_to = _knowing_all(store, options, gallery, wanted)
            verifier = _verifier(store, wanted, options) if live else None  # photos ask once
            identity = _identity(known_to, options, gallery, verifier, live=live)
            identity.stands_in = known_to is not wanted
            return identity
    except FacetError as error:
        _log.info("faces are not named: %s", error)
        return None


def _knowing_all(store: ModelStore, options: IdentityOptions, gallery: Gallery, wanted: Embedder) -> Embedder:
    """The wanted model; another one that has seen everyone, where the wanted one would take long."""
    if missing(gallery, wanted.digest) <= _AT_ONCE:
        return wanted
    at_hand = embedding_models(store)
    for name in (one for one in EMBEDDER_NAMES if one in at_hand and one != wanted.name):
        other = embedder_by_name(store, name, provider=options.provider)
        if not missing(gallery, other.digest):
            return other
    return wanted


def _verifier(store: ModelStore, embedder: Embedder, options: IdentityOptions) -> Verifier | None:
    """What tells cheaply whether a face is still the same: facet-id, where another model gives the names."""
    model = None if embedder.name == OWN else embedding_models(store).get(OWN)
    if model is None:
        return None
    return Verifier(lambda: Embedder(open_model(model.path, provider=options.provider)))


def _identity(
    embedder: Embedder, options: IdentityOptions, gallery: Gallery, verifier: Verifier | None, *, live: bool
) -> Identity:
    decider = decider_for(gallery, embedder, options.fpir, at_once=live)
    identity = Identity(
        embedder,
        decider,
        assess,
        live=live,
        sharpen=sharpener(),
        verifier=verifier,
        beside=live,
        decides_again=not live,
    )
    give_back()  # the bar is set from thousands of strangers
    return identity
