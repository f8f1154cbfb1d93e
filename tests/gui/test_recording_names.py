"""Names on the recordings page take the room there is; what has none is cut, and whole in its tip."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, Qt

from desktop.ui.recordings.lanes import LaneView, RowView, SpanView
from desktop.ui.recordings.recording_list import RecordingList
from desktop.ui.recordings.recording_words import ListRow
from desktop.ui.recordings.timeline import Timeline

LONG = "Annabelle Marguerite Example-Longfellow"
SEEN = RowView("seen", (SpanView(0.0, 2.0, ""),))


def lane(track: int, title: str) -> LaneView:
    return LaneView(track, title, True, 0.0, 2.0, (SEEN,), f"{title}, from 0:00 to 0:02")


def timeline(theme, qtbot, *titles: str) -> Timeline:
    made = Timeline(theme)
    qtbot.addWidget(made)
    made.show_lanes([lane(at, title) for at, title in enumerate(titles)], 2.0, (), "")
    made.resize(900, made.sizeHint().height())
    made.show()
    return made


def test_a_name_is_whole_where_there_is_room_beside_it(theme, qtbot, painted) -> None:
    wide = timeline(theme, qtbot, LONG, "Ann")
    wide.grab()
    assert [fits for whole, _, fits in painted if whole in (LONG, "Ann")][-2:] == [LONG, "Ann"]
    asked: list[int] = []
    wide.lane_asked.connect(lambda track, _: asked.append(track))
    end = QPoint(wide.fontMetrics().horizontalAdvance(LONG), round(wide._top_of(0)) + 8)
    qtbot.mouseClick(wide, Qt.MouseButton.LeftButton, pos=end)
    assert asked == [0], "all of the name can be clicked, and is no moment of time"
    short = timeline(theme, qtbot, "Ann")
    assert short._x_of(0.0) < wide._x_of(0.0), "no more room than is needed"


def test_a_name_is_cut_where_time_needs_the_room_and_whole_in_its_tip(theme, qtbot, painted) -> None:
    narrow = timeline(theme, qtbot, LONG)
    narrow.resize(400, narrow.height())
    painted.clear()
    narrow.grab()
    (fits,) = {fits for whole, _, fits in painted if whole == LONG}
    assert fits.endswith("…")
    assert narrow._x_of(0.0) <= 200
    assert narrow.words_at(QPointF(20, narrow._top_of(0) + 8)).startswith(LONG)


def test_the_list_names_several_people_in_as_many_lines_as_they_take(theme, qtbot, tmp_path, painted) -> None:
    found = RecordingList(theme)
    qtbot.addWidget(found)
    found.resize(230, 400)
    names = f"{LONG}, Ann Example, Bartholomew Other"
    found.show_rows([(tmp_path, ListRow("Today, 19:54", names, "0:01"))], None)
    found.show()
    painted.clear()
    found.grab()
    assert not [fits for _, _, fits in painted if fits.endswith("…")]
    assert names in found.item(0).toolTip()
    assert found.visualItemRect(found.item(0)).height() < QRect(found.rect()).height()
