"""The one place that makes Qt speak a language: Facet's translation, Qt's own, direction and numbers."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.ui.i18n.languages import ENGLISH, SYSTEM, Language, language_of
from vision.assets import assets_root

_OWN, _QTS = "facet", "qtbase"
_log = logging.getLogger(__name__)


def speak(app: QApplication, choice: str) -> Language:
    """Speak this language, a code or "system", in all that is built from now on. What stands on screen stays.

    Of a translation that is missing the English words are shown, and the log says so.
    """
    _be_silent(app)
    language = language_of(choice)
    for name, folder in ((_QTS, _qts_folder()), (_OWN, translations_folder())):
        _install(app, name, language, folder)
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if language.right_to_left else Qt.LayoutDirection.LeftToRight
    )
    QLocale.setDefault(_locale(choice, language))
    return language


def translations_folder() -> Path:
    """Where Facet's own translations lie."""
    return assets_root() / "translations"


def _locale(choice: str, language: Language) -> QLocale:
    """How numbers and dates are written: as the system does where it speaks the window's language, too.

    Not with digits other than 0 to 9: times, pictures and charts have those.
    """
    own, system = QLocale(language.locale), QLocale.system()
    fits = system.language() is own.language() and system.zeroDigit() == own.zeroDigit()
    return system if choice == SYSTEM and fits else own


def _qts_folder() -> Path:
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))


def _install(app: QApplication, name: str, language: Language, folder: Path) -> None:
    if language is ENGLISH:
        return
    translator = QTranslator(app)
    translator.setObjectName(name)
    if translator.load(f"{name}_{language.code}", str(folder)):
        app.installTranslator(translator)
    else:
        translator.deleteLater()
        _log.warning("no words of %s for %s in %s", name, language.code, folder)


def _be_silent(app: QApplication) -> None:
    for translator in app.findChildren(QTranslator):
        if translator.objectName() in (_OWN, _QTS):
            app.removeTranslator(translator)
            translator.setObjectName("")
            translator.deleteLater()
