"""The application around the window: set-up, run, and an end that leaves nothing behind."""

from __future__ import annotations

import signal
import sys

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.folders import config_dir
from desktop.settings import Settings
from desktop.ui.i18n.speech import speak
from desktop.ui.main_window import MainWindow
from desktop.ui.painted_count import PaintedCount
from desktop.ui.services import real_services
from desktop.ui.theme.icons import application_icon
from desktop.ui.theme.theme import Theme


def make_application() -> QApplication:
    """The one QApplication, named and dressed."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Qt's file dialogs note which folders they were in: here, where erasing all finds it.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(config_dir()))
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Facet")
    app.setApplicationDisplayName("Facet")
    app.setDesktopFileName("facet")
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)
    return app


def run(settings: Settings, source_text: str | None, quit_after: int | None = None) -> int:
    """Show the window and run until it has closed, by itself after `quit_after` pictures.

    A window that asks to be started again is replaced by a new one, in the language of its settings.
    """
    app = make_application()
    theme = Theme(app, settings.theme)
    # Before anything is made: what was never shown, the menu bar first, hears of no other size of type.
    theme.scale_text(settings.text_scale)
    while True:
        speak(app, settings.language)
        window = MainWindow(settings, real_services(), theme)
        code = _run_window(app, window, source_text, quit_after)
        if not window.starts_again:
            return code
        settings, source_text = window.keeper.settings, None
        window.deleteLater()


def _run_window(
    app: QApplication, window: MainWindow, source_text: str | None, quit_after: int | None
) -> int:
    window.finished.connect(app.quit)
    if quit_after is not None:
        PaintedCount(window.page.stage.picture, quit_after, window.close_now)
    window.show()
    QTimer.singleShot(0, window, lambda: window.begin(source_text))
    ends = (signal.SIGINT, signal.SIGTERM)

    def close(*_: object) -> None:
        """Python hears of a signal anywhere, in the middle of painting too: the window closes after that."""
        QTimer.singleShot(0, window, window.close_now)

    before = {number: signal.signal(number, close) for number in ends}
    pulse = QTimer()
    pulse.timeout.connect(lambda: None)  # lets Python see signals while Qt waits
    pulse.start(200)
    try:
        return app.exec()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
