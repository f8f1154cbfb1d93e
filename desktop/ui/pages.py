"""What a page of the window is: its entry in the rail, and the widget behind it. No page lives here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.ui.actions import Actions
from desktop.ui.parts.notice_bar import Notice, NoticeBar
from desktop.ui.people.desk import PeopleDesk
from desktop.ui.recordings.record_desk import RecordDesk
from desktop.ui.services import Services
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.theme.theme import Theme
from desktop.workers.tasks import Tasks


class PageWidget(QWidget):
    """The content of a page. All hooks are optional; they are called on the window's thread."""

    def on_shown(self) -> None:
        """The page has come into sight."""

    def on_hidden(self) -> None:
        """Another page has taken its place: work that nobody sees should rest."""

    def at_risk(self) -> str:
        """What would be lost if the window closed now, in one sentence; "" where nothing would."""
        return ""

    def point_at(self, name: str) -> None:
        """When the page is shown next, one of its things is to be the chosen one."""

    def stop_work(self) -> None:
        """The window closes: end what runs, and leave nothing half-written."""

    def tell(self, notice: Notice) -> None:
        """Say at the head of the page what the window has to say while it is shown."""
        bar = getattr(self, "notice", None)
        if isinstance(bar, NoticeBar):
            bar.show_notice(notice)

    def take_back(self, notice: Notice) -> None:
        """What was told is over, where it still stands."""
        bar = getattr(self, "notice", None)
        if isinstance(bar, NoticeBar) and bar.shown == notice:
            bar.clear()


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the rail. `make` is called on the first visit; `icon` is a file of assets/icons."""

    name: str
    title: str
    tip: str
    icon: str
    make: Callable[[], PageWidget]


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the window lends its pages."""

    theme: Theme
    tasks: Tasks
    keeper: SettingsKeeper
    services: Services
    watch: Callable[[str], None]
    """Watch a source, on the live page."""
    models_changed: Callable[[], None]
    """Models came, went or were chosen: the live page takes them up."""
    show_page: Callable[[str], None]
    """Show another page, by its name."""
    show_model: Callable[[str], None]
    """Show a model on the Models page, by its name."""
    commands: Callable[[], Actions]
    """The window's commands; there once it is built."""
    at_risk: Callable[[], list[str]]
    """What runs on any page and would be lost if the window closed now, a sentence each."""
    people: PeopleDesk
    """Who is known, and the live names."""
    records: RecordDesk
    """The recording that is being made."""
    restart: Callable[[], None]
    """Close the window and open it anew, for what counts from the start only."""
