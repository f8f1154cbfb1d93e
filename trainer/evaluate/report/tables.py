"""The page's tables: figures by label, and what was taken for what."""

from __future__ import annotations

from html import escape

from trainer.evaluate.metrics import Figures
from trainer.evaluate.report.charts import percent, share_bar

MATRIX_LABELS = 20  # more have no room side by side
_ROWS = 40
_PAIRS = 25
_DEEP = 0.55  # from this share on a cell is dark enough for white figures


def labels_table(figures: Figures) -> str:
    """A row a label; of many those that are recognised worst, which the caption says."""
    order = list(range(len(figures.labels)))
    caption = ""
    if len(order) > _ROWS:
        order = sorted(order, key=lambda place: figures.per_class[place].f1)[:_ROWS]
        caption = (
            f'<p class="note">The {_ROWS} weakest of {len(figures.labels)} labels; figures.json has all.</p>'
        )
    head = "".join(f"<th>{name}</th>" for name in ("pictures", "precision", "F1", "recall"))
    rows = "".join(_label_row(figures, place) for place in order)
    return (
        f'{caption}<div class="wide"><table><thead><tr><th class="name">label</th>{head}'
        f'<th class="name" colspan="2"></th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _label_row(figures: Figures, place: int) -> str:
    one, interval = figures.per_class[place], figures.intervals.recall_per_class[place]
    told = (
        "" if interval is None else f' title="95 % interval {percent(interval[0])} to {percent(interval[1])}"'
    )
    cells = f"<td>{one.support:,}</td><td>{percent(one.precision)}</td><td>{one.f1:.3f}</td>"
    return (
        f'<tr><td class="name">{escape(one.label)}</td>{cells}<td{told}>{percent(one.recall)}</td>'
        f'<td class="bar">{share_bar(one.recall, interval)}</td>'
        f'<td class="words">{escape(taken_for(figures, place))}</td></tr>'
    )


def taken_for(figures: Figures, place: int) -> str:
    """For example "taken for sad 12, fear 9"; empty where there was no mistake."""
    row = figures.confusion[place]
    wrong = sorted((c for c in range(len(row)) if row[c] and c != place), key=lambda c: -row[c])
    said = ", ".join(f"{figures.labels[other]} {row[other]:,}" for other in wrong[:2])
    return f"taken for {said}" if said else ""


def confusion_table(figures: Figures) -> str:
    """Truth in rows, answers in columns, a row's shares as tints; of many labels the commonest confusions."""
    if len(figures.labels) > MATRIX_LABELS:
        return _pairs_table(figures)
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in figures.labels)
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(_cell(count, sum(row), hit=x == y) for x, count in enumerate(row))
        + "</tr>"
        for y, (label, row) in enumerate(zip(figures.labels, figures.confusion, strict=True))
    )
    return (
        '<div class="wide"><table class="confusion"><thead><tr>'
        '<th class="corner">truth ↓ &nbsp; answer →</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(count: int, total: int, *, hit: bool) -> str:
    if not count:
        return '<td class="none">0</td>'
    share = count / total
    # Mistakes are rare where a model is good: their tint rises faster, so that they are seen.
    tint = 0.10 + 0.80 * (share if hit else min(1.0, share * 2))
    kind = "hit" if hit else "miss"
    deep = " deep" if tint > _DEEP else ""
    return f'<td class="{kind}{deep}" style="--tint:{tint:.2f}">{count:,}<small>{percent(share)}</small></td>'


def _pairs_table(figures: Figures) -> str:
    pairs = [
        (count, truth, answer)
        for truth, row in enumerate(figures.confusion)
        for answer, count in enumerate(row)
        if count and truth != answer
    ]
    pairs.sort(reverse=True)
    rows = "".join(
        f'<tr><td class="name">{escape(figures.labels[truth])}</td>'
        f'<td class="name">{escape(figures.labels[answer])}</td>'
        f"<td>{count:,}</td><td>{percent(count / figures.per_class[truth].support)}</td></tr>"
        for count, truth, answer in pairs[:_PAIRS]
    )
    return (
        f'<p class="note">The {min(_PAIRS, len(pairs))} commonest of {len(pairs):,} kinds of mistake.</p>'
        '<div class="wide"><table><thead><tr><th class="name">truth</th><th class="name">taken for</th>'
        f"<th>pictures</th><th>of that label</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
