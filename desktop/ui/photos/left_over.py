"""What a stop left undone on the photos page: photos not read, or not asked about. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.ui.i18n.numbers import fill
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.photos.reading import PhotoResult


@dataclass(frozen=True, slots=True)
class Left:
    """So many of `whole` photos were not read; `asking`: were read, but no model was asked about them.

    `whole` is 0 where the photos were still being looked for: nobody knows how many there are.
    """

    count: int
    whole: int
    asking: bool = False

    @property
    def words(self) -> str:
        """One sentence on it."""
        if not self.whole:
            return translate("Photos", "Stopped before all photos were read.")
        if self.asking:
            said = translate(
                "Photos", "Stopped: the model was not asked about {count:,} of {whole:,} photos."
            )
            if self.whole == 1:
                said = translate("Photos", "Stopped: the model was not asked about the photo.")
        elif self.whole == 1:
            said = translate("Photos", "Stopped: the photo was not read.")
        elif self.count == 1:
            said = translate("Photos", "Stopped: 1 of {whole:,} photos was not read.")
        else:
            said = translate("Photos", "Stopped: {count:,} of {whole:,} photos were not read.")
        return fill(said, count=self.count, whole=self.whole)

    @property
    def act_words(self) -> str:
        """What the button says that goes on."""
        if self.asking:
            return translate("Photos", "Ask about the rest")
        return translate("Photos", "Read the rest")


class LeftOver:
    """Kept until it is done, whoever does it, or until nobody wants it any more."""

    def __init__(self) -> None:
        self._chosen: dict[Path, None] = {}
        self._photos: dict[Path, None] = {}
        self._unasked: dict[Path, None] = {}
        self._digest = ""

    def keep(
        self, chosen: Iterable[Path], photos: Iterable[Path], results: Mapping[Path, PhotoResult]
    ) -> None:
        """A stop came: photos were still to be found in `chosen`; of `photos` not all are in `results`."""
        self._chosen.update(dict.fromkeys(chosen))
        if all(path in results for path in self._photos):
            self._photos.clear()
        self._photos.update(dict.fromkeys(photos))

    def keep_unasked(self, photos: Iterable[Path], digest: str) -> None:
        """A stop came: these are read, but the model known by `digest` was not asked about them."""
        if digest != self._digest:
            self._unasked.clear()
        self._unasked.update(dict.fromkeys(photos))
        self._digest = digest

    def left(self, results: Mapping[Path, PhotoResult], digest: str) -> Left | None:
        """What of it is still undone, with what is known now; `digest`: the model that is asked now."""
        unread = sum(path not in results for path in self._photos)
        if self._chosen:
            return Left(unread, 0)
        if unread:
            return Left(unread, len(self._photos))
        unasked = sum(_lacks_answer(results.get(path), digest) for path in self._unasked)
        if not unasked or not digest or digest != self._digest:
            return None
        return Left(unasked, sum(result.analysis is not None for result in results.values()), asking=True)

    def again(self, results: Mapping[Path, PhotoResult]) -> list[Path]:
        """Where there is something left to read, the photos first."""
        return [*(path for path in self._photos if path not in results), *self._chosen]

    def found(self, chosen: Iterable[Path]) -> None:
        """All photos in these are known now."""
        for path in chosen:
            self._chosen.pop(path, None)

    def asked(self) -> None:
        """A model was asked about every photo, or is from now on."""
        self._unasked.clear()

    def forget(self) -> None:
        """Nobody wants it any more."""
        self._chosen.clear()
        self._photos.clear()
        self._unasked.clear()


def _lacks_answer(result: PhotoResult | None, digest: str) -> bool:
    return result is not None and (result.whole is None or result.whole.digest != digest)
