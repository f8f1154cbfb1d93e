"""The page's drawings as inline SVG: coloured by the page's style, so that they are right in the dark too."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from trainer.evaluate.intervals import Interval
from trainer.evaluate.metrics import Reliability

_STRIP, _MARGIN = 900, 14
_SIDE, _LEFT, _FOOT = 320, 44, 74


def interval_strip(share: float, interval: Interval, by_guess: float, guess: str) -> str:
    """A scale from 0 to 100 % with the share, its interval, and what always answering `guess` would give."""

    def x(value: float) -> float:
        return _MARGIN + value * (_STRIP - 2 * _MARGIN)

    low, high = interval
    words = f"Accuracy {percent(share)}, 95 % interval {percent(low)} to {percent(high)}"
    ticks = "".join(
        f'<text x="{x(tick / 100):.1f}" y="44" text-anchor="middle">{tick} %</text>'
        for tick in range(0, 101, 25)
    )
    anchor = "end" if by_guess > 0.5 else "start"
    aside = x(by_guess) + (-6 if by_guess > 0.5 else 6)
    return (
        f'<svg class="strip" viewBox="0 0 {_STRIP} 50" role="img" aria-label="{escape(words)}">'
        f'<rect class="track" x="{x(0):.1f}" y="19" width="{x(1) - x(0):.1f}" height="10" rx="5"/>'
        f'<rect class="range" x="{x(low):.1f}" y="14" width="{max(x(high) - x(low), 2):.1f}" '
        f'height="20" rx="4"/>'
        f'<circle class="dot" cx="{x(share):.1f}" cy="24" r="6"/>'
        f'<line class="mark" x1="{x(by_guess):.1f}" x2="{x(by_guess):.1f}" y1="10" y2="34"/>'
        f'<text x="{aside:.1f}" y="10" text-anchor="{anchor}">'
        f"always “{escape(guess)}”: {percent(by_guess)}</text>"
        f"{ticks}</svg>"
    )


def share_bar(share: float, interval: Interval | None) -> str:
    """A share as a bar with its interval as a whisker."""
    width = 192
    drawn = (
        f'<rect class="track" width="{width}" height="10" y="3" rx="3"/>'
        f'<rect class="right" width="{share * width:.1f}" height="10" y="3" rx="3"/>'
    )
    if interval is not None:
        low, high = (value * width for value in interval)
        ends = "".join(
            f'<line class="whisker" x1="{at:.1f}" x2="{at:.1f}" y1="4" y2="12"/>' for at in (low, high)
        )
        drawn += f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="8" y2="8"/>{ends}'
    return f'<svg viewBox="0 0 {width} 16" aria-hidden="true">{drawn}</svg>'


def reliability_diagram(bins: Sequence[Reliability], labels: int) -> str:
    """How often answers were right by how sure they were, the gap between the two, and how many there are."""
    start = 0.5 if labels == 2 else 0.0
    most = max(one.count for one in bins)

    def x(confidence: float) -> float:
        return _LEFT + (confidence - start) / (1 - start) * _SIDE

    def y(share: float) -> float:
        return 10 + (1 - share) * _SIDE

    drawn = _grid(x, y, start)
    floor = y(0) + _FOOT
    for place, one in enumerate(bins):
        if not one.count:
            continue
        left, right = x(max(place / len(bins), start)) + 1.5, x((place + 1) / len(bins)) - 1.5
        wide = max(right - left, 1)
        tall = max(1.0, one.count / most * 34)
        drawn.append(
            f"<g><title>{_tip(place, len(bins), one)}</title>"
            f'<rect class="right" x="{left:.1f}" y="{y(one.accuracy):.1f}" width="{wide:.1f}" '
            f'height="{one.accuracy * _SIDE:.1f}"/>'
            f'<rect class="sure" x="{left:.1f}" y="{y(one.confidence) - 1.5:.1f}" width="{wide:.1f}" '
            f'height="3"/>'
            f'<rect class="right" x="{left:.1f}" y="{floor - tall:.1f}" width="{wide:.1f}" '
            f'height="{tall:.1f}"/></g>'
        )
    drawn.append(
        f'<line class="perfect" x1="{x(start):.1f}" y1="{y(start):.1f}" x2="{x(1):.1f}" y2="{y(1):.1f}"/>'
    )
    drawn.append(f'<text x="{_LEFT - 8}" y="{floor:.0f}" text-anchor="end">{most:,}</text>')
    size = f"0 0 {_LEFT + _SIDE + 16} {floor + 4:.0f}"
    return f'<svg viewBox="{size}" role="img" aria-label="Reliability diagram">{"".join(drawn)}</svg>'


def percent(share: float, digits: int = 1) -> str:
    """For example "96.0 %"."""
    return f"{share * 100:.{digits}f} %"


def _grid(x, y, start: float) -> list[str]:  # type: ignore[no-untyped-def]
    ticks = [start + (1 - start) * step / 5 for step in range(6)]
    drawn = []
    for step in range(6):
        share = step / 5
        drawn.append(
            f'<line class="axis" x1="{_LEFT}" x2="{x(1):.1f}" y1="{y(share):.1f}" y2="{y(share):.1f}"/>'
        )
        drawn.append(
            f'<text x="{_LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end">{share * 100:.0f}</text>'
        )
    drawn += [
        f'<text x="{x(tick):.1f}" y="{y(0) + 16:.1f}" text-anchor="middle">{tick * 100:.0f}</text>'
        for tick in ticks
    ]
    middle = (x(start) + x(1)) / 2
    drawn.append(
        f'<text x="{middle:.1f}" y="{y(0) + 33:.1f}" text-anchor="middle">how sure the answer was, %</text>'
    )
    turned = f'transform="rotate(-90 10 {y(0.5):.1f})"'
    drawn.append(
        f'<text x="10" y="{y(0.5):.1f}" text-anchor="middle" {turned}>how often it was right, %</text>'
    )
    return drawn


def _tip(place: int, bins: int, one: Reliability) -> str:
    low, high = percent(place / bins, 0), percent((place + 1) / bins, 0)
    return (
        f"{one.count:,} answers between {low} and {high} sure: "
        f"{percent(one.confidence)} sure on average, {percent(one.accuracy)} right"
    )
