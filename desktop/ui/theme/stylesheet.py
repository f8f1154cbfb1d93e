"""The one style sheet and the one palette, built from the tokens."""

from __future__ import annotations

from dataclasses import asdict
from string import Template

from PySide6.QtGui import QColor, QPalette

from desktop.ui.theme.tokens import DARK, HIGH, LIGHT, SPACE, STAGE, TYPE, Colours
from vision.assets import assets_root

_FILES = {LIGHT: "light", DARK: "dark", HIGH: "contrast"}
"""A style sheet takes an icon from a file and can't tint it: arrows of lists and ticks have one a theme."""

_ICONS = assets_root() / "icons"
_SMALL_ICON = 16

SHEET = Template(
    """
QMainWindow, QDialog { background: $window; }
QToolTip { background: $raised; color: $text; border: 1px solid $control_border; padding: ${tight}px; }

QMenuBar { background: $window; color: $text; border: none; padding: 1px ${small}px; }
QMenuBar::item { padding: ${tight}px ${small}px; border-radius: ${radius_small}px; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $border; padding: ${tight}px; }
QMenu::item { padding: 6px ${huge}px 6px ${large}px; border-radius: ${radius_small}px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding: ${hair}px ${tight}px; border: 1px solid transparent; }
QMenu::icon:checked { background: $accent_soft; border-color: $accent; border-radius: 4px; }
QMenu::indicator { width: ${small_icon}px; height: ${small_icon}px; }
QMenu { icon-size: ${small_icon}px; }
QMenu::separator { height: 1px; background: $border; margin: ${tight}px ${small}px; }

QFrame[role="header"] { background: $window; border: none; border-bottom: 1px solid $border; }
QFrame[role="footer"] { background: $window; border: none; border-top: 1px solid $border; }
QFrame[role="panel"] { background: $window; border: none; border-$start: 1px solid $border; }
QFrame[role="rail"] { background: $window; border: none; border-$end: 1px solid $border; }
QFrame[role="card"] { background: $surface; border: 1px solid $border; border-radius: ${radius}px; }
QFrame[role="card"][left="true"] { background: $window; }
FaceCard { padding: 1px; }
FaceCard:focus { border: 2px solid $focus; padding: 0; }

QLabel { color: $text; }
QLabel[role="title"] { font-size: ${title_pt}pt; font-weight: 600; }
QLabel[role="page_title"] { font-size: ${page_title_pt}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${strong_pt}pt; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${small_pt}pt; }
QLabel[role="problem"] { color: $danger; }
QLabel[role="count"] { background: $accent_soft; color: $on_accent_soft; border-radius: 9px;
                       padding: 1px 7px; font-size: ${small_pt}pt; font-weight: 600; }
QLabel[role="chip"] { background: $hover; color: $text; border-radius: 5px; padding: 2px 8px;
                      font-size: ${small_pt}pt; }
QLabel[role="chip"][tone="good"] { background: $accent_soft; color: $on_accent_soft; font-weight: 600; }
QLabel[role="answer"][tone="smile"] { color: $smile; font-weight: 600; }
QLabel[role="answer"][tone="no_smile"] { color: $no_smile; font-weight: 600; }
QLabel[role="answer"][tone="no_answer"] { color: $no_answer; }

QCheckBox, QRadioButton { border: 2px solid transparent; border-radius: ${radius_small}px; padding: 1px;
                          spacing: ${small}px; outline: none; }
QCheckBox:focus, QRadioButton:focus { border-color: $focus; }
QCheckBox::indicator, QRadioButton::indicator { width: ${box}px; height: ${box}px; background: $surface;
                                                border: 1px solid $control_border; }
QCheckBox::indicator { border-radius: ${tight}px; }
QRadioButton::indicator { border-radius: ${round_box}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { background: $hover; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QRadioButton::indicator:checked { border-color: $accent; background: qradialgradient(cx: 0.5, cy: 0.5,
    radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 $accent, stop: 0.5 $accent, stop: 0.6 $surface); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $disabled; }
QCheckBox::indicator:checked:disabled { background: $disabled; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }

QPushButton, QToolButton { icon-size: ${small_icon}px; }
QPushButton { background: $surface; color: $text; border: 1px solid $control_border;
              border-radius: ${radius_small}px; padding: 6px ${medium}px; min-height: 20px; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border: 2px solid $focus; padding: 5px 11px; }
QPushButton:disabled { color: $disabled; border-color: $border; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent;
                              font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { background: $accent_focused; border: 2px solid $focus_on_accent; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $disabled; border-color: $border; }
QPushButton[kind="danger"] { color: $danger; border-color: $danger; }
QPushButton[kind="danger"]:focus { border-color: $focus; }
QPushButton[kind="danger"]:disabled { color: $disabled; border-color: $border; }
QPushButton[kind="choice"] { border-color: $border; border-radius: ${radius}px; text-align: left; }
QPushButton[kind="choice"] QLabel:disabled { color: $muted; }
QPushButton[kind="choice"]:hover { border-color: $accent; }
QPushButton[kind="choice"]:focus { border: 2px solid $focus; }
QPushButton::menu-indicator { image: none; width: 0; }

QToolButton::menu-indicator { image: none; width: 0; }
QToolButton { background: transparent; color: $text; border: 2px solid transparent;
              border-radius: ${radius_small}px; padding: 5px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $focus; }
QToolButton:checked { background: $accent_soft; color: $on_accent_soft; }
QToolButton:checked:focus { border-color: $focus_on_soft; }
QToolButton:disabled { color: $disabled; }
QToolButton[kind="source"] { background: $surface; border: 1px solid $control_border; padding: 5px ${small}px;
                             font-weight: 600; text-align: left; }
QToolButton[kind="source"]:hover { background: $hover; }
QToolButton[kind="source"]:focus { border: 2px solid $focus; padding: 4px 7px; }
QToolButton[kind="source"]::menu-indicator { image: none; }
QToolButton[look="control"] { icon-size: ${icon}px; min-height: ${icon}px; max-height: ${icon}px;
                              min-width: ${icon}px; max-width: ${icon}px; }
QToolButton[kind="record"] { icon-size: ${icon}px; }
QToolButton[kind="source"] { icon-size: ${icon}px; min-height: ${source}px; max-height: ${source}px; }
QToolButton[kind="page"] { icon-size: ${page_icon}px; }
QToolButton[kind="page"] { color: $muted; padding: 6px 0; font-size: ${small_pt}pt; }
QToolButton[kind="page"]:hover { color: $text; }
QToolButton[kind="page"]:checked { color: $on_accent_soft; font-weight: 600; }
QToolButton[kind="play"] { background: $accent; border-radius: ${round}px; }
QToolButton[kind="play"]:hover { background: $accent_hover; }
QToolButton[kind="play"]:focus { background: $accent_focused; border-color: $focus_on_accent; }
QToolButton[kind="play"]:disabled { background: $hover; }

QToolButton[kind="record"]:checked { background: $danger_soft; color: $on_danger_soft; font-weight: 600;
                                     padding-right: ${small}px; }
QToolButton[kind="record"]:checked:focus { border-color: $on_danger_soft; }

QComboBox { background: $surface; color: $text; border: 1px solid $control_border;
    border-radius: ${radius_small}px; padding: 5px ${small}px; min-height: 20px; }
QComboBox:hover { background: $hover; }
QComboBox:focus { border: 2px solid $focus; padding: 4px 7px; }
QComboBox:disabled { color: $disabled; border-color: $border; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 32px; }
QComboBox::down-arrow { image: url("$arrow"); width: ${small_icon}px; height: ${small_icon}px; }
QComboBox QAbstractItemView, QListView[role="names"] { background: $raised; color: $text; outline: none;
    padding: ${tight}px;
    border: 1px solid $control_border;
    selection-background-color: $accent_soft; selection-color: $on_accent_soft; }
QComboBox QAbstractItemView::item, QListView[role="names"]::item { min-height: 28px; padding: 0 ${hair}px;
    border-radius: ${radius_small}px; }
QComboBox QAbstractItemView::item:selected, QListView[role="names"]::item:selected {
    background: $accent_soft; color: $on_accent_soft; }

QLineEdit, QTextBrowser, QPlainTextEdit { background: $surface; color: $text;
    border: 1px solid $control_border; border-radius: ${radius_small}px; padding: 5px ${small}px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { placeholder-text-color: $muted; }
QLineEdit:focus { border: 2px solid $focus; padding: 4px 7px; }
QTextBrowser, QPlainTextEdit { border-color: $border; }
QTextBrowser:focus, QPlainTextEdit:focus { border-color: $focus; }

QListView { background: $raised; color: $text; border: 1px solid $border; outline: none; }
QListWidget, FaceGrid { background: transparent; border: none; }
QListView[role="contents"] { border: 2px solid transparent; border-radius: ${radius}px; }
QListView[role="contents"]:focus { border-color: $focus; }
QListView[role="contents"]::item { padding: 6px ${small}px; border-radius: ${radius_small}px; color: $text; }
QListView[role="contents"]::item:disabled { color: $muted; padding: ${small}px ${small}px 2px ${small}px; }
QListView[role="contents"]::item:hover:enabled { background: $hover; }
QListView[role="contents"]::item:selected { background: $accent_soft; color: $on_accent_soft; }

QSlider { min-height: 22px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $meter_track; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { background: $accent; border: 2px solid $window; width: 12px; height: 12px;
                             margin: -6px 0; border-radius: 8px; }
QSlider::handle:horizontal:focus { border-color: $text; }
QSlider::sub-page:horizontal:disabled, QSlider::handle:horizontal:disabled { background: $disabled; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollArea[role="reader"] { border: 2px solid transparent; border-radius: ${radius_small}px; }
QScrollArea[role="reader"]:focus { border-color: $focus; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $control_border; border-radius: 3px; min-height: 30px;
                              margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $control_border; border-radius: 3px; min-width: 30px;
                                margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { height: 0; width: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $meter_track; border: none; border-radius: 2px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar[look="still"]::chunk { background: $control_border; }

QFrame[role="banner"][tone="info"] { background: $accent_soft; border-radius: ${radius}px; }
QFrame[role="banner"][tone="warning"] { background: $warning_soft; border-radius: ${radius}px; }
QFrame[role="banner"][tone="problem"] { background: $danger_soft; border-radius: ${radius}px; }
QFrame[role="banner"][tone="info"] QLabel { color: $on_accent_soft; }
QFrame[role="banner"][tone="warning"] QLabel { color: $on_warning_soft; }
QFrame[role="banner"][tone="problem"] QLabel { color: $on_danger_soft; }
QFrame[role="banner"] QToolButton:hover { background: transparent; }
QFrame[role="banner"][tone="info"] QToolButton:focus { border-color: $on_accent_soft; }
QFrame[role="banner"][tone="warning"] QToolButton:focus { border-color: $on_warning_soft; }
QFrame[role="banner"][tone="problem"] QToolButton:focus { border-color: $on_danger_soft; }
QFrame[role="toast"] { background: $raised; border: 1px solid $control_border; border-radius: ${radius}px; }
QFrame[role="stage"] { background: $stage; }
"""
)


def style_sheet(colours: Colours, body_pt: float, scale: float = 1.0, *, from_right: bool = False) -> str:
    """The window's style sheet; `body_pt` is the type size in points, `scale` times that of the system.

    `from_right`: for a window that is read from right to left, which a style sheet does not know by itself.
    """
    sizes = {f"{name}_pt": f"{body_pt * factor:.1f}" for name, factor in asdict(TYPE).items()}
    arrow, tick = ((_ICONS / f"{name}-{_FILES[colours]}.svg").as_posix() for name in ("down", "check"))
    icon, small_icon = round(SPACE.icon * scale), round(_SMALL_ICON * scale)
    start, end = ("right", "left") if from_right else ("left", "right")
    named = {
        "start": start,
        "end": end,
        "stage": STAGE.stage,
        "arrow": arrow,
        "tick": tick,
        **asdict(SPACE),
        "icon": icon,
        "small_icon": small_icon,
        "page_icon": round((SPACE.icon + 2) * scale),
        "source": icon + 2,  # its border is thinner than those of the buttons beside it
        "box": small_icon - 2,  # within its border
        "round_box": small_icon // 2,
        "round": (icon + SPACE.control - SPACE.icon) // 2,
        **asdict(colours),
        **sizes,
    }
    return SHEET.substitute(named)


def palette(colours: Colours) -> QPalette:
    """The palette for all that the style sheet leaves to the style."""
    role = QPalette.ColorRole
    made = QPalette()
    for roles, colour in (
        ((role.Window,), colours.window),
        ((role.Base, role.Button), colours.surface),
        ((role.AlternateBase,), colours.hover),
        ((role.ToolTipBase,), colours.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colours.text),
        ((role.PlaceholderText,), colours.muted),
        ((role.Highlight, role.Accent), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
        ((role.Link, role.LinkVisited), colours.accent),
        ((role.Mid, role.Dark), colours.control_border),
        ((role.Light, role.Midlight), colours.border),
    ):
        for each in roles:
            made.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.disabled))
    return made
