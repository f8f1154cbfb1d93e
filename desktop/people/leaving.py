"""Who is being erased everywhere: noted before it begins, gone with the person, so that a kill is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.people.gallery import Gallery


def note_leaving(gallery: Gallery, person_id: int, *, learned: bool) -> None:
    """`learned`: what learned from them goes too. Raises PersonUnknown."""
    with gallery.database.transaction(counts=()):
        person = gallery.person(person_id)
        gallery.database.write("INSERT OR REPLACE INTO leaving VALUES(?, ?)", (person.id, learned))


def forget_leaving(gallery: Gallery, person_id: int) -> None:
    """They are not being erased after all."""
    with gallery.database.transaction(counts=()):
        gallery.database.write("DELETE FROM leaving WHERE person_id = ?", (person_id,))


def leaving(gallery: Gallery) -> list[tuple[int, bool]]:
    """People whose erasure was begun and not ended, and whether what learned from them goes too."""
    return [(int(row[0]), bool(row[1])) for row in gallery.database.rows("SELECT * FROM leaving")]
