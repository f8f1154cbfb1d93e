"""The theme in use: follows the system or the user's choice, and tells widgets when it changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.settings import ThemeChoice
from desktop.ui.parts.busy_bar import STILL
from desktop.ui.theme.icons import tinted_icon, tinted_pixmap
from desktop.ui.theme.stylesheet import palette, style_sheet
from desktop.ui.theme.tokens import DARK, HIGH, LIGHT, SPACE, Colours

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "contrast": Qt.ColorScheme.Dark,
}
SMALLEST_PT = 10.0


class Theme(QObject):
    """The colours in use. `choose` changes them for the whole program."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: ThemeChoice = "system") -> None:
        super().__init__(app)
        self.app = app
        self._choice: ThemeChoice = choice
        self.applied: tuple[Colours, float, bool] | None = None
        self._system_pt = max(app.font().pointSizeF(), SMALLEST_PT)
        self._body_pt = self._system_pt
        app.setStyle("Fusion")
        for effect in Qt.UIEffect:  # menus and lists open at once, whatever the system does: nothing glides
            app.setEffectEnabled(effect, False)
        # Both are held: PySide calls the second deleted as soon as nobody holds the first.
        self._hints = app.styleHints()
        self._wishes = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._apply)
        self._wishes.contrastPreferenceChanged.connect(self._apply)
        app.layoutDirectionChanged.connect(self._apply)
        self.choose(choice)

    @property
    def choice(self) -> ThemeChoice:
        """What the user chose."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use; a system that doesn't say counts as light."""
        if self._choice != "system":
            return self._choice != "light"
        return self.is_high_contrast or self._hints.colorScheme() == Qt.ColorScheme.Dark

    @property
    def is_high_contrast(self) -> bool:
        """Whether the colours of high contrast are in use: chosen, or asked for by the system."""
        if self._choice != "system":
            return self._choice == "contrast"
        return self._wishes.contrastPreference() == Qt.ContrastPreference.HighContrast

    @property
    def colours(self) -> Colours:
        """The colours in use."""
        return HIGH if self.is_high_contrast else DARK if self.is_dark else LIGHT

    def choose(self, choice: ThemeChoice) -> None:
        """Follow the system, or look so whatever it says."""
        self._choice = choice
        self._hints.setColorScheme(_SCHEMES[choice])
        self._apply()

    def scale_text(self, scale: float) -> None:
        """Texts so many times as large as the system's own."""
        self._body_pt = self._system_pt * scale
        self._apply()

    @property
    def text_scale(self) -> float:
        """How many times as large as the system's texts are."""
        return self._body_pt / self._system_pt

    def stand_still(self, still: bool) -> None:
        """Whether bars of work stand still that would move by themselves; from when they next begin."""
        self.app.setProperty(STILL, still)

    def icon(self, name: str, role: str = "text", on_role: str | None = "on_accent_soft") -> QIcon:
        """An icon in a colour of the theme."""
        on_colour = getattr(self.colours, on_role) if on_role else None
        return tinted_icon(name, getattr(self.colours, role), self.grown(SPACE.icon), on_colour)

    def pixmap(self, name: str, size: int, scale: float, role: str = "text") -> QPixmap:
        """A picture of an icon, for labels."""
        return tinted_pixmap(name, getattr(self.colours, role), size, scale)

    def grown(self, size: int) -> int:
        """So many pixels beside words of the system's size, and as much more as the words are larger."""
        return round(size * self.text_scale)

    def _apply(self) -> None:
        colours = self.colours
        from_right = self.app.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if (colours, self._body_pt, from_right) == self.applied:
            return
        self.applied = colours, self._body_pt, from_right
        font = self.app.font()
        font.setPointSizeF(self._body_pt)
        self.app.setFont(font)
        self.app.setPalette(palette(colours))
        # Qt polishes each widget once for every one that it lies in, where a sheet takes another's place.
        self.app.setStyleSheet("")
        self.app.setStyleSheet(style_sheet(colours, self._body_pt, self.text_scale, from_right=from_right))
        self.changed.emit()
