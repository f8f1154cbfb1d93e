"""The licences of what ships beside the code: models, data, and in a bundle libraries of the system."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from desktop.licences.notice import Notice
from vision.assets import assets_root, shipped_models_root
from vision.model_store import InstalledModel, ModelStore

_LICENCE_ROWS = ("licence", "terms")
_SOURCE_ROWS = ("source code", "source", "had from", "published by")


def model_notices() -> list[Notice]:
    """Every model that ships with Facet, from its card."""
    return [_of_model(model) for model in ModelStore([shipped_models_root()]).installed()]


def data_notices(folder: Path | None = None) -> list[Notice]:
    """Everything that a page of assets/licences describes, one entry a page."""
    pages = sorted((folder or assets_root() / "licences").glob("*.md"))
    return [_of_page(page.read_text(encoding="utf-8")) for page in pages]


def system_notices() -> list[Notice]:
    """Libraries of the system that a bundle was built on; none elsewhere."""
    texts = sorted((Path(getattr(sys, "_MEIPASS", "/nowhere")) / "licences" / "system").glob("*.txt"))
    return [
        Notice("system", path.stem, "", "", path.read_text(encoding="utf-8", errors="replace").strip())
        for path in texts
    ]


def _of_model(model: InstalledModel) -> Notice:
    card = model.card
    trained_on = [
        f"{data.name}, {data.pictures:,} pictures\n  from: {data.origin}\n  terms: {data.terms}"
        for data in card.data
    ]
    parts = [card.description, f"Licence of the weights: {card.licence}"]
    if trained_on:
        parts.append("Trained on:\n\n" + "\n\n".join(trained_on))
    return Notice("model", model.name, card.version, _short(card.licence), "\n\n".join(filter(None, parts)))


def _of_page(markdown: str) -> Notice:
    rows = dict(_rows(markdown))
    title = markdown.strip().partition("\n")[0].lstrip("# ").strip()
    licences = [_short(cell) for cell in next((rows[key] for key in _LICENCE_ROWS if key in rows), ())]
    source = next((", ".join(rows[key]) for key in _SOURCE_ROWS if key in rows), "")
    return Notice("data", title, "", ", ".join(dict.fromkeys(licences)), markdown.strip(), source)


def _rows(markdown: str) -> list[tuple[str, list[str]]]:
    """The rows of its table: what stands first, and the other cells."""
    cells = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in markdown.splitlines()
        if line.startswith("|")
    ]
    return [(row[0].lower(), row[1:]) for row in cells if len(row) > 1]


def _short(licence: str) -> str:
    """ "Apache-2.0" of "Weights: Apache-2.0. Trained on …"."""
    said = licence.removeprefix("Weights: ")
    return re.split(r"[,;:]|\.\s", said)[0].strip()
