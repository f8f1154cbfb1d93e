"""Numbers, days and times as each language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from desktop.ui.i18n.languages import LANGUAGES
from desktop.ui.i18n.numbers import counted, day, decimal, file_size, fill, percent, significant, time_of_day

MOMENT = datetime(2026, 3, 4, 15, 4)


@pytest.fixture
def write() -> Iterator[Callable[[str], None]]:
    """Writes numbers as a language does, until the test ends."""
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("name", "whole", "broken", "share"),
    [
        ("en_GB", "12,345", "0.25", "95.8"),
        ("de", "12.345", "0,25", "95,8"),
        ("fr", "12\u202f345", "0,25", "95,8"),
        ("es", "12.345", "0,25", "95,8"),
        ("zh_CN", "12,345", "0.25", "95.8"),
        ("ar_AE", "12,345", "0.25", "95.8"),
        ("C", "12,345", "0.25", "95.8"),
    ],
)
def test_a_number_in_each_language(write, name, whole, broken, share) -> None:
    write(name)
    assert counted(12345) == whole
    assert decimal(0.25, 2) == significant(0.25) == broken
    assert percent(0.958, 1).startswith(share)
    assert "%" in percent(0.958)


def test_every_language_of_the_window_has_a_locale_of_its_own() -> None:
    assert len({QLocale(language.locale).name() for language in LANGUAGES}) == len(LANGUAGES)
    for language in LANGUAGES:
        assert QLocale(language.locale).name().startswith(language.code)


def test_numbers_are_filled_in_by_their_format(write) -> None:
    write("de")
    assert fill("{n:,} in {ms:.1f} ms", n=2719, ms=4.25) == "2.719 in 4,2 ms"
    assert fill("{a:g}, {b:.2g}, {c:.0f}", a=0.001, b=0.000345, c=7.6) == "0,001, 0,00034, 8"


def test_what_has_no_format_stays_as_it_is(write) -> None:
    write("de")
    assert fill("{name} {year} {text:>3}", name="1.5.bin", year=2026, text="x") == "1.5.bin 2026   x"


def test_it_rounds_as_python_does() -> None:
    for value in (0.125, 2.675, 0.5, 1.5, 2.5, 99.95, 0.005):
        assert decimal(value, 0) == f"{value:.0f}"
        assert decimal(value, 1) == f"{value:.1f}"


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [
        (0, "0 kB"),
        (10, "1 kB"),
        (122_489, "122 kB"),
        (1_541_574, "1,5 MB"),
        (24_040_000, "24,0 MB"),
        (240_400_000, "240 MB"),
        (3_210_000_000, "3,2 GB"),
    ],
)
def test_a_size_has_the_unit_that_fits(write, size_bytes: int, words: str) -> None:
    write("de")
    assert file_size(size_bytes) == words


def test_nearly_nothing_has_no_sign(write) -> None:
    write("en_GB")
    assert decimal(-0.004, 2) == "0.00"
    assert decimal(-0.006, 2) == "-0.01"


def test_a_time_has_seconds_where_they_tell_something(write) -> None:
    moment = MOMENT.replace(second=9)
    for name, words in (("en_GB", "15:04:09"), ("de", "15:04:09"), ("en_US", "3:04:09\u202fPM")):
        write(name)
        assert time_of_day(moment, seconds=True) == words


def test_a_day_and_a_time(write) -> None:
    write("en_GB")
    assert (day(MOMENT), day(MOMENT, year=False), time_of_day(MOMENT)) == ("4 Mar 2026", "4 Mar", "15:04")
    write("fr")
    assert day(MOMENT) == "4 mars 2026"
    write("en_US")
    assert time_of_day(MOMENT).startswith("3:04")
