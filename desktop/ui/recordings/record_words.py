"""What is said before, during and after recording. No widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.i18n.direction import apart
from desktop.ui.live.times import clock_text
from desktop.ui.words import translate

if TYPE_CHECKING:
    from desktop.recording.recorder import Recorded


def kept_words(folder: str, with_picture: bool) -> str:
    """What a recording keeps, and where."""
    answers = translate(
        "Record",
        "Kept on this computer only, in {folder}: when which face was where in the picture, its name where "
        "it has one, and what smile and emotion were read from it.",
    ).format(folder=apart(folder))
    picture = (
        translate("Record", "The picture is kept too: everyone in view can be recognised in it.")
        if with_picture
        else translate("Record", "No picture and no sound are kept.")
    )
    return f"{answers} {picture}"


def consent_words() -> str:
    """Whose business it is."""
    return translate("Record", "Tell the people in view, and record only if they agree.")


def begun_words(with_picture: bool, mark_key: str, end_key: str) -> str:
    """A recording has begun. The keys: of the marker and of the end, "" for none."""
    said = [translate("Record", "Recording answers, without the picture.")]
    if with_picture:
        said = [translate("Record", "Recording answers and the picture.")]
    if mark_key:
        said.append(translate("Record", "{key} sets a marker.").format(key=mark_key))
    if end_key:
        said.append(translate("Record", "{key} ends it.").format(key=end_key))
    return " ".join(said)


def marked_words(at_s: float) -> str:
    """A marker was set."""
    return translate("Record", "Marker at {time}").format(time=clock_text(at_s))


def ended_words(state: Recorded) -> str:
    """A recording has ended: how long it is, and what did not get in."""
    said = translate("Record", "Recorded {time}.").format(time=clock_text(state.elapsed_s))
    if state.lost_answers:
        lost = translate("Record", "{count} pictures were left out: the disk was too slow.")
        return f"{said} {lost.format(count=state.lost_answers)}"
    if state.lost_pictures:
        lost = translate(
            "Record", "The answers are whole; {count} pictures were left out: the disk was too slow."
        )
        return f"{said} {lost.format(count=state.lost_pictures)}"
    return said


def why_not_words(photos: bool) -> str:
    """Why nothing can be recorded now."""
    if photos:
        return translate("Record", "Photos are not recorded: the Photos page keeps their answers.")
    return translate("Record", "Watch something first")
