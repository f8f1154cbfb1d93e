"""Wires the program together: the one place that names concrete detectors, models, sources and folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.engine.identity import Identity
from desktop.engine.pipeline import Pipeline
from desktop.engine.scheduler import OFFLINE, Schedule
from desktop.engine.search import DirectSearch, Search, SearchBeside
from desktop.engine.sources import may_come_back, source_for
from desktop.folders import own_models_dir, pulled_models_dir
from desktop.identification import IdentityOptions, build_identity, landmark_network, own_identity
from desktop.models.choice import chosen_embedder, chosen_model, chosen_picture_model
from desktop.open_models import open_kept
from vision.assets import shipped_models_root
from vision.errors import ModelMissing
from vision.face_finder import FaceFinder, finder_by_name, photo_finder
from vision.landmarks import LandmarkNetwork
from vision.model_store import InstalledModel, ModelStore
from vision.recognisers import Recogniser

if TYPE_CHECKING:  # a clip that is analysed needs none of these, and starts a moment sooner
    from desktop.engine.live import LiveSession
    from desktop.engine.live_events import LiveEvent
    from desktop.photos.whole import PictureAsker
    from desktop.settings import Settings

# The tasks that the window shows, in the order in which they are answered.
FACE_TASKS = ("smile", "emotion", "identity-closed")
_SAVING_STEP_S = 0.1  # ten pictures a second


@dataclass(frozen=True)
class EngineOptions:
    """What a pipeline is made of.

    `tasks` None: the window's that have a model. `models` None: the usual folders. `live`: whole pictures
    are searched beside the analysis, so that no frame is late; else in turn: the same frames give the same.
    `second_look`: photos in which Haar finds nothing are searched by YuNet too, where it is at hand.
    `names`: faces are named from `gallery` (None: the user's own), so that of strangers the share `fpir` gets
    a name; `embedder` None: the chosen one, else the best at hand. `chosen`: the sha256 of the model that is
    to answer a task, where there are several; of the one that tells people apart, its name. `power_saver`:
    fewer searches.
    """

    detector: str = "haar"
    provider: str = "auto"
    tasks: Sequence[str] | None = None
    models: Path | None = None
    live: bool = False
    second_look: bool = False
    names: bool = False
    gallery: Path | None = None
    fpir: float = 0.01
    embedder: str | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    threads: int = 1
    power_saver: bool = False


def model_store(models: Path | None = None) -> ModelStore:
    """The user's models before the shipped and the pulled ones, or those of one folder alone."""
    return ModelStore([models] if models else _usual_models())


def _usual_models() -> list[Path]:
    return [own_models_dir(), shipped_models_root(), pulled_models_dir()]


def build_pipeline(options: EngineOptions, store: ModelStore | None = None) -> Pipeline:
    """Detector and recognisers as asked. Raises FacetError: an unknown name, a missing or refused model.

    `store`: what `model_store(options.models)` gave, where its files were read already.
    """
    store = store or model_store(options.models)
    recognisers = [_recogniser(store, task, options) for task in _tasks(store, options)]
    network = _landmarks(store, options)
    finder = finder_by_name(options.detector, network, thorough=False, sure=True)
    return Pipeline(
        finder,
        recognisers,
        photo_finder=photo_finder(options.detector, network, second_look=options.second_look),
        search=_search(store, options, finder),
        schedule=_live_schedule(options) if options.live else OFFLINE,
        identity=_identity(store, options) if options.names else None,
    )


def _search(store: ModelStore, options: EngineOptions, finder: FaceFinder) -> Search:
    """Beside the analysis in live use, with a finder of its own; in turn otherwise."""
    if not options.live:
        return DirectSearch(finder)
    network = _landmarks(store, options)
    return SearchBeside(finder_by_name(options.detector, network, thorough=False, sure=True))


def _landmarks(store: ModelStore, options: EngineOptions) -> LandmarkNetwork | None:
    """The network that checks and follows faces: a folder of other models need not hold it."""
    network = landmark_network(store, options.provider)
    return network or (landmark_network(model_store(), options.provider) if options.models else None)


def make_session(
    source_text: str,
    settings: Settings,
    on_update: Callable[[], None],
    on_event: Callable[[LiveEvent], None],
) -> LiveSession:
    """A session on a source as the user wrote or chose it; not started. Loads models: not for the window's
    thread. Raises FacetError."""
    from desktop.engine.live import LiveSession

    source = source_for(source_text, size=settings.camera.size, fps=settings.camera.fps)
    options = engine_options(settings, live=True)
    pipeline = build_pipeline(options)
    return LiveSession(
        source,
        pipeline,
        on_update=on_update,
        on_event=on_event,
        loop=settings.loop,
        retries=may_come_back(source),
        least_step_s=_SAVING_STEP_S if settings.power_saver else 0.0,
    )


def judge_file(text: str) -> None:
    """Whether the file or folder that a text names can be watched: its first picture is decoded. For threads.

    Raises SourceUnavailable. A camera or stream is not asked: it may come later.
    """
    source = source_for(text)
    if not may_come_back(source):
        try:
            source.open()
        finally:
            source.close()


def build_photo_pipeline(settings: Settings) -> Pipeline:
    """For photos, as the user set things; with names where they can be given. Raises FacetError."""
    options = engine_options(settings, live=False)
    pipeline = build_pipeline(options)
    store = model_store()
    pipeline.identity = own_identity(store, _identity_options(store, options), live=False)
    return pipeline


def build_picture_asker(settings: Settings) -> PictureAsker | None:
    """The model that photos are asked as wholes, where the user chose one. Raises ModelRefused."""
    model = chosen_picture_model(model_store(), settings.models)
    return None if model is None else picture_asker(model, settings.provider, settings.threads)


def picture_asker(model: InstalledModel, provider: str = "auto", threads: int = 1) -> PictureAsker:
    """What asks a model about whole pictures. Raises FacetError."""
    from desktop.photos.whole import PictureAsker

    return PictureAsker(model.name, Recogniser(open_kept(model, provider=provider, threads=threads)))


def engine_options(settings: Settings, *, live: bool) -> EngineOptions:
    """What the user's settings make of a pipeline."""
    return EngineOptions(
        detector=settings.detector,
        provider=settings.provider,
        live=live,
        second_look=True,
        names=live,
        fpir=settings.stranger_share,
        chosen=settings.chosen_models,
        threads=settings.threads,
        power_saver=settings.power_saver,
    )


def _live_schedule(options: EngineOptions) -> Schedule:
    saving = Schedule(search_idle_s=0.3, search_held_s=0.5, search_whole_s=2.0)
    return saving if options.power_saver else Schedule()


def _identity(store: ModelStore, options: EngineOptions) -> Identity | None:
    if options.live:
        return own_identity(store, _identity_options(store, options), live=True)
    return build_identity(store, _identity_options(store, options), live=False)


def _identity_options(store: ModelStore, options: EngineOptions) -> IdentityOptions:
    embedder = options.embedder or chosen_embedder(store, options.chosen)
    return IdentityOptions(options.gallery, options.detector, embedder, options.fpir, options.provider)


def _tasks(store: ModelStore, options: EngineOptions) -> list[str]:
    if options.tasks is None:
        at_hand = set(store.tasks())
        return [task for task in FACE_TASKS if task in at_hand]
    return list(dict.fromkeys(options.tasks))


def _recogniser(store: ModelStore, task: str, options: EngineOptions) -> Recogniser:
    model = chosen_model(store, task, options.chosen)
    if model is None:
        refused = store.refused()
        raise refused[0] if refused else ModelMissing(task)
    return Recogniser(open_kept(model, provider=options.provider, threads=options.threads))
