"""One measurement from clip to figures: stored pictures, a gallery, rounds of the engine and of its rival."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.app import EngineOptions, build_pipeline
from desktop.bench.enrolment import enrol_from
from desktop.bench.figures import Figures
from desktop.bench.first_answer import first_answer_s
from desktop.bench.memory import rss_mb
from desktop.bench.passes import Pass, flat_out, live
from desktop.bench.reel import MOST_FRAMES, Reel, record
from desktop.bench.reference import Recall, Reference, recall, scan, spread
from desktop.bench.rival import Rival, has_trainer, rival_command
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources import source_for
from desktop.engine.sources.base import Source
from vision.errors import FacetError, ModelMissing
from vision.memory import give_back

ROUNDS = 5
_RIVAL_FRAMES = 4  # in each round; one of it costs as much as a hundred of ours
_WARM_UP_FRAMES = 10
_MEASURABLE = ("video", "demo")


class Step(Protocol):
    """Where progress is told: `with step("decoding", 300) as bar: bar.advance()`."""

    def __call__(self, name: str, total: int | None) -> AbstractContextManager[Advancing]: ...


class Advancing(Protocol):
    def advance(self) -> None: ...


@dataclass(frozen=True)
class Plan:
    """What is measured. `frames`: at most so many of the clip. `paced`: live, else flat out."""

    source: str
    faces: int
    paced: bool = False
    against: bool = False
    rounds: int = ROUNDS
    frames: int = MOST_FRAMES


def measurable_source(text: str) -> Source:
    """The clip, opened once. Raises SourceUnavailable where there is none, FacetError for what is no clip."""
    source = source_for(text)
    if "://" not in text:
        with closing(source):
            source.open()
            if source.info.kind in _MEASURABLE:
                return source
    raise FacetError(f"{text}: only a clip can be measured.", hint="Name a video file, or demo.")


def measure(plan: Plan, step: Step) -> Figures:
    """Takes a minute or more. Raises FacetError: no clip, no face in it, a model that is refused."""
    source = measurable_source(plan.source)
    gc.collect()  # a pipeline measured before refers to itself: its models would count as this one's memory
    give_back()
    with tempfile.TemporaryDirectory(prefix="facet-bench-") as made, ExitStack() as stack:
        folder = Path(made)
        with step("decoding", min(plan.frames, source.info.frame_count or plan.frames)) as bar:
            reel = record(source, plan.faces, folder / "reel", most_frames=plan.frames, progress=bar.advance)
        with step("enrolling the clip's face", 1) as bar:
            gallery, notes = _gallery(reel, folder)
            bar.advance()
        with step("whole-frame scans to compare with", None) as bar:
            reference = scan(reel, progress=bar.advance)
        pipeline = stack.enter_context(_pipeline(plan, gallery))
        rival = stack.enter_context(_rival(plan, reel))
        passes, found = _rounds(plan, reel, pipeline, rival, reference, step)
        memory = rss_mb()
        with step("starting `facet analyse`", 1) as bar:
            first = first_answer_s(plan.source)
            bar.advance()
        figures = rival.figures if rival else None
        return Figures(reel.name, plan.faces, passes, found, memory, first, notes, figures)


def _gallery(reel: Reel, folder: Path) -> tuple[Path | None, tuple[str, ...]]:
    """The gallery, or none where no model tells people apart: then that is said."""
    from desktop.app import model_store
    from vision.embedders import embedding_models

    if not embedding_models(model_store()):
        said = str(ModelMissing("identity", hint="`facet models pull sface` brings one."))
        return None, (f"who it is was not answered. {said}",)
    return enrol_from(reel, folder), ()


@contextmanager
def _pipeline(plan: Plan, gallery: Path | None) -> Iterator[Pipeline]:
    pipeline = build_pipeline(EngineOptions(live=plan.paced, names=gallery is not None, gallery=gallery))
    try:
        yield pipeline
    finally:
        pipeline.close()


def _rival(plan: Plan, reel: Reel) -> AbstractContextManager[Rival | None]:
    return Rival(rival_command(reel, keras=has_trainer())) if plan.against else nullcontext()


def _rounds(
    plan: Plan, reel: Reel, pipeline: Pipeline, rival: Rival | None, reference: Reference, step: Step
) -> tuple[list[Pass], Recall]:
    """The engine over the whole reel, then the rival over a few frames of it, and again."""
    go: Callable[[Reel, Pipeline], Pass] = live if plan.paced else flat_out
    passes, found = [], Recall(0, 0)
    for index in range(min(_WARM_UP_FRAMES, len(reel))):
        pipeline.step(reel.frame(index))
    shares = spread(len(reel), plan.rounds * _RIVAL_FRAMES)
    with step("measuring", plan.rounds) as bar:
        for number in range(plan.rounds):
            passes.append(go(reel, pipeline))
            found += recall(reference, passes[-1].faces)
            passes[-1].faces.clear()  # all that was said of every face counts as the engine's memory else
            if rival is not None:
                rival.round(shares[number :: plan.rounds] or shares[:1])
            bar.advance()
    return passes, found
