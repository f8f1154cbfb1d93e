"""What a model, or several networks, said of pictures: one page with the pictures and bars, no other file."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.inputs import is_clip
from trainer.evaluate.report.charts import percent
from vision.errors import FacetError, ImageUnreadable
from vision.images import read_image, write_bytes
from vision.opencv import cv2

MOST = 200  # pictures on a page: more would make it slow to open
_SIDE_PX = 480
_JPEG_QUALITY = 84
_BOX_BGR = (168, 95, 29)
_STYLE = """
.answer { display: grid; grid-template-columns: minmax(0, 20rem) minmax(0, 1fr);
  gap: 2rem; margin-top: 2.4rem; }
.answer img { width: 100%; border-radius: .4rem; display: block; }
.answer h2 { overflow-wrap: anywhere; }
.answer h3 { font-size: .875rem; font-weight: 600; margin: 1rem 0 .3rem; }
.row { display: grid; grid-template-columns: 11rem 1fr 4rem; gap: .8rem; align-items: center;
  font-size: .9375rem; }
.row i { display: block; height: .7rem; border-radius: .2rem; background: rgb(var(--accent-rgb) / .82); }
.row b { font-weight: 400; overflow-wrap: anywhere; } .row span { text-align: right; }
@media (max-width: 46rem) { .answer { grid-template-columns: minmax(0, 1fr); } }
"""

Row = Mapping[str, Any]


def write_answers(path: Path, rows: Sequence[Row], top: int) -> int:
    """Writes the page, whole or not at all: how many pictures it shows. `rows` are those of `predict --json`.

    Clips are left out. Raises FacetError where there is no picture, and where it can't be written.
    """
    shown = [row for row in rows if not is_clip(Path(row["source"]))][:MOST]
    if not shown:
        raise FacetError("--report shows pictures, and none was answered.", hint="Use --json for clips.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, answers_page(shown, top).encode())
    except OSError as error:
        raise FacetError(f"{path}: the page can't be written ({error.strerror}).") from error
    return len(shown)


def answers_page(rows: Sequence[Row], top: int) -> str:
    """The page: of each picture the `top` likeliest labels. Nothing is fetched, and no script runs."""
    style = files("trainer.evaluate.report").joinpath("style.css").read_text(encoding="utf-8")
    many = f"{len(rows)} pictures" if len(rows) != 1 else "one picture"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>What {many} show</title>\n<style>\n{style}{_STYLE}</style>\n</head>\n<body>\n"
        f'<p class="over">facet-train predict</p>\n<h1>What {many} show</h1>\n'
        + "\n".join(_picture(row, top) for row in rows)
        + "\n</body>\n</html>\n"
    )


def _picture(row: Row, top: int) -> str:
    source = Path(row["source"])
    blocks = "".join(
        f"<h3>{escape(who)}</h3>" + "".join(_bar(label, share) for label, share in likeliest)
        for who, likeliest in _said(row, top)
    )
    return (
        f'<section class="answer"><img alt="" src="{_thumb(source, row.get("faces", []))}">'
        f"<div><h2>{escape(source.name)}</h2>{blocks}</div></section>"
    )


def _said(row: Row, top: int) -> list[tuple[str, list[tuple[str, float]]]]:
    """Who or what is spoken of, and its likeliest labels."""
    if "backbones" in row:
        return [
            (name, [(one["label"], one["probability"]) for one in classes[:top]])
            for name, classes in row["backbones"].items()
        ]
    many = len(row["faces"]) > 1
    said = [
        (f"face {number}, from the left" if many else "the face", _likeliest(face["scores"], top))
        for number, face in enumerate(row["faces"], 1)
    ]
    whole = row["whole"]
    return said if whole is None else [*said, ("the whole picture", _likeliest(whole["scores"], top))]


def _likeliest(scores: Mapping[str, float], top: int) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda one: -one[1])[:top]


def _bar(label: str, share: float) -> str:
    return (
        f'<div class="row"><b>{escape(label)}</b><i style="width:{max(share, 0.002) * 100:.1f}%"></i>'
        f"<span>{percent(share)}</span></div>"
    )


def _thumb(path: Path, faces: Sequence[Row]) -> str:
    """The picture made small, its faces framed, inside the page."""
    try:
        picture = np.array(read_image(path))
    except ImageUnreadable:
        picture = np.full((_SIDE_PX // 2, _SIDE_PX, 3), 128, np.uint8)  # it was there when it was answered
    width_px = max(1, max(picture.shape[:2]) // 120)
    for face in faces:
        x, y, width, height = face["box"]
        cv2.rectangle(picture, (x, y), (x + width, y + height), _BOX_BGR, width_px)
    return _data_uri(picture)


def _data_uri(picture_bgr: NDArray[np.uint8]) -> str:
    shrink = min(1.0, _SIDE_PX / max(picture_bgr.shape[:2]))
    small = cv2.resize(picture_bgr, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    _, encoded = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode()}"
