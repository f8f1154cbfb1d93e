"""What trainings of one title are called: by what differs, their network or when they began."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.training.offers import FOLDER
from desktop.ui.i18n.direction import joined
from desktop.ui.i18n.numbers import counted, day, time_of_day
from desktop.ui.words import comma_list, model_title, translate

if TYPE_CHECKING:
    from desktop.training.runs import Run

_LONG = 40


@dataclass(frozen=True, slots=True)
class RunTitle:
    """`own` as it was given; `apart` tells it from others of that title, "" where it is the only one."""

    own: str
    apart: str = ""

    @property
    def whole(self) -> str:
        """All of it."""
        return joined((self.own, self.apart)) if self.apart else self.own

    @property
    def short(self) -> str:
        """No longer than a heading may be; what tells it apart is never cut."""
        own = self.own if len(self.own) <= _LONG else f"{self.own[: _LONG - 1]}…"
        return RunTitle(own, self.apart).whole


def titles_of(runs: Sequence[Run]) -> Mapping[str, RunTitle]:
    """The title of each training, by its key."""
    alike: dict[str, list[Run]] = {}
    for run in runs:
        alike.setdefault(run.title, []).append(run)
    return {
        run.key: RunTitle(title, apart)
        for title, found in alike.items()
        for run, apart in zip(found, _apart(found), strict=True)
    }


def _apart(runs: Sequence[Run]) -> list[str]:
    """What differs: the networks, and of one network when they began, as exactly as is needed."""
    if len(runs) == 1:
        return [""]
    networks = [_network(run) for run in runs]
    if len(set(networks)) == 1:
        return _times(runs)
    alike = {network: [run for run in runs if _network(run) == network] for network in networks}
    times = {
        run.key: when
        for found in alike.values()
        for run, when in zip(found, _times(found) if len(found) > 1 else [""], strict=True)
    }
    return [comma_list(filter(None, (_network(run), times[run.key]))) for run in runs]


def _times(runs: Sequence[Run]) -> list[str]:
    """When each began: the time of one day, else the day too."""
    began: Callable[[Run], str] = _clock if len({run.began[:10] for run in runs}) == 1 else _when
    for way in (began, _exactly):
        said = [way(run) for run in runs]
        if all(said) and len(set(said)) == len(said):
            return said
    return [counted(len(runs) - at) for at in range(len(runs))]  # in one second: the newest is listed first


def _network(run: Run) -> str:
    if run.order.recipe == FOLDER:
        return translate("Training", "from scratch")
    return model_title(run.order.backbone) if run.order.backbone else ""


def _when(run: Run) -> str:
    at = _moment(run)
    return "" if at is None else comma_list((day(at), time_of_day(at)))


def _clock(run: Run) -> str:
    at = _moment(run)
    return "" if at is None else time_of_day(at)


def _exactly(run: Run) -> str:
    at = _moment(run)
    return "" if at is None else comma_list((day(at), time_of_day(at, seconds=True)))


def _moment(run: Run) -> datetime | None:
    try:
        return datetime.fromisoformat(run.began)
    except ValueError:
        return None
