"""The pages of the window beside the live page, in the order of the rail. A new page is one entry here."""

from __future__ import annotations

from desktop.ui.pages import Page, PageContext, PageWidget
from desktop.ui.words import translate

__all__ = ["pages_of"]


def pages_of(context: PageContext) -> list[Page]:
    """Every page that works. Their modules are imported on the first visit: the window comes first."""
    return [
        Page(
            "people",
            translate("Pages", "People"),
            translate("Pages", "See, add and correct whom Facet knows by face"),
            "people",
            lambda: _people(context),
        ),
        Page(
            "photos",
            translate("Pages", "Photos"),
            translate("Pages", "See every face of many photos"),
            "photos",
            lambda: _photos(context),
        ),
        Page(
            "recordings",
            translate("Pages", "Recordings"),
            translate("Pages", "Watch, correct and export what was recorded"),
            "recordings",
            lambda: _recordings(context),
        ),
        Page(
            "training",
            translate("Pages", "Training"),
            translate("Pages", "Train a model on your own pictures"),
            "training",
            lambda: _training(context),
        ),
        Page(
            "models",
            translate("Pages", "Models"),
            translate("Pages", "See, choose, add and measure the models"),
            "models",
            lambda: _models(context),
        ),
        Page(
            "settings",
            translate("Pages", "Settings"),
            translate("Pages", "Change how Facet works and looks"),
            "settings",
            lambda: _settings(context),
        ),
    ]


def _photos(context: PageContext) -> PageWidget:
    from desktop.ui.photos.page import PhotosPage

    return PhotosPage(context)


def _recordings(context: PageContext) -> PageWidget:
    from desktop.ui.recordings.page import RecordingsPage

    return RecordingsPage(context)


def _people(context: PageContext) -> PageWidget:
    from desktop.ui.people.page import PeoplePage

    return PeoplePage(context)


def _settings(context: PageContext) -> PageWidget:
    from desktop.ui.settings.page import SettingsPage

    return SettingsPage(context)


def _models(context: PageContext) -> PageWidget:
    from desktop.ui.models.page import ModelsPage

    return ModelsPage(context)


def _training(context: PageContext) -> PageWidget:
    from desktop.ui.training.page import TrainingPage

    return TrainingPage(context)
