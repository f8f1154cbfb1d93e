"""The report: sections put together and written, the page and its figures as JSON."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import LabelledPictures
from trainer.evaluate.looking import Look
from trainer.evaluate.metrics import ECE_BINS, Figures
from trainer.evaluate.mistakes import Mistake, seen_of, worst_mistakes
from trainer.evaluate.report.charts import interval_strip, percent, reliability_diagram
from trainer.evaluate.report.tables import confusion_table, labels_table
from trainer.evaluate.results import write_json
from trainer.evaluate.runner import Evaluation
from vision.errors import FacetError
from vision.images import write_bytes
from vision.opencv import cv2
from vision.recognisers import Recogniser

PAGE, FIGURES = "report.html", "figures.json"
_SHEET = 36
_THUMB_PX = 160
_JPEG_QUALITY = 84


def write_report(
    target: Path,
    evaluation: Evaluation,
    recogniser: Recogniser,
    pictures: LabelledPictures,
    figures: dict[str, Any],
) -> Path:
    """Writes the page and, beside it, its figures as JSON; each whole or not at all. The page's path.

    `target` is a folder, or a file that ends with .html. `figures` are those of `evaluate --json`. Raises
    FacetError where they can't be written.
    """
    page = target if target.suffix.lower() in (".html", ".htm") else target / PAGE
    numbers = page.with_suffix(".json") if page is target else target / FIGURES
    mistakes = worst_mistakes(evaluation, _SHEET)
    seen = seen_of(mistakes, Look(recogniser.card.crop, evaluation.detector))
    text = report_page(evaluation, recogniser, figures, list(zip(mistakes, seen, strict=True)))
    write_json(str(numbers), figures)
    try:
        write_bytes(page, text.encode())
    except OSError as error:
        raise FacetError(f"{page}: the report can't be written ({error.strerror}).") from error
    return page


def report_page(
    evaluation: Evaluation,
    recogniser: Recogniser,
    figures: dict[str, Any],
    mistakes: list[tuple[Mistake, NDArray[np.uint8] | None]],
) -> str:
    """The whole page. Nothing in it is fetched from elsewhere, and no script runs."""
    card, data = recogniser.card, str(figures["data"])
    title = f"{card.name} {card.version} on {data}"
    style = files("trainer.evaluate.report").joinpath("style.css").read_text(encoding="utf-8")
    sections = (
        _head(evaluation, card.task, f"{card.name} {card.version}", data),
        _section("By label", "Recall is drawn with its 95 % interval.", labels_table(evaluation.figures)),
        _section(
            "What was taken for what",
            "Pictures, and shares of all that bear the label.",
            confusion_table(evaluation.figures),
        ),
        _reliability(evaluation.figures),
        _sheet(evaluation, mistakes),
        _section("How this was measured", "", _facts(evaluation, recogniser, figures)),
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="facet-train evaluate">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        + "\n".join(sections)
        + f"\n<footer>Measured {datetime.now(UTC):%Y-%m-%d} with facet-train evaluate. The figures in full "
        "precision lie beside this page as JSON.</footer>\n</body>\n</html>\n"
    )


def _head(evaluation: Evaluation, task: str, name: str, data: str) -> str:
    figures = evaluation.figures
    low, high = figures.ci95
    commonest = max(figures.per_class, key=lambda one: one.support)
    number = f"{figures.accuracy * 100:.1f}"
    strip = interval_strip(figures.accuracy, figures.ci95, commonest.support / figures.n, commonest.label)
    return (
        f'<header>\n<p class="over">Evaluation · {escape(task)}</p>\n'
        f'<h1>{escape(name)} <span class="thin">on {escape(data)}</span></h1>\n'
        f'<div class="lead"><span class="big">{number}<small> %</small></span>'
        f"<p>of {figures.n:,} pictures answered rightly.<br>"
        f'<span class="muted">95 % interval {low * 100:.1f} to {percent(high)}</span></p></div>\n'
        f"{strip}\n{_tiles(evaluation)}\n</header>"
    )


def _tiles(evaluation: Evaluation) -> str:
    figures, of = evaluation.figures, evaluation.figures.intervals
    tiles = [
        ("Balanced accuracy", percent(figures.balanced_accuracy), _to(of.balanced_accuracy, 100)),
        ("F1, mean over labels", f"{figures.f1:.3f}", _to(of.f1)),
        ("Calibration error (ECE)", f"{figures.ece:.3f}", "0 is best"),
    ]
    tiles += [
        (f"Truth among the top {k}", percent(share), "") for k, share in figures.top_k.items() if k in (3, 5)
    ]
    sure = evaluation.sureness
    if sure is not None:
        right = "" if sure.accuracy is None else f"of the others {percent(sure.accuracy)} are right"
        tiles.append(("Unsure", percent(sure.share), right))
    if evaluation.n_no_face:
        share = percent(evaluation.n_no_face / figures.n)
        tiles.append(("No face found", share, f"{evaluation.n_no_face:,} pictures answered whole"))
    drawn = "".join(
        f"<div><dt>{what}</dt><dd>{value}</dd><dd>{aside}</dd></div>" for what, value, aside in tiles
    )
    return f'<dl class="tiles">{drawn}</dl>'


def _to(interval: tuple[float, float], times: int = 1) -> str:
    low, high = interval
    return f"{low * 100:.1f} to {percent(high)}" if times == 100 else f"{low:.3f} to {high:.3f}"


def _section(title: str, note: str, content: str) -> str:
    said = f'<p class="note">{note}</p>' if note else ""
    return f"<section>\n<h2>{title}</h2>\n{said}{content}\n</section>"


def _reliability(figures: Figures) -> str:
    words = (
        "<p>An answer that is 80 % sure should be right 80 times of 100: then the bars end on the "
        "dashed line.</p>"
        '<p><span class="key right"></span>how often answers of this bin were right<br>'
        '<span class="key sure"></span>how sure they were on average</p>'
        f"<p>The expected calibration error, <strong>{figures.ece:.3f}</strong>, is the mean gap between "
        "the two, each bin as heavy as it is full. The small bars below say how full.</p>"
        f'<p class="note">{ECE_BINS} bins of equal width over the probability of the likeliest label, '
        "whatever threshold decides. Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks, "
        "ICML 2017.</p>"
    )
    diagram = reliability_diagram(figures.reliability, len(figures.labels))
    return _section(
        "How far its sureness can be trusted",
        "",
        f'<div class="reliability">{diagram}<div>{words}</div></div>',
    )


def _sheet(evaluation: Evaluation, mistakes: list[tuple[Mistake, NDArray[np.uint8] | None]]) -> str:
    wrong = sum(p.decided != p.truth for p in evaluation.predictions)
    if not wrong:
        return _section("Worst mistakes", "There was none.", "")
    shown = f"The {len(mistakes)} surest of {wrong:,} mistakes" if len(mistakes) < wrong else "All mistakes"
    note = (
        f"{shown}, as the model saw them. First what it answered, then the truth, each with its probability."
    )
    cards = "".join(_card(mistake, seen) for mistake, seen in mistakes)
    return _section("Worst mistakes", note, f'<div class="sheet">{cards}</div>')


def _card(mistake: Mistake, seen: NDArray[np.uint8] | None) -> str:
    picture = '<div class="lost"></div>' if seen is None else f'<img alt="" src="{_data_uri(seen)}">'
    face = "" if mistake.face_found else " · no face found"
    return (
        f'<figure>{picture}<figcaption><span class="said"><b>{escape(mistake.answered)}</b>'
        f"{percent(mistake.probability, 0)}</span><span>{escape(mistake.truth)} "
        f"<i>{percent(mistake.probability_of_truth, 0)}</i></span>"
        f'<small class="file">{escape(mistake.path.name)}{face}</small></figcaption></figure>'
    )


def _data_uri(rgb: NDArray[np.uint8]) -> str:
    large = cv2.resize(rgb, (_THUMB_PX, _THUMB_PX), interpolation=cv2.INTER_CUBIC)
    _, encoded = cv2.imencode(
        ".jpg", cv2.cvtColor(large, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    )
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode()}"


def _facts(evaluation: Evaluation, recogniser: Recogniser, figures: dict[str, Any]) -> str:
    card, used = recogniser.card, figures["model"]
    facts = [
        ("model", f"{card.name} {card.version}, sha256 {used['sha256']}"),
        ("run by", used["provider"]),
        (
            "input",
            f"{card.input.width} × {card.input.height} pixels, margin {card.crop.margin:g} around the face",
        ),
        ("faces", _faces(evaluation)),
        ("decision", _decision(recogniser)),
        ("intervals", "Wilson’s for shares; for balanced accuracy and F1 the bootstrap’s, 2,000 draws"),
        ("left out", _left_out(evaluation, figures)),
        ("trained on", ", ".join(source.name for source in card.data)),
        ("licence", card.licence),
    ]
    return (
        '<dl class="facts">'
        + "".join(f"<dt>{what}</dt><dd>{escape(said)}</dd>" for what, said in facts if said)
        + "</dl>"
    )


def _faces(evaluation: Evaluation) -> str:
    if evaluation.detector is None:
        return "none looked for: each picture is answered whole"
    return (
        f"the largest that {evaluation.detector} finds; the whole picture in {evaluation.n_no_face:,} "
        f"of {evaluation.figures.n:,} pictures where it finds none"
    )


def _decision(recogniser: Recogniser) -> str:
    card = recogniser.card
    if card.output.kind == "sigmoid":
        label = card.output.labels[1]
        return f"“{label}” from a probability of {card.threshold(label):g} on"
    if not card.thresholds:
        return "the likeliest label"
    bars = ", ".join(f"{label} {bar:g}" for label, bar in card.thresholds.items())
    if len(card.thresholds) > 2 and len(set(card.thresholds.values())) == 1:
        bars = f"{next(iter(card.thresholds.values())):g}"
    return f"the likeliest label; unsure below {bars}, and counted by the likeliest all the same"


def _left_out(evaluation: Evaluation, figures: dict[str, Any]) -> str:
    said = [f"{count:,} {reason}" for reason, count in figures["left_out"].items()]
    if evaluation.unreadable:
        said.append(f"{len(evaluation.unreadable):,} that can’t be read")
    return "; ".join(said) or "nothing"
