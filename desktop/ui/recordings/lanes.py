"""What the timeline shows: a lane a face, with rows of spans, ticks, and words for each place. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.recording.looks import Look, looks_of
from desktop.ui.i18n.numbers import decimal, percent
from desktop.ui.live.times import clock_text
from desktop.ui.words import comma_list, label_words, translate

if TYPE_CHECKING:
    from desktop.recording.recording import Gap
    from desktop.recording.tracks import TrackLine

_HOLDS_S = 0.5  # as in tracks
_STEPS_S = (0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400)


@dataclass(frozen=True, slots=True)
class SpanView:
    """From a time to a time. `look`: of the answer; None for being in view."""

    start_s: float
    end_s: float
    label: str
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """One task's spans."""

    task: str
    spans: tuple[SpanView, ...]

    def at(self, time_s: float) -> SpanView | None:
        """The span at a time."""
        return next((span for span in self.spans if span.start_s <= time_s < span.end_s), None)


@dataclass(frozen=True, slots=True)
class LaneView:
    """One face."""

    track: int
    title: str
    named: bool
    start_s: float
    end_s: float
    rows: tuple[RowView, ...]
    summary: str

    def words_at(self, time_s: float) -> str:
        """What was said of it at a time."""
        said = [span.label for row in self.rows if (span := row.at(time_s)) is not None and span.label]
        return comma_list([self.title, *said, clock_text(time_s)])


@dataclass(frozen=True, slots=True)
class GapView:
    """A stretch without pictures: what stands in it, and all that is known of it."""

    start_s: float
    end_s: float
    short: str
    words: str

    @property
    def shown_from_s(self) -> float:
        """The last answers before it stand a moment longer."""
        return min(self.start_s + _HOLDS_S, self.end_s)


def gap_views(gaps: Sequence[Gap]) -> tuple[GapView, ...]:
    """Why nothing was seen meanwhile."""
    return tuple(_gap_view(gap) for gap in gaps)


def _gap_view(gap: Gap) -> GapView:
    short = translate("Timeline", "No picture")
    said = translate("Timeline", "No picture came from {start} to {end}.")
    if gap.lost:
        short = translate("Timeline", "Source lost")
        said = translate("Timeline", "The source was lost from {start} to {end}: no picture came.")
    words = said.format(start=moment_words(gap.start_s), end=moment_words(gap.end_s))
    return GapView(gap.start_s, gap.end_s, short, words)


def lanes_of(lines: Sequence[TrackLine]) -> tuple[LaneView, ...]:
    """A lane for each face."""
    looks = looks_of(lines)
    return tuple(_lane(line, looks) for line in lines)


def title_of(line: TrackLine) -> str:
    """The name, or which face it is."""
    if line.name is not None:
        return line.name
    return translate("Recording", "Face {number}").format(number=line.track)


def ticks(whole_s: float, width: float, widest: float = 90.0) -> list[tuple[float, str]]:
    """Times and their words, so far apart that they don't touch."""
    if whole_s <= 0 or width <= 0:
        return [(0.0, clock_text(0))]
    most = max(width / widest, 1)
    step_s = next((step for step in _STEPS_S if whole_s / step <= most), _STEPS_S[-1])
    return [(at * step_s, _tick_words(at * step_s, step_s)) for at in range(int(whole_s / step_s) + 1)]


def moment_words(at_s: float) -> str:
    """A time with its tenths."""
    tenths = int(at_s * 10 + 1e-6) % 10
    return clock_text(at_s) + decimal(tenths / 10, 1)[1:]


def _tick_words(at_s: float, step_s: float) -> str:
    return moment_words(at_s) if step_s < 1 else clock_text(at_s)


def _lane(line: TrackLine, looks: Mapping[str, Look]) -> LaneView:
    rows = [RowView("seen", tuple(SpanView(one.start_s, one.end_s, "") for one in line.seen))]
    for task, spans in line.answers.items():
        shown = tuple(
            SpanView(one.start_s, one.end_s, label_words(one.value), looks[one.value])
            for one in spans
            if one.value is not None
        )
        rows.append(RowView(task, shown))
    title = title_of(line)
    return LaneView(
        track=line.track,
        title=title,
        named=line.name is not None,
        start_s=line.start_s,
        end_s=line.end_s,
        rows=tuple(rows),
        summary=_summary(line, title),
    )


def _summary(line: TrackLine, title: str) -> str:
    """The whole lane in words, for those who listen."""
    parts = [
        title,
        translate("Recording", "from {start} to {end}").format(
            start=clock_text(line.start_s), end=clock_text(line.end_s)
        ),
    ]
    for task, spans in line.answers.items():
        labels = sorted({one.value for one in spans if one.value is not None})
        shares = {label: line.share_of(task, label) for label in labels}
        if shares:
            most = max(shares, key=shares.__getitem__)
            parts.append(f"{label_words(most)} {percent(shares[most])}")
    return comma_list(parts)
