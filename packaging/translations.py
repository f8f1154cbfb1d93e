"""Brings the translations up to date: what the source says into the .ts files, those into the .qm files.

    .venv/bin/python packaging/translations.py

Entries that the source has no more are dropped, new ones are "unfinished": fill them in (`pyside6-linguist`,
or any editor), and run this again. assets/translations/sentences.txt lists what the rooms without Qt say.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sentences import sentences

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ar", "de", "es", "fr", "zh_CN")
SENTENCES = "sentences.txt"
# In Python's own words, since lupdate reads Python: a call that marks the text.
MARKED = 'QCoreApplication.translate("Said", {text})\n'


def update(root: Path, folder: Path) -> None:
    """Write sentences.txt and the .ts files in `folder`: translations that are there stay."""
    told = sentences(root)
    (folder / SENTENCES).write_text("".join(f"{text}\n" for text in told), encoding="utf-8")
    sources = sorted(str(path) for path in (root / "desktop" / "ui").rglob("*.py"))
    with tempfile.TemporaryDirectory() as work:
        marked = Path(work) / "said.py"
        marked.write_text(
            "".join(MARKED.format(text=_quoted(text)) for text in told if has_words(text)), encoding="utf-8"
        )
        listed = Path(work) / "sources.txt"
        listed.write_text("\n".join([*sources, str(marked)]), encoding="utf-8")
        files = [str(folder / f"facet_{language}.ts") for language in LANGUAGES]
        _run("lupdate", "-silent", "-locations", "none", "-no-obsolete", f"@{listed}", "-ts", *files)


def release(folder: Path, into: Path) -> None:
    """Write the .qm file of each .ts file in `folder`."""
    for language in LANGUAGES:
        name = f"facet_{language}"
        _run("lrelease", "-silent", str(folder / f"{name}.ts"), "-qm", str(into / f"{name}.qm"))


def has_words(text: str) -> bool:
    """Whether there is something to translate in a sentence, beside what is filled in."""
    return any(letter.isalpha() for letter in text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _run(tool: str, *arguments: str) -> None:
    command: Sequence[str] = [str(Path(sys.executable).with_name(f"pyside6-{tool}")), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr.strip():
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    translations = ROOT / "assets" / "translations"
    update(ROOT, translations)
    release(translations, translations)
