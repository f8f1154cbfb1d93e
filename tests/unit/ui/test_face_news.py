"""Who has come into view is told once, together, and not too often."""

from __future__ import annotations

import pytest

from desktop.ui.live.face_news import FaceNews
from desktop.ui.live.face_views import FaceView, Who


def shown(key: int, name: str = "", who: Who = "unknown") -> FaceView:
    return FaceView(key, name or f"Face {key}", (0, 0, 9, 9), (), "", False, "named" if name else who)


def test_somebody_known_is_told_at_once_and_once() -> None:
    news = FaceNews()
    assert news.take([shown(1, "Ada")], 0.0) == "Ada: in view."
    assert {news.take([shown(1, "Ada")], float(second)) for second in range(1, 60)} == {""}


def test_who_comes_together_is_told_together_and_not_within_five_seconds() -> None:
    news = FaceNews()
    assert news.take([shown(1, "Ada"), shown(2, "Bo")], 0.0) == "Ada, Bo: in view."
    assert news.take([shown(1, "Ada"), shown(3, "Cleo")], 1.0) == ""
    assert news.take([shown(1, "Ada"), shown(3, "Cleo")], 5.0) == "Cleo: in view."


def test_who_left_before_being_told_is_not_told() -> None:
    news = FaceNews()
    news.take([shown(1, "Ada")], 0.0)
    news.take([shown(2, "Bo")], 2.0)
    assert news.take([], 5.0) == ""


def test_a_short_absence_is_no_news_and_a_long_one_is() -> None:
    news = FaceNews()
    news.take([shown(1, "Ada")], 0.0)
    assert news.take([shown(2, "Ada")], 20.0) == ""
    assert news.take([shown(3, "Ada")], 51.0) == "Ada: in view."


@pytest.mark.parametrize("who", ["unknown", ""])
def test_an_unknown_face_is_told_when_it_stays_so(who: Who) -> None:
    news = FaceNews()
    assert news.take([shown(1, who=who)], 0.0) == ""
    assert news.take([shown(1, who=who)], 2.0) == "Somebody unknown is in view."
    assert news.take([shown(1, who=who)], 9.0) == ""
    news.take([shown(1), shown(2), shown(3)], 10.0)
    assert news.take([shown(1), shown(2), shown(3)], 12.0) == "2 unknown faces are in view."


def test_a_face_that_gets_its_name_in_time_is_never_unknown() -> None:
    news = FaceNews()
    assert news.take([shown(1)], 0.0) == ""
    assert news.take([shown(1, "Ada")], 1.0) == "Ada: in view."
    assert news.take([shown(1, "Ada")], 9.0) == ""
