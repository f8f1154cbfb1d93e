"""The bar for a name, chosen by how often a stranger may get one, for the gallery at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from desktop.people.snapshot import Floats
from desktop.people.stranger_tops import Tops, tops_of
from desktop.people.strangers import Crowd, Strangers
from vision.errors import FacetError

if TYPE_CHECKING:
    from desktop.people.matching import Matcher

# What the user chooses among: one stranger in so many may get a name.
FPIR_CHOICES = (1 / 100, 1 / 1_000, 1 / 10_000)
DEFAULT_FPIR = 1 / 100
_REFERENCE_FACTOR = 0.1  # a new reference must be this much rarer among strangers
_CAUTION = 0.7  # strangers elsewhere are not quite those that were measured: aim lower
_TAIL_SHARE = 0.05
_TAIL_STRETCH = 1.15  # the further out, the more real strangers exceed drawn ones
_PEOPLE_AT_ONCE = 500
# A bar in haste: by every tenth stranger, so many times its likely error higher.
_FEW, _ERRORS, _REDRAWN = 10, 5, 40
_Z95 = 1.96


@dataclass(frozen=True)
class MissRate:
    """What share of looks at enrolled people stay without a name: expected, with a 95 % interval, from `n`
    references, each left out in turn."""

    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Bar:
    """The score that a name needs, and the higher one that a new reference needs.

    `plain`: what it would need by the plain comparison, where a head has a part in the scores. `is_cautious`:
    higher than it need be; it stands until the right one is found.
    """

    fpir: float
    threshold: float
    reference_threshold: float
    miss_rate: MissRate | None = None
    plain: float | None = None
    is_cautious: bool = False

    @property
    def without_head(self) -> float:
        """The bar for cosines between pictures: a head's scores are on another scale."""
        return self.threshold if self.plain is None else self.plain


class NoStrangers(FacetError):
    """Nothing is known of strangers' scores under an embedding model, so no bar can be set."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"Nothing is known of strangers under this embedding model ({digest[:12]}).",
            hint="Choose another model with --model.",
        )
        self.digest = digest


def calibrate(matcher: Matcher, strangers: Strangers, fpir: float, tops: Tops | None = None) -> Bar:
    """The bar at which one stranger in 1/`fpir` gets a name from this gallery.

    The bundled strangers are scored against everyone enrolled, so that both who is in the gallery and how
    many they are count; of several crowds the strictest. Nothing of any test enters. `tops`: those scores,
    where they are known. Raises FacetError for a share outside 0..1.
    """
    if not 0 < fpir < 1:
        raise FacetError(f"A share of strangers lies between 0 and 1, not {fpir}.", hint="For example 0.01.")
    crowds = stretched(tops or tops_of(matcher, strangers), strangers)
    bar = Bar(fpir, *_thresholds(crowds, fpir, quantile_above), plain=_plain(matcher, strangers, fpir))
    return replace(bar, miss_rate=miss_rate(matcher, bar.without_head))


def _plain(matcher: Matcher, strangers: Strangers, fpir: float) -> float | None:
    """The threshold of the same gallery without its head, to a hundredth; None where it has none."""
    if matcher.head is None:
        return None
    asked = _few(strangers)
    crowds = stretched(tops_of(matcher.without_head(), asked), asked)
    return max(quantile_above(scores, fpir) for scores in crowds)


def _few(strangers: Strangers) -> Strangers:
    crowds = tuple(Crowd(crowd.name, crowd.faces[::_FEW], crowd.stretch) for crowd in strangers.crowds)
    return Strangers(strangers.digest, crowds, strangers.facts)


def cautious_bar(matcher: Matcher, strangers: Strangers, fpir: float) -> Bar:
    """A bar that is sure to be higher than `calibrate`'s, in a tenth of the time.

    A tenth of the strangers tell where the bar is to some hundredths. How far it may be off is told by
    drawing from them again and again (Efron, "Bootstrap methods: another look at the jackknife", 1979), and
    five times that is added: .05 at 1 %, more for rarer ones. Of 5,400 tenths, for six galleries, none gave
    a lower one.
    """
    asked = _few(strangers)
    crowds = stretched(tops_of(matcher, asked), asked)
    bar = Bar(fpir, *_thresholds(crowds, fpir, _surely_above), is_cautious=True)
    return replace(bar, plain=_plain(matcher, strangers, fpir))


def _surely_above(tops: Floats, share: float) -> float:
    random = np.random.default_rng(0)
    drawn = [quantile_above(random.choice(tops, len(tops)), share) for _ in range(_REDRAWN)]
    return quantile_above(tops, share) + _ERRORS * float(np.std(drawn))


def _thresholds(
    crowds: Sequence[Floats], fpir: float, above: Callable[[Floats, float], float]
) -> tuple[float, float]:
    """The score for a name, and for a new reference."""
    shares = fpir, fpir * _REFERENCE_FACTOR
    named, kept = (max(above(scores, share) for scores in crowds) for share in shares)
    return named, kept


def stretched(tops: Tops, strangers: Strangers) -> list[Floats]:
    """The strangers' best scores crowd by crowd, as real ones would get them."""
    ends = np.cumsum([len(crowd.faces) for crowd in strangers.crowds])
    parts = np.split(tops.scores, ends[:-1])
    return [_stretch(part, crowd.stretch) for crowd, part in zip(strangers.crowds, parts, strict=True)]


def _stretch(scores: Floats, by: float) -> Floats:
    middle = np.median(scores)
    return np.asarray(middle + (scores - middle) * by, np.float32)


def quantile_above(tops: Floats, share: float) -> float:
    """The score that a `share` of strangers exceeds, beyond the data along an exponential tail.

    Where few strangers lie above, a quantile is a matter of luck; excesses over a high score fall off
    exponentially or faster (Pickands, "Statistical inference using extreme order statistics", 1975, with
    shape 0: cautious for scores, which end at 1).
    """
    share = share * _CAUTION
    start = float(np.quantile(tops, 1 - _TAIL_SHARE))
    if share >= _TAIL_SHARE:
        return float(np.quantile(tops, 1 - share))
    excess = float((tops[tops > start] - start).mean()) if (tops > start).any() else 0.0
    return min(1.0, start + _TAIL_STRETCH * excess * float(np.log(_TAIL_SHARE / share)))


def reference_bar(first: Floats, strangers: Strangers, fpir: float = DEFAULT_FPIR) -> float:
    """The cosine to one of a sitting's pictures from which another may join; `first` (D,) is one of them.

    Nobody confirms who is on the others: so a stranger is let in a tenth as often as one may be given a name.
    """
    crowds = like_picture(first, strangers)
    return max(quantile_above(scores, fpir * _REFERENCE_FACTOR) for scores in crowds)


def like_picture(picture: Floats, strangers: Strangers) -> list[Floats]:
    """What strangers score against one picture (D,), crowd by crowd, as real ones would get it."""
    return [_stretch(crowd.faces @ picture, crowd.stretch) for crowd in strangers.crowds]


def miss_rate(matcher: Matcher, threshold: float) -> MissRate | None:
    """Each reference of people with several is left out, and looked for; None where nobody has two.

    Pictures taken in one moment are more alike than tomorrow's: the true share is rather higher.
    """
    found = leave_one_out(matcher)
    if not len(found):
        return None
    missed = int((found < threshold).sum())
    low, high = interval95(missed, len(found))
    return MissRate(missed / len(found), low, high, len(found))


def leave_one_out(matcher: Matcher) -> Floats:
    """The score of each reference against the person's others, for people with two or more: (K,)."""
    snapshot = matcher.snapshot
    scores: list[Floats] = [np.zeros(0, np.float32)]
    places: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    for count in np.unique(snapshot.counts[snapshot.counts > 1]):
        rows = np.flatnonzero(snapshot.counts == count)
        for start in range(0, len(rows), _PEOPLE_AT_ONCE):
            own = snapshot.starts[rows[start : start + _PEOPLE_AT_ONCE], None] + np.arange(count)
            scores.append(matcher.among_themselves(snapshot.columns.T[own]).ravel())
            places.append(own.ravel())
    return np.concatenate(scores)[np.argsort(np.concatenate(places))]


def interval95(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, 0..1; (0, 1) where nothing was counted."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, _Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
