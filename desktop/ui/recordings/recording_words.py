"""What the recordings page says of recordings, corrections and replays. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.ui.i18n.direction import joined
from desktop.ui.i18n.numbers import counted, day, file_size, percent, significant, time_of_day
from desktop.ui.live.source_text import recorded_source
from desktop.ui.live.times import clock_text
from desktop.ui.recordings.lanes import moment_words
from desktop.ui.words import comma_list, translate

if TYPE_CHECKING:
    from desktop.recording.library import Listed
    from desktop.recording.replay import Change, Replayed
    from desktop.recording.tracks import TrackLine

_MONTHS_AGO_S = 300 * 86_400.0


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of the list: when or what, who and how long, and whether something is wrong."""

    title: str
    who: str
    detail: str
    problem: bool = False

    def in_words(self) -> str:
        """All of it in one line, for those who listen."""
        return comma_list(part for part in (self.title, self.who, self.detail) if part)


def list_row(found: Listed, now_s: float) -> ListRow:
    """A recording in the list."""
    size = file_size(found.size_bytes)
    if found.problem:
        return ListRow(found.folder.name, translate("Recording", "Can't be opened"), size, problem=True)
    detail = [date_words(found.began_s, now_s)] if found.title else []
    detail += [clock_text(found.duration_s), size]
    return ListRow(
        title=found.title or date_words(found.began_s, now_s),
        who=who_words(found.names, found.unknown, erased=found.erased),
        detail=joined(detail),
    )


def title_words(found: Listed, now_s: float) -> str:
    """What a recording is called."""
    return found.title or date_words(found.began_s, now_s)


def date_words(began_s: float, now_s: float) -> str:
    """When it began: the day and the minute, and the year where that is not plain."""
    began = datetime.fromtimestamp(began_s)
    now = datetime.fromtimestamp(now_s)
    time = time_of_day(began)
    if began.date() == now.date():
        return translate("Recording", "Today, {time}").format(time=time)
    if (now.date() - began.date()).days == 1:
        return translate("Recording", "Yesterday, {time}").format(time=time)
    when = day(began, year=now_s - began_s > _MONTHS_AGO_S)
    return translate("Recording", "{day}, {time}").format(day=when, time=time)


def who_words(names: Sequence[str], unknown: int, *, erased: bool = False) -> str:
    """Who was seen; `erased`: somebody else was, too."""
    parts = list(names)
    if unknown == 1:
        parts.append(translate("Recording", "1 unknown") if names else translate("Recording", "1 face"))
    elif unknown:
        said = translate("Recording", "{n} unknown") if names else translate("Recording", "{n} faces")
        parts.append(said.format(n=unknown))
    if not parts and erased:
        return translate("Recording", "Somebody who was erased")
    return comma_list(parts) or translate("Recording", "Nobody")


def no_picture_words(found: Listed, picture_erased: bool) -> str:
    """Why there is no picture, and what there is instead."""
    if found.erased and not found.names and not found.unknown:
        return translate("Recording", "Who was in it was erased: nothing is left to see.")
    if picture_erased:
        return translate("Recording", "The picture was deleted: boxes and answers only.")
    return translate("RecordingView", "No picture was kept: boxes and answers only.")


def nobody_words(found: Listed) -> str:
    """What the timeline tells where no face is in it."""
    if found.erased:
        return translate("Recording", "Who was in it was erased: nothing is left to see.")
    return translate("Timeline", "Nobody was seen")


def facts_words(found: Listed, now_s: float, picture_erased: bool) -> str:
    """The line under the title of the opened recording."""
    parts = [date_words(found.began_s, now_s)] if found.title else []
    parts += [clock_text(found.duration_s), file_size(found.size_bytes)]
    if picture_erased:
        parts.append(translate("Recording", "picture deleted, for it showed somebody who was erased"))
    elif not found.has_picture:
        parts.append(translate("Recording", "answers only"))
    if not found.whole:
        parts.append(translate("Recording", "broke off"))
    if found.source:
        parts.append(recorded_source(found.source))
    return joined(parts)


def head_words(count: int, size_bytes: int) -> str:
    """The sentence at the head of the page."""
    if not count:
        return translate("Recording", "Sessions that you recorded, to watch, correct and export.")
    said = (
        translate("Recording", "1 recording, {size}")
        if count == 1
        else translate("Recording", "{n} recordings, {size}")
    )
    return said.format(n=count, size=file_size(size_bytes))


def delete_words(found: Listed, now_s: float) -> str:
    """What deleting one takes away."""
    said = translate(
        "Recording",
        "“{title}”, {size}, is deleted for good from this computer. Names that were learned from it stay "
        "with the people.",
    )
    return said.format(title=title_words(found, now_s), size=file_size(found.size_bytes))


def delete_all_words(count: int, size_bytes: int) -> str:
    """What deleting all takes away."""
    said = translate("Recording", "{n} recordings, {size}, are deleted for good from this computer.")
    if count == 1:
        said = translate("Recording", "The only recording, {size}, is deleted for good from this computer.")
    return said.format(n=count, size=file_size(size_bytes))


def named_words(name: str | None, before: str, learned: bool) -> str:
    """A face of a recording got a name, or lost one."""
    if name is None:
        return translate("Recording", "This face is not {before} in this recording.").format(before=before)
    if learned:
        return translate("Recording", "{before} is {name} here, and Facet learned it.").format(
            before=before, name=name
        )
    return translate("Recording", "{before} is {name} in this recording.").format(before=before, name=name)


def span_words(line: TrackLine) -> str:
    """From when to when a face was followed; with tenths where that is short."""
    in_words = clock_text if line.end_s - line.start_s >= 2 else moment_words
    said = translate("Recording", "from {start} to {end}")
    return said.format(start=in_words(line.start_s), end=in_words(line.end_s))


def counts_words(line: TrackLine) -> str:
    """For how much of the recording a correction of this face counts."""
    said = translate("Recording", "This counts {span}: for all the time that the face was followed.")
    return said.format(span=span_words(line))


def change_words(change: Change, title: str) -> str:
    """One answer that came out differently in a replay."""
    if change.task == "face":
        if change.now is None:
            return translate("Recording", "{face}: not found now").format(face=title)
        return translate("Recording", "A face that was not found before")
    none = translate("Recording", "no clear answer")
    if change.task == "identity":
        none = translate("Recording", "unknown")
    said = translate("Recording", "{face}: {before} → {now}")
    return said.format(face=title, before=change.before or none, now=change.now or none)


def change_time(change: Change) -> str:
    """When it stood."""
    if change.end_s - change.start_s < 0.1:
        return moment_words(change.start_s)
    return f"{moment_words(change.start_s)} – {moment_words(change.end_s)}"


def change_line(change: Change) -> str:
    """When it stood, and in how many pictures: their sum is what the heading counts."""
    when = change_time(change)
    if change.frames == 1:
        return when
    return joined((when, translate("Recording", "{n} pictures").format(n=counted(change.frames))))


def replayed_words(done: Replayed) -> tuple[str, str]:
    """What a replay gave: a heading, and a sentence."""
    compared = sum(done.compared.values())
    count = compared - sum(done.equal.values())
    if count == 0:
        heading = translate("Recording", "Every answer is the same")
    elif count == 1:
        heading = translate("Recording", "1 answer changed")
    else:
        heading = translate("Recording", "{n} answers changed").format(n=counted(count))
    said = translate("Recording", "{percent} % of {n} answers are as recorded.")
    # cut off, not rounded: 100 % means every one
    sentence = said.format(percent=significant(int(1000 * done.share_equal) / 10), n=counted(compared))
    if not done.whole:
        sentence += " " + translate("Recording", "Stopped before the end.")
    return heading, sentence


def progress_words(done: int, whole: int) -> str:
    """How far it is."""
    return percent(done / whole if whole else 0)
