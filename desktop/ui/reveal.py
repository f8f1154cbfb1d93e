"""Showing a file in the system's own file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.ui.words import translate


def not_opened(path: Path) -> str:
    """What to say where nothing opens a file or folder."""
    return translate("Files", "Nothing on this computer opens it: {path}").format(path=path)


def reveal(path: Path) -> bool:
    """Open the folder that holds `path`, the file marked where the system can; False where nothing opens."""
    target = path if path.exists() else path.parent
    if target.is_file() and sys.platform == "win32":
        return bool(QProcess.startDetached("explorer", ["/select,", str(target)])[0])
    if target.is_file() and sys.platform == "darwin":
        return bool(QProcess.startDetached("open", ["-R", str(target)])[0])
    folder = target.parent if target.is_file() else target
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
