"""The settings page: every setting with its help, found by words, put back one by one or all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.folders import cache_dir, config_dir, data_dir, log_dir, pictures_dir, recordings_dir
from desktop.settings import Settings
from desktop.ui.errors import error_words
from desktop.ui.i18n.languages import language_of
from desktop.ui.i18n.said import said
from desktop.ui.live.toast import Toast
from desktop.ui.pages import PageContext, PageWidget
from desktop.ui.parts.announce import announce
from desktop.ui.parts.focus import reach_in_turn, stand_in_order
from desktop.ui.parts.notice_bar import Notice, NoticeBar
from desktop.ui.parts.page_head import PageHead
from desktop.ui.parts.prose import named
from desktop.ui.parts.search_field import SearchField
from desktop.ui.parts.section import Section
from desktop.ui.parts.texts import label
from desktop.ui.reveal import not_opened, reveal
from desktop.ui.settings.erase_row import EraseRow
from desktop.ui.settings.keys_section import KeysSection
from desktop.ui.settings.setting_row import SettingRow
from desktop.ui.settings.setting_views import by_group, found, has_words, setting_view, words_in
from desktop.ui.settings.table import all_settings, default_of, group_titles, value_of, with_value
from desktop.ui.settings.work import impossible_choices
from desktop.ui.theme.tokens import SPACE

_WIDEST = 920
_SEARCH_WIDTH = 220


class SettingsPage(PageWidget):
    """Changes go through the keeper: the window and this page hear of them alike."""

    def __init__(
        self,
        context: PageContext,
        ask_machine: Callable[[], Mapping[tuple[str, Any], str]] = impossible_choices,
    ) -> None:
        super().__init__()
        self._context = context
        self._ask_machine = ask_machine
        self._why_not: Mapping[tuple[str, Any], str] = {}
        self._table = all_settings()
        self.rows: dict[str, SettingRow] = {}
        self.sections: dict[str, Section] = {}
        self.erase = EraseRow(context)
        self.keys = KeysSection(context.commands(), context.keeper, context.theme)
        self.notice = NoticeBar(context.theme)
        self._head = PageHead(
            self.tr("Settings"),
            self.tr("Every change is saved and takes effect at once. Only a new language needs a restart."),
        )
        self.toast = Toast(context.theme, self, self._head)
        self._spoken = language_of(context.keeper.settings.language)
        self.search = SearchField(
            self.tr("Find a setting"), self.tr("Show only settings with these words"), _SEARCH_WIDTH
        )
        self.reset_all = QPushButton(self.tr("Reset all"))
        self.start_again = QPushButton(self.tr("Start again now"))
        self._nothing = label(self.tr("No setting has these words."), "muted")
        self._build()
        context.keeper.changed.connect(lambda _: self._refresh())
        self._refresh()
        if context.keeper.settings.notice:
            self.notice.say("warning", said(context.keeper.settings.notice))

    def on_shown(self) -> None:
        """Ask again what can be chosen: a model may have been downloaded meanwhile."""
        self._context.tasks.read(self._ask_machine, self._take_machine, self._not_asked, name="settings-page")

    def on_hidden(self) -> None:
        """Who comes back sees every setting."""
        self.search.clear()

    def tell(self, notice: Notice) -> None:
        """It stands above the settings, which may be scrolled."""
        super().tell(notice)
        self._area.verticalScrollBar().setValue(0)

    def _not_asked(self, error: Exception) -> None:
        self.notice.say("problem", *error_words(error))

    def _take_machine(self, why_not: Mapping[tuple[str, Any], str]) -> None:
        self._why_not = why_not
        self._refresh()

    def _refresh(self) -> None:
        settings = self._context.keeper.settings
        for setting in self._table:
            self.rows[setting.name].show_view(setting_view(setting, settings, self._why_not))
        for part in (self._other_language, self.start_again):
            part.setVisible(language_of(settings.language) != self._spoken)
        self.keys.refresh()
        own_keys = bool(settings.shortcuts)
        changed = own_keys or any(not setting_view(one, settings, {}).is_default for one in self._table)
        self.reset_all.setEnabled(changed)
        tip = self.tr("Put every setting back to its default")
        self.reset_all.setToolTip(tip if changed else self.tr("Every setting has its default already"))

    def _change(self, name: str, value: Any) -> None:
        self._context.keeper.take(with_value(self._context.keeper.settings, name, value))
        if name == "language" and not self._other_language.isHidden():
            announce(self._other_language, self._other_language.text())

    def _reset_all(self) -> None:
        before = self._context.keeper.settings
        settings = before
        for setting in self._table:
            settings = with_value(settings, setting.name, default_of(setting.name))
        settings = settings.changed(shortcuts={})
        self._context.keeper.take(settings)
        said, undo = self.tr("Every setting has its default."), self.tr("Undo")
        self.toast.say(said, undo, lambda: self._undo(before), undoes=True)

    def _erased(self, words: str) -> None:
        self.notice.clear()
        self.toast.say(words)

    def _refuse(self, text: str, detail: str) -> None:
        self.notice.say("problem", text, detail)
        self._area.verticalScrollBar().setValue(0)

    def _undo(self, before: Settings) -> None:
        """What was reset is as before, but for what was changed since; the rest is none of its business."""
        settings = self._context.keeper.settings
        for setting in self._table:
            if value_of(settings, setting.name) == default_of(setting.name):
                settings = with_value(settings, setting.name, value_of(before, setting.name))
        self._context.keeper.take(settings.changed(shortcuts=before.shortcuts | settings.shortcuts))

    def _search(self, query: str) -> None:
        shown = {setting.name for setting in found(self._table, query)}
        for name, row in self.rows.items():
            row.setVisible(name in shown)
        group = group_titles()["privacy"].casefold()
        self.erase.setVisible(has_words(f"{self.erase.words} {group}", query))
        keys_found = self.keys.search(query)
        for group, settings in by_group(self._table).items():
            extra = group == "privacy" and not self.erase.isHidden()
            self.sections[group].setVisible(extra or any(setting.name in shown for setting in settings))
        self._places.setVisible(has_words(self._places.accessibleName().casefold(), query))
        hidden = self.erase.isHidden() and self._places.isHidden()
        self._nothing.setVisible(not shown and not keys_found and hidden)
        self._arrange(query)

    def _arrange(self, query: str) -> None:
        """What has the words in its own title stands above what has them in its help."""
        titles, best, parts = group_titles(), {}, {}
        for group, settings in by_group(self._table).items():
            rows: list[tuple[str, QWidget]] = [(one.title, self.rows[one.name]) for one in settings]
            if group == "privacy":
                rows.append((self.erase.accessibleName(), self.erase))
            parts[group] = [row for _, row in sorted(rows, key=lambda row: -words_in(row[0], query))]
            shown = [titles[group], *(title for title, row in rows if not row.isHidden())]
            best[group] = max(words_in(title, query) for title in shown)
        order = sorted(best, key=lambda group: -best[group])
        stand_in_order(self._column, [self.sections[group] for group in order])
        for group in order:
            stand_in_order(self.sections[group].rows, parts[group])
        reach_in_turn([*(row for group in order for row in parts[group]), self.keys, self._places])

    def _build(self) -> None:
        self.search.textChanged.connect(self._search)
        self.reset_all.clicked.connect(self._reset_all)
        self.erase.done.connect(self._erased)
        self.erase.refused.connect(self._refuse)
        self._head.add(self.search)
        self._head.add(self.reset_all)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Settings"))
        area.setWidget(self._make_inside())
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._head)
        rows.addWidget(area, 1)
        self.setFocusProxy(self.search)

    def _make_inside(self) -> QWidget:
        column = self._column = QVBoxLayout()
        column.setSpacing(SPACE.medium)
        column.addWidget(self.notice)
        column.addWidget(self._nothing)
        self._nothing.hide()
        titles = group_titles()
        for group, settings in by_group(self._table).items():
            section = Section(titles[group])
            for setting in settings:
                section.rows.addWidget(self._make_row(setting.name))
            if group == "privacy":
                section.rows.addWidget(self.erase)
            self.sections[group] = section
            column.addWidget(section)
        column.addWidget(self.keys)
        self._other_language = self._make_other_language()
        self.rows["language"].add_below(self._other_language, self.start_again)
        self._places = self._make_places()
        column.addWidget(self._places)
        column.addStretch(1)
        inside = QWidget()
        across = QHBoxLayout(inside)
        across.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.large)
        limited = QWidget()
        limited.setMaximumWidth(_WIDEST)
        column.setContentsMargins(0, 0, 0, 0)
        limited.setLayout(column)
        across.addWidget(limited, 1)
        across.addStretch(0)
        return inside

    def _make_other_language(self) -> QLabel:
        """What stands at the language, with a button, as long as the window speaks another one."""
        words = self.tr("The window speaks it when Facet starts again.")
        self.start_again.setToolTip(words)
        self.start_again.clicked.connect(self._context.restart)
        return label(words, wraps=True)

    def _make_row(self, name: str) -> SettingRow:
        setting = next(one for one in self._table if one.name == name)
        row = SettingRow(setting_view(setting, self._context.keeper.settings, {}), self._context.theme)
        row.changed.connect(self._change)
        row.reset_asked.connect(lambda asked: self._change(asked, default_of(asked)))
        self.rows[name] = row
        return row

    def _make_places(self) -> Section:
        """Where the files lie: nothing is kept anywhere else."""
        section = Section(self.tr("Where Facet keeps things"))
        for words, path in (
            (self.tr("Settings"), config_dir()),
            (self.tr("Models and people"), data_dir()),
            (self.tr("Recordings"), recordings_dir()),
            (self.tr("Snapshots"), pictures_dir()),
            (self.tr("What can be made again"), cache_dir()),
            (self.tr("The log, for bug reports"), log_dir()),
        ):
            section.rows.addLayout(self._make_place(words, path))
        return section

    def _make_place(self, words: str, path: Path) -> QHBoxLayout:
        where = label(str(path), "small", wraps=True, selectable=True)
        show = QPushButton(self.tr("Show"))
        show.setAccessibleName(self.tr("Show the folder: %s") % words)
        show.setToolTip(self.tr("Open this folder"))
        show.clicked.connect(lambda: self._reveal(path))
        across = QHBoxLayout()
        across.setSpacing(SPACE.medium)
        across.addLayout(named(words, where), 1)
        across.addWidget(show, 0, Qt.AlignmentFlag.AlignVCenter)
        return across

    def _reveal(self, path: Path) -> None:
        def done(opened: bool) -> None:
            if not opened:
                self.toast.say(not_opened(path), warns=True)

        if path.is_dir():
            self._context.tasks.run(lambda: reveal(path), done, name="reveal")
        else:
            self._tell(self.tr("Nothing has been kept there yet."))

    def _tell(self, text: str) -> None:
        self.toast.say(text)
