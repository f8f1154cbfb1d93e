"""The whole list of licences. Reads many files: not for the window's thread."""

from __future__ import annotations

from desktop.licences.bundled import data_notices, model_notices, system_notices
from desktop.licences.notice import Notice
from desktop.licences.packages import package_notices


def all_notices() -> list[Notice]:
    """Facet, Python and packages, models, data, the system's libraries, in this order."""
    return [*package_notices(), *model_notices(), *data_notices(), *system_notices()]
