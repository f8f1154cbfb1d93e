"""How a page of Markdown looks: spacing, tables and keys in the colours of the theme."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QColor,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from desktop.ui.theme.tokens import SPACE, TYPE, Colours

_LINE_PERCENT = 135
_HALF_BOLD = 600
_COLUMNS_PERCENT = (38, 62)
_HEADINGS = {1: TYPE.title, 2: TYPE.page_title, 3: TYPE.strong}


def dress(document: QTextDocument, colours: Colours) -> None:
    """Qt shows Markdown narrow and bare; this gives it the window's looks."""
    document.setDocumentMargin(SPACE.large)
    block = document.begin()
    while block.isValid():
        _dress_block(block)
        _dress_words(block, document.defaultFont().pointSizeF(), colours)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame, colours)


def _dress_block(block: QTextBlock) -> None:
    cursor = QTextCursor(block)
    shape = block.blockFormat()
    level = shape.headingLevel()
    in_table = cursor.currentTable() is not None
    shape.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(0 if level == 1 else SPACE.huge)
        shape.setBottomMargin(SPACE.small)
    elif block.textList() is not None:
        last = block.next().textList() is None
        shape.setBottomMargin(SPACE.medium if last else SPACE.tight)
    else:
        shape.setTopMargin(0)
        shape.setBottomMargin(0 if in_table else SPACE.medium)
    cursor.setBlockFormat(shape)


def _dress_words(block: QTextBlock, body_pt: float, colours: Colours) -> None:
    """Headings in the window's sizes; keys and paths on a ground of their own."""
    level = block.blockFormat().headingLevel()
    for position, length, look in _fragments(block):
        if level in _HEADINGS:
            look.clearProperty(QTextCharFormat.Property.FontSizeAdjustment.value)
            look.setFontPointSize(body_pt * _HEADINGS[level])
            look.setFontWeight(_HALF_BOLD)
        elif look.fontFixedPitch():
            look.setBackground(QColor(colours.hover))
        cursor = QTextCursor(block.document())
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(look)


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    """Where the parts of one look begin, how long they are, and their look. Read before anything changes."""
    found = []
    each = block.begin()
    while not each.atEnd():
        part = each.fragment()
        if part.isValid():
            found.append((part.position(), part.length(), part.charFormat()))
        each += 1
    return found


def _dress_table(table: QTextTable, colours: Colours) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderBrush(QBrush(QColor(colours.border)))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setCellPadding(SPACE.tight + 2)
    shape.setCellSpacing(0)
    shape.setTopMargin(SPACE.tight)
    shape.setBottomMargin(SPACE.large)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    if table.columns() == len(_COLUMNS_PERCENT):
        percent = QTextLength.Type.PercentageLength
        shape.setColumnWidthConstraints([QTextLength(percent, share) for share in _COLUMNS_PERCENT])
    table.setFormat(shape)
