"""What the user says of a recording: who a face really is, markers. Each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.recording.session_file import SessionFile


@dataclass(frozen=True)
class Said:
    """What stood before a correction of a track. `was_corrected` False: nothing had been said."""

    folder: Path
    track: int
    was_corrected: bool
    name: str | None = None
    person_id: int | None = None


def name_track(folder: Path, track: int, name: str | None, person_id: int | None = None) -> Said:
    """From now on this face is that person, or nobody known: what stood before. Raises RecordingUnusable."""
    with SessionFile(folder) as file:
        before = _said(file, track)
        with file.transaction():
            who = None if name is None else file.name_id(name, person_id)
            file.write("INSERT OR REPLACE INTO corrections VALUES(?, ?)", (track, who))
            _drop_unused_names(file)
        file.scrub()
    return before


def take_back(said: Said) -> None:
    """As it was before. Raises RecordingUnusable."""
    if said.was_corrected:
        name_track(said.folder, said.track, said.name, said.person_id)
        return
    with SessionFile(said.folder) as file:
        with file.transaction():
            file.write("DELETE FROM corrections WHERE track = ?", (said.track,))
            _drop_unused_names(file)
        file.scrub()


def add_marker(folder: Path, time_s: float, text: str = "") -> int:
    """A marker at a time: its number."""
    with SessionFile(folder) as file, file.transaction():
        return file.write("INSERT INTO markers(time_s, text) VALUES(?, ?)", (time_s, text))


def remove_marker(folder: Path, marker_id: int) -> None:
    """Takes a marker away."""
    with SessionFile(folder) as file, file.transaction():
        file.write("DELETE FROM markers WHERE id = ?", (marker_id,))


def _said(file: SessionFile, track: int) -> Said:
    corrections = file.corrections()
    if track not in corrections:
        return Said(file.folder, track, False)
    name, person_id = file.names().get(corrections[track] or 0, (None, None))
    return Said(file.folder, track, True, name, person_id)


def _drop_unused_names(file: SessionFile) -> None:
    """A name that stands nowhere any more is not kept."""
    file.write(
        "DELETE FROM names WHERE id NOT IN (SELECT who FROM corrections WHERE who NOT NULL UNION "
        "SELECT who FROM faces WHERE who NOT NULL UNION SELECT nearest FROM faces WHERE nearest NOT NULL)"
    )
