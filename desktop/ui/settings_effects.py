"""What a changed setting changes in the window at once, whoever changed it: key, menu, settings page."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.settings import Settings
from desktop.ui.actions import Actions
from desktop.ui.live.live_controller import LiveController
from desktop.ui.live.page import LivePage
from desktop.ui.live.source_text import CAMERA_PREFIX
from desktop.ui.parts.announce import silence
from desktop.ui.settings.table import reopening, value_of
from desktop.ui.settings_keeper import SettingsKeeper
from desktop.ui.theme.theme import Theme
from desktop.ui.theme.tokens import overlay_colours

_SWITCHES = {
    "snapshot_overlay": "snapshot_with_overlay",
    "overlay": "show_boxes",
    "hud": "show_hud",
    "panel": "show_faces_panel",
    "loop": "loop",
}


class SettingsEffects(QObject):
    """Listens to the keeper."""

    def __init__(
        self,
        keeper: SettingsKeeper,
        theme: Theme,
        actions: Actions,
        page: LivePage,
        controller: LiveController,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._theme = theme
        self._actions = actions
        self._page = page
        self._controller = controller
        self._reopening = reopening()
        keeper.changed.connect(self._take)
        theme.changed.connect(self._show_overlay_look)
        self._show(keeper.settings)

    def _take(self, before: Settings) -> None:
        now = self._keeper.settings
        self._show(now)
        if now.mirror_cameras != before.mirror_cameras:
            info = self._controller.state.info
            if info is not None and info.kind == "camera":
                self._actions["mirror"].setChecked(now.mirror_cameras)
        changed = {name for name in self._reopening if value_of(now, name) != value_of(before, name)}
        if not (self._controller.state.source or "").startswith(CAMERA_PREFIX):
            changed = {name for name in changed if not name.startswith("camera.")}
        if changed:
            self._controller.models_changed()

    def _show(self, settings: Settings) -> None:
        for action, name in _SWITCHES.items():
            self._actions[action].setChecked(getattr(settings, name))
        self._actions.use_keys(settings.shortcuts)
        self._theme.choose(settings.theme)
        self._theme.stand_still(settings.reduce_motion)
        silence(not settings.announce)
        self._theme.scale_text(settings.text_scale)
        self._show_overlay_look()

    def _show_overlay_look(self) -> None:
        settings = self._keeper.settings
        colours = overlay_colours(settings.overlay_colours, high_contrast=self._theme.is_high_contrast)
        self._page.stage.picture.set_overlay_look(colours, settings.overlay_scale)
        self._page.stage.hud.set_colours(colours)
