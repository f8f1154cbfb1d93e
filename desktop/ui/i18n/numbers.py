"""Numbers, days and times as the user's language writes them; what programs read is none of its business."""

from __future__ import annotations

from datetime import datetime
from string import Formatter
from typing import Any

from PySide6.QtCore import QDate, QLocale, QTime

from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.languages import ENGLISH
from desktop.ui.words import translate


def counted(value: int) -> str:
    """1,234 in English, 1.234 in German."""
    return _locale().toString(value)


def decimal(value: float, places: int) -> str:
    """So many places behind the point or comma, rounded as `format` rounds."""
    return _locale().toString(float(f"{value:z.{places}f}"), "f", places)


def significant(value: float, digits: int = 6) -> str:
    """So many digits that count, and no noughts behind them: 0.25, 1e-05."""
    return _locale().toString(float(f"{value:.{digits}g}"), "g", digits)


def percent(share: float, places: int = 0) -> str:
    """A share from 0 to 1: 96 %, 95.8 %."""
    return translate("Number", "{percent} %").format(percent=decimal(share * 100, places))


def fill(text: str, /, **values: Any) -> str:
    """As `text.format`; numbers with a format ({n:,}, {ms:.1f}, {bar:g}) stand in the user's language."""
    return _FILLER.vformat(text, (), values)


def file_size(size_bytes: int) -> str:
    """40 kB, 1.2 MB, 240 MB, 3.5 GB."""
    return apart(_file_size(size_bytes))


def _file_size(size_bytes: int) -> str:
    if size_bytes < 1e6:
        kilobytes = max(size_bytes / 1e3, 1) if size_bytes else 0
        return fill(translate("Number", "{size:.0f} kB"), size=kilobytes)
    if size_bytes < 1e8:
        return fill(translate("Number", "{size:.1f} MB"), size=size_bytes / 1e6)
    if size_bytes < 1e9:
        return fill(translate("Number", "{size:.0f} MB"), size=size_bytes / 1e6)
    return fill(translate("Number", "{size:.1f} GB"), size=size_bytes / 1e9)


def day(at: datetime, *, year: bool = True) -> str:
    """4 Mar 2026; without the year 4 Mar."""
    order = translate("Number", "d MMM yyyy") if year else translate("Number", "d MMM")
    return _locale().toString(QDate(at.year, at.month, at.day), order)


def time_of_day(at: datetime, *, seconds: bool = False) -> str:
    """15:04, or 3:04 PM where that is usual; with seconds 15:04:09."""
    order = _locale().timeFormat(QLocale.FormatType.ShortFormat)
    order = order.replace("mm", "mm:ss") if seconds else order
    return _locale().toString(QTime(at.hour, at.minute, at.second), order)


def _locale() -> QLocale:
    """The language's own; a program that never chose one, and a system without any, write English."""
    usual = QLocale()
    return QLocale(ENGLISH.locale) if usual.language() is QLocale.Language.C else usual


class _Filler(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, (int, float)) and format_spec:
            return _written(value, format_spec)
        return str(super().format_field(value, format_spec))


def _written(value: float, spec: str) -> str:
    if spec == ",":
        return counted(int(value))
    places = int(spec.strip(".fg") or 6)
    return decimal(value, places) if spec.endswith("f") else significant(value, places)


_FILLER = _Filler()
