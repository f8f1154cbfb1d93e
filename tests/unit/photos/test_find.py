"""From what was chosen to a list of photos."""

from __future__ import annotations

from pathlib import Path

from desktop.photos.find import find_photos


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_folders_are_searched_deep_and_in_natural_order(tmp_path: Path) -> None:
    touch(tmp_path, "b10.jpg", "b9.JPG", "a.png", "notes.txt", ".hidden.jpg", "trip/1.webp", ".cache/x.jpg")
    found = [str(path.relative_to(tmp_path)) for path in find_photos([tmp_path])]
    assert found == ["a.png", "b9.JPG", "b10.jpg", str(Path("trip/1.webp"))]


def test_a_photo_chosen_twice_stands_once_and_a_chosen_file_counts_whatever_its_name(tmp_path: Path) -> None:
    touch(tmp_path, "a.png", "scan")
    chosen = [tmp_path / "scan", tmp_path / "a.png", tmp_path]
    assert find_photos(chosen) == [tmp_path / "scan", tmp_path / "a.png"]


def test_a_search_that_is_stopped_ends(tmp_path: Path) -> None:
    touch(tmp_path, "a.png")
    assert find_photos([tmp_path], lambda: True) == []
