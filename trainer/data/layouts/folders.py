"""Class folders: DIR/LABEL/picture, at any depth below the label's folder."""

from collections.abc import Sequence
from pathlib import Path

from trainer.data.layouts.labels import match_label
from trainer.data.layouts.samples import (
    LabelledPictures,
    Sample,
    Skipped,
    files_under,
    is_picture,
    require_folder,
    subfolders,
)
from vision.errors import DataUnusable

NOT_A_PICTURE = "not a picture by its name"
_HINT = "Give each class a folder of pictures, named by its label."


def read_folders(root: Path, labels: Sequence[str] | None = None) -> LabelledPictures:
    """Reads class folders below `root`.

    With `labels`, folder names are matched to them (`match_label`), and folders with pictures that match none
    raise DataUnusable naming them all. Without, the folders' own names are the labels, by name.
    """
    require_folder(root, _HINT)
    folders = subfolders(root)
    if not folders:
        raise DataUnusable(root, "has no class folders", hint=_HINT)
    loose = tuple(
        Skipped(path, "lies outside the class folders") for path in sorted(root.iterdir()) if is_picture(path)
    )
    known = tuple(labels) if labels is not None else tuple(folder.name for folder in folders)
    samples, skipped = read_class_folders(folders, known)
    return LabelledPictures(root, samples, known, loose + skipped)


def where_classes_may_be(root: Path) -> str:
    """A hint where all pictures lie in one folder of `root` that holds class folders itself; else ""."""
    inside = [folder for folder in subfolders(root) if _has_picture(folder)]
    deeper = [folder for folder in subfolders(inside[0]) if _has_picture(folder)] if len(inside) == 1 else []
    if len(deeper) < 2:
        return ""
    return f"Its folder holds {len(deeper)} folders: are those the classes? Then give --data {inside[0]}."


def _has_picture(folder: Path) -> bool:
    return any(map(is_picture, files_under(folder)))


def read_class_folders(
    folders: Sequence[Path], labels: Sequence[str]
) -> tuple[tuple[Sample, ...], tuple[Skipped, ...]]:
    """The pictures of these class folders with the label that each folder's name means, and the other files.

    Raises DataUnusable naming every folder that holds pictures and means none of `labels`.
    """
    samples: list[Sample] = []
    skipped: list[Skipped] = []
    strangers: list[Path] = []
    for folder in folders:
        label = match_label(folder.name, labels) if folder.name not in labels else folder.name
        files = list(files_under(folder))
        if label is None:
            strangers += [folder] if any(map(is_picture, files)) else []
            continue
        samples += [Sample(path, label) for path in files if is_picture(path)]
        skipped += [Skipped(path, NOT_A_PICTURE) for path in files if not is_picture(path)]
    if strangers:
        names = ", ".join(folder.name for folder in strangers[:8]) + (", …" if len(strangers) > 8 else "")
        reason = f"has classes that are not among the labels: {names}"
        root = strangers[0].parent
        hint = where_classes_may_be(root) or f"The labels are: {', '.join(labels)}."
        raise DataUnusable(root, reason, hint=hint)
    return tuple(samples), tuple(skipped)
