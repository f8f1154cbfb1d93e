"""The licences of Python and of the packages that an installed desktop has, read from their metadata."""

from __future__ import annotations

import platform
import re
import sys
import sysconfig
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from desktop.licences.notice import Notice
from vision.assets import assets_root

OWN_NAME = "facet-desktop"
# Two builds of one library: the bundle is made with the second of each pair.
_INSTEAD = {"onnxruntime-gpu": "onnxruntime", "opencv-python": "opencv-python-headless"}
# Texts that their packages leave out: the names of the files in assets/licences/texts.
_TEXTS_ELSEWHERE = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
_USUAL_FILES = (
    "LICENSE",
    "LICENSE.txt",
    "LICENSE.md",
    "LICENCE",
    "COPYING",
    "NOTICE",
    "ThirdPartyNotices.txt",
)
_SOURCE_LABELS = ("repository", "source", "source code", "github", "homepage", "home")
_PARTING = "\n\n" + "─" * 40 + "\n\n"


def package_notices() -> list[Notice]:
    """Facet, Python, then every package that Facet needs and what those need, by name.

    Empty but for Python where Facet runs from a folder that was never installed.
    """
    found: dict[str, Distribution] = {}
    wanted = [OWN_NAME]
    while wanted:
        made = _installed(wanted.pop())
        if made is not None and (name := canonical(made.name)) not in found:
            found[name] = made
            wanted += _needed(made)
    own = found.pop(OWN_NAME, None)
    others = [_notice(name, found[name], own) for name in sorted(found)]
    return [*([_own(own)] if own else []), _python(), *others]


def canonical(name: str) -> str:
    """A package's name as all its spellings are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(name: str) -> Distribution | None:
    for each in (name, _INSTEAD.get(canonical(name), "")):
        try:
            return distribution(each) if each else None
        except PackageNotFoundError:
            continue
    return None


def _needed(made: Distribution) -> list[str]:
    """Those of extras are left out; those of other systems are not installed anyway."""
    asked = [text for text in made.requires or () if not re.search(r"\bextra\s*==", text)]
    return [match[0] for text in asked if (match := re.match(r"[\w.-]+", text))]


def _own(made: Distribution) -> Notice:
    return Notice("facet", "Facet", made.version, _licence(made), _own_text(made))


def _own_text(made: Distribution) -> str:
    """Facet's licence alone: its metadata names the pages of assets/licences too."""
    return (made.read_text("licenses/LICENSE") or _read(assets_root().parent / "LICENSE")).strip("\n")


def _notice(name: str, made: Distribution, own: Distribution | None) -> Notice:
    licence = _licence(made)
    text = _text(made) or _text_elsewhere(name)
    if not text and own is not None and "apache" in licence.lower():
        text = _own_text(own)  # the same licence, word for word
    return Notice("package", made.name, made.version, licence, text, _source(made))


def _licence(made: Distribution) -> str:
    said = _field(made, "License-Expression") or _field(made, "License").strip().partition("\n")[0]
    if said:
        return said
    classes = [line for line in made.metadata.get_all("Classifier") or () if line.startswith("License ::")]
    return ", ".join(line.rpartition(":: ")[2] for line in classes)


def _source(made: Distribution) -> str:
    pairs = [text.partition(", ") for text in made.metadata.get_all("Project-URL") or ()]
    links = {label.lower(): link for label, _, link in pairs}
    told = next((links[label] for label in _SOURCE_LABELS if label in links), "")
    return told or _field(made, "Home-page")


def _field(made: Distribution, name: str) -> str:
    return str((made.metadata.get_all(name) or [""])[0])


def _text(made: Distribution) -> str:
    """All licence files that came along, in full. A bundle keeps no list of a package's files."""
    named = [*(made.metadata.get_all("License-File") or ()), *_USUAL_FILES]
    inside = [f"licenses/{name}" for name in named] + named
    texts = [text for path in dict.fromkeys(inside) if (text := made.read_text(path))]
    beside = [_read(path) for path in _beside(made)]
    return _PARTING.join(dict.fromkeys(text.strip("\n") for text in (*texts, *beside) if text.strip()))


def _beside(made: Distribution) -> list[Path]:
    """Where ONNX Runtime keeps its own: in the package, and in a bundle in the folder of licences."""
    module = canonical(made.name).removesuffix("-gpu").replace("-", "_")
    roots = [Path(str(made.locate_file(f"{folder}{module}"))) for folder in ("", "licences/")]
    return [root / name for root in roots for name in _USUAL_FILES]


def _text_elsewhere(name: str) -> str:
    folder = assets_root() / "licences" / "texts"
    return _PARTING.join(_read(folder / file).strip() for file in _TEXTS_ELSEWHERE.get(name, ()))


def _python() -> Notice:
    bundled = Path(getattr(sys, "_MEIPASS", "")) / "licences" / "python" / "LICENSE.txt"
    places = (
        bundled,
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
    )
    text = next((text for place in places if (text := _read(place))), "")
    return Notice(
        "package", "Python", platform.python_version(), "PSF-2.0", text.strip(), "https://www.python.org"
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
