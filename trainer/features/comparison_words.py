"""A comparison as a table, a plot and a page that needs no other file."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from rich import box
from rich.table import Table

from trainer.features.comparison import Line

_COLUMNS = (
    "backbone",
    "head",
    "train",
    "val",
    "test",
    "95 % interval",
    "recall",
    "fit s",
    "params",
    "ms",
)
WIDE = 100  # columns of a terminal that all of these have room in
_FOR_WIDE = ("95 % interval", "train")
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{padding:.3rem .7rem;border-bottom:1px solid #ccc;text-align:right}"
    "td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}img{max-width:100%}"
)


def table_of(lines: Sequence[Line], *, wide: bool) -> Table:
    """A row a line, the best on validation first: the test part chooses nothing."""
    shown = [place for place, name in enumerate(_COLUMNS) if wide or name not in _FOR_WIDE]
    table = Table(
        *(_COLUMNS[place] for place in shown), box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    for number, column in enumerate(table.columns):
        column.no_wrap = True
        column.justify = "left" if number < 2 else "right"
    for line in ranked(lines):
        cells = _cells(line)
        table.add_row(*(cells[place] for place in shown))
    return table


def ranked(lines: Sequence[Line]) -> list[Line]:
    """The best on validation first."""
    return sorted(lines, key=lambda line: -line.validation)


def plot_of(lines: Sequence[Line], title: str) -> bytes:
    """Test accuracy with its interval, a row a line, the best on validation on top: a PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 1.4 + 0.28 * len(lines)), dpi=90, layout="constrained")
    axis = figure.add_subplot()
    names = list(dict.fromkeys(line.backbone for line in lines))
    rows = ranked(lines)
    for row, line in enumerate(rows):
        low, high = line.test_ci95
        axis.errorbar(
            100 * line.test,
            row,
            xerr=[[100 * (line.test - low)], [100 * (high - line.test)]],
            marker="o",
            color=f"C{names.index(line.backbone)}",
            capsize=3,
        )
    axis.set_yticks(
        range(len(rows)), [f"{one.backbone}, {one.head}, {one.ms_a_picture:.0f} ms" for one in rows]
    )
    axis.invert_yaxis()
    axis.set_xlabel("test accuracy, %, with its 95 % interval; ms: a picture in ONNX Runtime")
    axis.set_title(title)
    axis.grid(alpha=0.3)
    content = io.BytesIO()
    figure.savefig(content, format="png", metadata={"Software": None})
    return content.getvalue()


def page_of(lines: Sequence[Line], figures: Mapping[str, Any], plot_png: bytes) -> str:
    """The table, the plot and what was compared, as HTML in one file."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(line)) + "</tr>"
        for line in ranked(lines)
    )
    head = "".join(f"<th>{escape(name)}</th>" for name in _COLUMNS)
    split = ", ".join(f"{part} {count}" for part, count in figures["split"].items())
    warning = f"<p><strong>{escape(str(figures['warning']))}</strong></p>" if figures["warning"] else ""
    picture = base64.b64encode(plot_png).decode()
    name = escape(str(figures["data"]))
    where = escape(str(figures["machine"]))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}: backbones compared</title>'
        f"<style>{_STYLE}</style><h1>{name}: backbones compared</h1>"
        f"<p>{len(figures['labels'])} classes; {escape(split)}; seed {figures['seed']}; "
        f"{figures['groups_of_copies']} groups of copies kept together. {where}.</p>"
        f'{warning}<img alt="test accuracy of each line" src="data:image/png;base64,{picture}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></html>\n"
    )


def _cells(line: Line) -> tuple[str, ...]:
    low, high = line.test_ci95
    return (
        line.backbone,
        line.head,
        f"{line.train:.1%}",
        f"{line.validation:.1%}",
        f"{line.test:.1%}",
        f"{low:.1%} to {high:.1%}",
        f"{line.recall:.1%}",
        f"{line.fit_s:.1f}",
        f"{(line.params + line.head_params) / 1e6:.1f} M",
        f"{line.ms_a_picture:.1f}",
    )
