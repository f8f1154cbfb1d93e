"""What was said of each face of a recording over time, as spans: from when to when which answer stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.recording.session_file import SessionFile, labels_of

if TYPE_CHECKING:
    from desktop.recording.recording import Recording

_HOLDS_S = 0.5  # no longer than this does a frame's answer stand where no other follows


@dataclass(frozen=True)
class Span:
    """From a time to a time the answer was this; None where there was none."""

    start_s: float
    end_s: float
    value: str | None

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class TrackLine:
    """One face. `name`: who it is, by correction or else by most of its time; None for unknown.

    `asked_who`: whether names were given at all. `answers`: spans by task. `scores`: the mean score of each
    task's answers. `seen`: when it was in view.
    """

    track: int
    start_s: float
    end_s: float
    name: str | None
    person_id: int | None
    corrected: bool
    asked_who: bool
    faces: int
    seen: tuple[Span, ...]
    who: tuple[Span, ...]
    answers: Mapping[str, tuple[Span, ...]]
    scores: Mapping[str, float]

    def share_of(self, task: str, label: str) -> float:
        """The share of the time with an answer in which it was this one; 0 where there was none."""
        told = [span for span in self.answers.get(task, ()) if span.value is not None]
        whole_s = sum(span.length_s for span in told)
        return sum(span.length_s for span in told if span.value == label) / whole_s if whole_s else 0.0


@dataclass
class _Growing:
    """Spans that grow while rows come in order."""

    spans: list[Span] = field(default_factory=list)

    def add(self, start_s: float, end_s: float, value: str | None) -> None:
        last = self.spans[-1] if self.spans else None
        if last is not None and last.value == value and start_s - last.end_s < 1e-3:
            self.spans[-1] = Span(last.start_s, end_s, value)
        else:
            self.spans.append(Span(start_s, end_s, value))


@dataclass
class _Track:
    seen: _Growing = field(default_factory=_Growing)
    who: _Growing = field(default_factory=_Growing)
    tasks: dict[str, _Growing] = field(default_factory=dict)
    sums: dict[str, tuple[float, int]] = field(default_factory=dict)
    asked_who: bool = False
    faces: int = 0
    time_by_who: dict[int | None, float] = field(default_factory=dict)


Seen = dict[int, _Track]


def track_lines(recording: Recording, seen: Seen) -> tuple[TrackLine, ...]:
    """Every track in the order of its coming, with what the user said. `seen`: of `read_tracks`."""
    return tuple(_line(recording, number, track) for number, track in seen.items())


def read_tracks(recording: Recording) -> Seen:
    """Reads all answers of a recording: some seconds for an hour, so not for the window's thread."""
    ends_s = _ends(recording)
    found: dict[int, _Track] = {}
    rows = recording.file.rows(
        "SELECT frame, track, answers, asked_who, who FROM faces ORDER BY frame, track"
    )
    for row in rows:
        start_s, end_s = ends_s[row["frame"]]
        track = found.setdefault(row["track"], _Track())
        track.faces += 1
        track.asked_who |= bool(row["asked_who"])
        track.seen.add(start_s, end_s, "")
        name, _ = recording.names.get(row["who"], (None, None))
        track.who.add(start_s, end_s, name)
        track.time_by_who[row["who"]] = track.time_by_who.get(row["who"], 0.0) + end_s - start_s
        for task, label, score in labels_of(row["answers"]):
            track.tasks.setdefault(task, _Growing()).add(start_s, end_s, label)
            total, count = track.sums.get(task, (0.0, 0))
            track.sums[task] = (total + score, count + 1)
    return found


def who_was_seen(file: SessionFile) -> tuple[list[str], int]:
    """The names, those seen longest first, and how many faces have none."""
    names, corrections = file.names(), file.corrections()
    counts: dict[int, Counter[int]] = {}
    frames: Counter[int] = Counter()
    for track, who, count in file.rows("SELECT track, who, count(*) FROM faces GROUP BY track, who"):
        frames[track] += count
        known = counts.setdefault(track, Counter())
        if who is not None:
            known[who] += count
    seen: Counter[str] = Counter()
    unknown = 0
    for track, known in counts.items():
        who = corrections[track] if track in corrections else max(known, key=known.__getitem__, default=None)
        name, _ = names.get(who or 0, (None, None))
        if name is None:
            unknown += 1
        else:
            seen[name] += frames[track]
    return [name for name, _ in seen.most_common()], unknown


def _line(recording: Recording, number: int, track: _Track) -> TrackLine:
    corrected = number in recording.corrections
    named = {who: time_s for who, time_s in track.time_by_who.items() if who is not None}
    who = max(named, key=named.__getitem__) if named else None
    spans = tuple(track.who.spans)
    if corrected:
        who = recording.corrections[number]
        name, _ = recording.names.get(who or 0, (None, None))
        spans = tuple(Span(span.start_s, span.end_s, name) for span in track.seen.spans)
    name, person_id = recording.names.get(who or 0, (None, None))
    return TrackLine(
        track=number,
        start_s=track.seen.spans[0].start_s,
        end_s=track.seen.spans[-1].end_s,
        name=name,
        person_id=person_id,
        corrected=corrected,
        asked_who=track.asked_who or corrected,
        faces=track.faces,
        seen=tuple(track.seen.spans),
        who=spans,
        answers={task: tuple(growing.spans) for task, growing in track.tasks.items()},
        scores={task: total / count for task, (total, count) in track.sums.items()},
    )


def _ends(recording: Recording) -> dict[int, tuple[float, float]]:
    """From when to when each frame stands."""
    frames = recording.frames
    following = [frame.time_s for frame in frames[1:]]
    if frames:
        following.append(frames[-1].time_s + _HOLDS_S / 10)
    return {
        frame.id: (frame.time_s, min(next_s, frame.time_s + _HOLDS_S))
        for frame, next_s in zip(frames, following, strict=True)
    }
