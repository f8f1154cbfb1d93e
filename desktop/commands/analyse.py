"""`facet analyse`: every frame of clips, photos, folders and streams through the engine, nothing dropped."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from desktop.app import EngineOptions, build_pipeline, model_store, picture_asker
from desktop.commands.asked_tasks import Asked, asked_tasks, left_out, nothing_to_ask, several_wide
from desktop.commands.progress import Progress
from desktop.commands.totals import Totals
from desktop.engine.analysis import FrameAnalysis
from desktop.engine.pipeline import Pipeline
from desktop.engine.sources import source_for
from desktop.engine.sources.base import Frame, Source, SourceInfo
from desktop.engine.sources.photos import PhotoSource
from desktop.engine.sources.video import VideoSource
from desktop.recording.outputs import RowWriter, rows_to
from desktop.recording.video_file import VideoWriter, video_to
from vision.errors import FacetError
from vision.model_store import ModelStore

if TYPE_CHECKING:
    from desktop.photos.whole import PictureAnswer, PictureAsker

_PHOTO_FPS = 1.0
_UNKNOWN_FPS = 25.0
_TIP = "Add --jsonl FILE for every frame's faces, --video FILE for the picture with overlays."


@runtime_checkable
class Skipping(Protocol):
    """A source that leaves out what can't be read: a folder of photos."""

    @property
    def skipped(self) -> Sequence[tuple[Path, str]]: ...


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
    gallery: Path | None = None
    fpir: float = 0.01
    model: str | None = None


def analyse(request: Request) -> int:
    """Runs the request. Raises FacetError for input that can't be used, before anything is written."""
    sources = [source_for(text, every_frame=True) for text in request.sources]
    for text, source in zip(request.sources, sources, strict=True):
        _check(text, source)
    _check_outputs(request, sources)
    engine = _engine(request)
    with video_to(request.video) as video, rows_to(request.jsonl) as rows:
        for source in sources:
            totals = _analyse_source(source, engine, rows, video, request)
            _tell_skipped(source)
            if request.jsonl != "-":
                _say(totals.sentence(source.info))
    _tell_written(request)
    return 0


def _check_outputs(request: Request, sources: Sequence[Source]) -> None:
    """Refuses to write over what is read, and two outputs into one file. The sources were opened once."""
    read = [path for source in sources for path in _files_of(source)]
    targets = [Path(target) for target in (request.jsonl, request.video) if target not in (None, "-")]
    for target in targets:
        if any(_is_same(target, path) for path in read):
            raise FacetError(f"{target}: this is a source.", hint="Choose another file to write to.")
    if len(targets) == 2 and _is_same(*targets) and not targets[0].is_char_device():
        raise FacetError(f"{targets[0]}: rows and video can't be one file.", hint="Choose two names.")


def _files_of(source: Source) -> Sequence[Path]:
    if isinstance(source, PhotoSource):
        return source.paths
    return [source.path] if isinstance(source, VideoSource) else []


def _is_same(one: Path, other: Path) -> bool:
    """Whether both name one file, also through links, or would if there were one."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _check(text: str, source: Source) -> None:
    """Opens and closes a source, so that the last of many that can't be read is said first.

    Not a stream: some give their pictures once.
    """
    if "://" not in text or text.strip().lower().startswith("file:"):
        with closing(source):
            source.open()


@dataclass(frozen=True)
class Engine:
    """What a picture goes through: the faces' pipeline, and what is asked about it as a whole."""

    pipeline: Pipeline
    picture: PictureAsker | None = None


def _engine(request: Request) -> Engine:
    if request.models is not None and not request.models.is_dir():
        raise FacetError(f"{request.models}: there is no such folder.", hint="Check the path after --models.")
    store = model_store(request.models)
    asked = _asked(store, request)
    options = EngineOptions(
        request.detector,
        request.provider,
        asked.faces,
        request.models,
        names=request.gallery is not None,
        gallery=request.gallery,
        fpir=request.fpir,
        embedder=request.model,
    )
    picture = picture_asker(asked.picture, request.provider) if asked.picture else None
    return Engine(build_pipeline(options, store), picture)


def _asked(store: ModelStore, request: Request) -> Asked:
    """What is asked; on standard error, which model files are not, and why."""
    skipped = left_out(store, request.models)
    try:
        asked = asked_tasks(store, request.models, request.tasks)
        nothing = not (asked.faces or asked.picture or request.gallery)
        if request.models is not None and request.tasks is None and nothing:
            raise nothing_to_ask(store, request.models, skipped)
    except FacetError as error:
        _tell([one for one in skipped if str(one) != str(error)])
        raise
    unchosen = several_wide(store, asked) if request.models is not None and request.tasks is None else None
    _tell([*skipped, *([unchosen] if unchosen else [])])
    return asked


def _tell(problems: Sequence[FacetError]) -> None:
    for problem in problems:
        print(f"facet: {problem}", file=sys.stderr)


def _analyse_source(
    source: Source,
    engine: Engine,
    rows: RowWriter | None,
    video: VideoWriter | None,
    request: Request,
) -> Totals:
    totals, pipeline = Totals(), engine.pipeline
    pipeline.reset()
    with closing(source):
        source.open()
        info = source.info
        step = pipeline.look if info.kind == "photos" else pipeline.step
        # Rows and a progress line on one terminal would write over each other.
        shown = not (request.jsonl == "-" and sys.stdout.isatty())
        with Progress(info.name, _total(info, request.max_frames), shown=shown) as progress:
            for frame in islice(_frames(source), request.max_frames):
                analysis = step(frame)
                whole = engine.picture(frame.image_bgr) if engine.picture else None
                totals.add(analysis, whole)
                if rows is not None:
                    rows.write(_row(analysis, whole))
                if video is not None:
                    from desktop.recording.annotate import annotated  # brings fonts, which rows need not

                    said = None if whole is None else whole.answer
                    video.write(annotated(frame.image_bgr, analysis, whole=said), _fps(info))
                progress.advance()
    return totals


def _row(analysis: FrameAnalysis, whole: PictureAnswer | None) -> dict[str, Any]:
    """As the Photos page exports photos that were asked as wholes."""
    row = analysis.to_json_object()
    return row if whole is None else row | {"picture": whole.to_json_object()}


def _frames(source: Source) -> Iterator[Frame]:
    while (frame := source.read()) is not None:
        yield frame


def _total(info: SourceInfo, max_frames: int | None) -> int | None:
    counts = [count for count in (info.frame_count, max_frames) if count is not None]
    return min(counts, default=None)


def _fps(info: SourceInfo) -> float:
    return _PHOTO_FPS if info.kind == "photos" else info.fps or _UNKNOWN_FPS


def _tell_skipped(source: Source) -> None:
    for path, reason in source.skipped if isinstance(source, Skipping) else ():
        print(f"facet: {path} was left out: {reason}.", file=sys.stderr)


def _tell_written(request: Request) -> None:
    files = [str(target) for target in (request.jsonl, request.video) if target not in (None, "-")]
    if files and request.jsonl != "-":
        _say(f"Written: {', '.join(files)}")
    elif request.jsonl is None and sys.stderr.isatty():
        print(_TIP, file=sys.stderr)


def _say(text: str) -> None:
    """A line on standard output, whatever its encoding: a file's name may be no text at all."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding))
