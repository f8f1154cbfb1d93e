"""What is said of a dropped file that is not for the page it was dropped on. No widgets."""

from __future__ import annotations

from desktop.ui.errors import error_words
from desktop.ui.i18n.direction import apart
from desktop.ui.i18n.said import said
from desktop.ui.words import translate
from vision.errors import SourceUnavailable


def refused_words(name: str, error: Exception, page: str, *, dropped: bool) -> tuple[str, str]:
    """Why a file or folder is not watched, and what to do. `page`: where it is said; `dropped`: on it."""
    if not isinstance(error, SourceUnavailable):
        return error_words(error)
    text = translate("Drop", "“{name}” can't be opened: {reason}.")
    text = text.format(name=apart(name), reason=said(error.reason))
    return text, said(error.hint) if _can_be_mended(error) or not dropped else takes_words(page)


def takes_words(page: str) -> str:
    """What can be dropped on a page."""
    if page == "models":
        return translate("Drop", "Models (ONNX files) can be dropped here, and videos and photos to watch.")
    if page == "training":
        return translate(
            "Drop", "Folders of pictures to learn from can be dropped here, and videos and photos to watch."
        )
    if page in ("photos", "people"):
        return translate("Drop", "Photos and folders of photos can be dropped here.")
    return translate("Drop", "Videos, photos, folders of photos and models (ONNX files) can be dropped here.")


def model_words(name: str) -> tuple[str, str, str]:
    """A model was dropped elsewhere than on the Models page: what it is, where it belongs, the button."""
    return (
        translate("Drop", "“{name}” is a model.").format(name=apart(name)),
        translate("Drop", "Models are kept on the Models page."),
        translate("Drop", "Add it to the models"),
    )


def clip_words(name: str, count: int) -> tuple[str, str, str]:
    """So many videos were dropped among photos, the first of this name; the button, "" for none."""
    if count > 1:
        return (
            translate("Drop", "{n} of these files are videos, not photos.").format(n=count),
            translate("Drop", "Drop one of them on the Live page to watch it."),
            "",
        )
    return (
        translate("Drop", "“{name}” is a video, not a photo.").format(name=apart(name)),
        translate("Drop", "It can be watched on the Live page."),
        translate("Drop", "Watch it"),
    )


def no_photo_words(name: str, count: int) -> tuple[str, str]:
    """So many files were dropped that are no photos, the first of this name."""
    text = translate("Drop", "“{name}” is not a photo.").format(name=apart(name))
    if count > 1:
        text = translate("Drop", "{n} of these files are not photos.").format(n=count)
    return text, takes_words("photos")


def _can_be_mended(error: SourceUnavailable) -> bool:
    """Whether the error's own hint helps: the file may be watched once something is done about it."""
    from desktop.engine.sources.video import NoVideo

    return bool(error.hint) and not isinstance(error, NoVideo)
