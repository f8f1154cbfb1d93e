"""The one place that turns an error into words on screen."""

from __future__ import annotations

import logging

from desktop.ui.i18n.said import said
from desktop.ui.words import translate
from vision.errors import FacetError

_log = logging.getLogger(__name__)


def error_words(error: Exception) -> tuple[str, str]:
    """What happened, and what to do. Anything but a FacetError is a bug: logged, and said plainly."""
    if isinstance(error, FacetError):
        return said(error.message), said(error.hint)
    _log.error("unexpected", exc_info=error)
    return (
        translate("Errors", "Something went wrong inside Facet, and that is no fault of yours."),
        translate("Errors", "The log has the details."),
    )
