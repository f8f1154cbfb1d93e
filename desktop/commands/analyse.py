"""`facet analyse`: every frame of clips, photos, folders and streams through the engine, nothing dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop.app import EngineOptions, build_pipeline
from desktop.commands.progress import Progress
from desktop.engine.analysis import FrameAnalysis
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources import source_for
from desktop.engine.sources.base import Frame, Source, SourceInfo
from desktop.recording.annotate import annotated
from desktop.recording.outputs import RowWriter, rows_to
from desktop.recording.video_file import VideoWriter, video_to

_PHOTO_FPS = 1.0
_UNKNOWN_FPS = 25.0


@dataclass(frozen=True)
class Request:
    """What was asked on the command line."""

    sources: Sequence[str]
    jsonl: str | None = None
    video: Path | None = None
    max_frames: int | None = None
    detector: str = "haar"
    models: Path | None = None
    tasks: Sequence[str] | None = None
    provider: str = "auto"


@dataclass
class Totals:
    """What is said at the end where no rows were asked for."""

    frames: int = 0
    with_face: int = 0
    answers: Counter[str] | None = None

    def add(self, analysis: FrameAnalysis) -> None:
        self.frames += 1
        self.with_face += bool(analysis.faces)
        self.answers = self.answers if self.answers is not None else Counter()
        for face in analysis.faces:
            self.answers.update(answer.label for answer in face.answers.values() if answer.label)

    def sentence(self, name: str) -> str:
        said = ", ".join(f"{label} {count}" for label, count in (self.answers or Counter()).most_common())
        return f"{name}: {self.frames} frames, {self.with_face} with a face{'; ' + said if said else ''}"


def analyse(request: Request) -> int:
    """Runs the request. Raises FacetError for input that can't be used, before anything is written."""
    sources = [source_for(text, every_frame=True) for text in request.sources]
    for source in sources:
        _check(source)
    options = EngineOptions(request.detector, request.provider, request.tasks, request.models)
    pipeline = build_pipeline(options)
    with video_to(request.video) as video, rows_to(request.jsonl) as rows:
        for source in sources:
            totals = _analyse_source(source, pipeline, rows, video, request.max_frames)
            if request.jsonl is None:
                print(totals.sentence(source.info.name))
    return 0


def _check(source: Source) -> None:
    """Opens and closes a source, so that the last of many that can't be read is said first."""
    with closing(source):
        source.open()


def _analyse_source(
    source: Source,
    pipeline: Pipeline,
    rows: RowWriter | None,
    video: VideoWriter | None,
    max_frames: int | None,
) -> Totals:
    totals = Totals()
    pipeline.reset()
    with closing(source):
        source.open()
        info = source.info
        step = pipeline.look if info.kind == "photos" else pipeline.step
        with Progress(info.name, _total(info, max_frames)) as progress:
            for frame in islice(_frames(source), max_frames):
                analysis = step(frame)
                totals.add(analysis)
                if rows is not None:
                    rows.write(analysis.to_json_object())
                if video is not None:
                    video.write(annotated(frame.image_bgr, analysis), _fps(info))
                progress.advance()
    return totals


def _frames(source: Source) -> Iterator[Frame]:
    while (frame := source.read()) is not None:
        yield frame


def _total(info: SourceInfo, max_frames: int | None) -> int | None:
    counts = [count for count in (info.frame_count, max_frames) if count is not None]
    return min(counts, default=None)


def _fps(info: SourceInfo) -> float:
    return _PHOTO_FPS if info.kind == "photos" else info.fps or _UNKNOWN_FPS
