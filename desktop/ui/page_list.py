"""The pages of the window beside the live page, in the order of the rail. A new page is one entry here."""

from __future__ import annotations

from desktop.ui.pages import Page, PageContext

__all__ = ["pages_of"]


def pages_of(context: PageContext) -> list[Page]:
    """Every page that works. Their modules are imported on the first visit: the window comes first."""
    return []
