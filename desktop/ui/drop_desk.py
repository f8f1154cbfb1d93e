"""What is dropped on the window: watched, offered to the models, or refused where it was dropped."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.ui.drop_words import model_words, refused_words
from desktop.ui.drops import is_model
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.source_text import is_file, source_label
from desktop.ui.parts.notice_bar import Notice
from desktop.ui.shell import Shell
from desktop.ui.source_desk import SourceDesk
from desktop.ui.welcome.desk import WelcomeDesk

if TYPE_CHECKING:
    from desktop.ui.models.page import ModelsPage


class DropDesk(QObject):
    """Takes what the page under the pointer has left to the window."""

    def __init__(
        self,
        shell: Shell,
        welcome: WelcomeDesk,
        sources: SourceDesk,
        controller: LiveController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._shell = shell
        self._welcome = welcome
        self._sources = sources
        self._dropped = ""
        self._told: Notice | None = None
        controller.source_asked.connect(self._take_back)

    def take(self, text: str) -> None:
        """This source or file was dropped."""
        self._dropped = text
        self._take_back()
        if not is_file(text):
            self._sources.open(text)
        elif is_model(Path(text)):
            words = model_words(Path(text).name)
            self._tell(Notice("info", *words, partial(self._add_model, Path(text))))
        else:
            self._sources.open_if_sound(text)

    def refuse(self, text: str, error: Exception) -> None:
        """It can't be watched: said on the page that is shown; all else goes on."""
        self._take_back()
        page = "" if self._welcome.page is not None else self._shell.shown
        words = refused_words(source_label(text).title, error, page, dropped=text == self._dropped)
        self._tell(Notice("warning", *words))

    def _add_model(self, path: Path) -> None:
        """As if it had been dropped on the Models page."""
        self._welcome.leave()
        self._shell.show_page("models")
        models: ModelsPage = self._shell.page("models")  # type: ignore[assignment]
        models.bring_file(path)

    def _tell(self, notice: Notice) -> None:
        self._told = notice
        if self._welcome.page is not None:
            self._welcome.page.notice.show_notice(notice)
        else:
            self._shell.page(self._shell.shown).tell(notice)

    def _take_back(self) -> None:
        told, self._told = self._told, None
        if told is None:
            return
        for page in self._shell.made:
            page.take_back(told)
        if self._welcome.page is not None and self._welcome.page.notice.shown == told:
            self._welcome.page.notice.clear()
