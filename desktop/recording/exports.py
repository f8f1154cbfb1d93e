"""A recording as files of others: tables and JSON lines by frame and by face, and a video with overlays."""

from __future__ import annotations

import csv
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from desktop.engine.analysis import FaceAnalysis
from desktop.engine.identity import TASK as IDENTITY
from desktop.recording.annotate import annotated
from desktop.recording.outputs import OutputUnwritable, beside
from desktop.recording.recording import Recording
from desktop.recording.video_file import video_to
from desktop.recording.wording import PLAIN, Wording
from vision.errors import FacetError

Say = Callable[[int, int], None]
Stopped = Callable[[], bool]
VIDEO_FPS = 30.0
_SAY_EVERY = 10


class _Cancelled(Exception):
    """The user wants no file any more; what was written is thrown away."""


def write_tracks_csv(recording: Recording, target: Path) -> None:
    """A row a face: who, from when to when, the share of the time of each answer. Raises OutputUnwritable.

    Of the time in which there was an answer to that question at all.
    """
    rows = [_track_row(recording, line) for line in recording.tracks()]
    _write_csv(target, rows)


def write_tracks_jsonl(recording: Recording, target: Path) -> None:
    """An object a face, with every span of every answer. Raises OutputUnwritable."""
    lines = []
    for line in recording.tracks():
        spans = {"identity": line.who if line.asked_who else (), **line.answers}
        lines.append(
            {
                "track": line.track,
                "name": line.name,
                "corrected": line.corrected,
                "start_s": round(line.start_s, 4),
                "end_s": round(line.end_s, 4),
                "frames": line.faces,
                "answers": {
                    task: [[round(one.start_s, 4), round(one.end_s, 4), one.value] for one in found]
                    for task, found in spans.items()
                    if found
                },
            }
        )
    _write_lines(target, lines)


def write_frames_csv(recording: Recording, target: Path) -> None:
    """A row a face a frame: each answer, and under "smile: smile" how likely that label is, for every label.

    A frame without a face has a row with its time alone; `marker` is "yes" in all rows of the frame that has
    one. Raises OutputUnwritable.
    """
    rows: list[dict[str, Any]] = []
    marked = _marked(recording)
    for place, (frame, analysis) in enumerate(recording.analyses()):
        when = {
            "time_s": f"{frame.time_s:.4f}",
            "source_s": f"{frame.at_s:.4f}",
            "frame": frame.number,
            "marker": "yes" if place in marked else "",
        }
        found = [{**when, **_face_cells(recording, face)} for face in analysis.faces]
        rows += found or [when]
    _write_csv(target, rows, ["time_s", "source_s", "frame", "marker", "track", "name", "corrected"])


def write_frames_jsonl(recording: Recording, target: Path) -> None:
    """An object a frame as `facet analyse` writes them: `at_s` counts from the beginning of the recording.

    `source_s` is the position in the source; `marker` stands where there is one. Raises OutputUnwritable.
    """
    lines = []
    marked = _marked(recording)
    for place, (frame, analysis) in enumerate(recording.analyses()):
        row = analysis.to_json_object()
        row.pop("timings_ms")
        row["source_s"] = round(frame.at_s, 4)
        lines.append({**row, "marker": True} if place in marked else row)
    _write_lines(target, lines)


def write_video(
    recording: Recording, target: Path, say: Say, stopped: Stopped, words: Wording = PLAIN
) -> bool:
    """The picture with boxes and answers, 30 pictures a second, each as long as it stood. False if stopped.

    Raises FacetError, OutputUnwritable.
    """
    if not recording.has_picture:
        raise FacetError("There is no picture in this recording.", hint="Export its answers instead.")
    try:
        with video_to(target) as video:
            assert video is not None
            written = 0
            for place, (frame, analysis) in enumerate(recording.analyses()):
                if stopped():
                    raise _Cancelled
                image = recording.picture(place)
                if image is None:
                    continue
                drawn = annotated(image, analysis, words)
                following = recording.frames[place + 1 : place + 2]
                until_s = following[0].time_s if following else frame.time_s + 1 / VIDEO_FPS
                for _ in range(max(round(until_s * VIDEO_FPS) - written, 0)):
                    video.write(drawn, VIDEO_FPS)
                    written += 1
                if place % _SAY_EVERY == 0:
                    say(place, len(recording.frames))
    except _Cancelled:
        return False
    return True


def _marked(recording: Recording) -> frozenset[int]:
    """The frames that have a marker: the first at its time or after, or the last of all."""
    times_s = [frame.time_s for frame in recording.frames]
    places = (bisect_left(times_s, marker.time_s - 1e-6) for marker in recording.markers)
    return frozenset(min(place, len(times_s) - 1) for place in places)


def _track_row(recording: Recording, line: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "track": line.track,
        "name": line.name or "",
        "corrected": "yes" if line.corrected else "",
        "start_s": f"{line.start_s:.3f}",
        "end_s": f"{line.end_s:.3f}",
        "in_view_s": f"{sum(span.length_s for span in line.seen):.3f}",
        "frames": line.faces,
    }
    for task, spans in line.answers.items():
        for label in sorted({span.value for span in spans if span.value is not None}):
            row[f"{task}: {label} (share of time)"] = f"{line.share_of(task, label):.3f}"
    return row


def _face_cells(recording: Recording, face: FaceAnalysis) -> dict[str, Any]:
    who = face.answers.get(IDENTITY)
    x, y, width, height = face.box_px
    cells: dict[str, Any] = {
        "track": face.track,
        "name": (who.label or "") if who is not None else "",
        "corrected": "yes" if face.track in recording.corrections else "",
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "held": "yes" if face.held else "",
    }
    for task, answer in face.answers.items():
        if task != IDENTITY:
            cells[task] = answer.label or ""
            cells |= {f"{task}: {label}": f"{value:.4f}" for label, value in answer.scores.items()}
    return cells


def _write_csv(target: Path, rows: Iterable[Mapping[str, Any]], first: Iterable[str] = ()) -> None:
    """A column for everything that any row has."""
    rows = list(rows)
    columns = list(dict.fromkeys([*first, *(key for row in rows for key in row)]))
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    # The mark at the beginning is how spreadsheets know UTF-8.
    _write(target, text.getvalue().encode("utf-8-sig", "surrogateescape"))


def _write_lines(target: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    _write(
        target, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(errors="replace")
    )


def _write(target: Path, content: bytes) -> None:
    with beside(target) as path:
        try:
            path.write_bytes(content)
        except OSError as error:
            raise OutputUnwritable(target, error) from error
