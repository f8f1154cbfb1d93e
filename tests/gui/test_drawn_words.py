"""What is drawn into files for people is in the window's words and numbers; what programs read is not."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from xml.etree import ElementTree

import pytest

from desktop.engine.analysis import FaceAnalysis
from desktop.recording.annotate import caption
from desktop.recording.fonts import can_write
from desktop.recording.wording import PLAIN
from desktop.ui.i18n.drawn_words import drawn_words
from desktop.ui.i18n.speech import speak
from desktop.ui.recordings.work import RecordingsWork
from tests.support.fake_session import smile
from tests.support.recordings import record, visit

FACE = FaceAnalysis(7, (0, 0, 9, 9), smile(0.93))


@pytest.fixture
def tongue(qapp):
    """Lets the application speak a language; English again afterwards."""
    yield lambda choice: speak(qapp, choice)
    speak(qapp, "en")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "7  smile 93 %"), ("de", "7  Lächeln 93 %"), ("fr", "7  sourire 93 %"), ("zh_CN", "7  微笑 93%")],
)
def test_a_face_in_a_video_is_captioned_in_the_windows_words(tongue, language: str, words: str) -> None:
    tongue(language)
    if not can_write(words):
        pytest.skip("no font with these letters is installed")
    assert " ".join(caption(FACE, drawn_words()).replace("\u202f", " ").replace("\xa0", " ").split()) == (
        " ".join(words.split())
    )
    assert caption(FACE, PLAIN) == "7  smile 93%"


def test_without_a_font_for_them_the_words_are_english(tongue, monkeypatch) -> None:
    monkeypatch.setattr("desktop.ui.i18n.drawn_words.can_write", lambda text: False)
    tongue("zh_CN")
    assert caption(FACE, drawn_words()) == "7  smile 93%"


def test_the_chart_has_a_comma_and_the_tables_the_point(tongue, qapp, tmp_path: Path) -> None:
    folder = record(visit())
    tongue("de")
    work = RecordingsWork()
    for kind, name in (("chart", "chart.svg"), ("faces.csv", "faces.csv"), ("frames.jsonl", "frames.jsonl")):
        work.export(kind, folder, tmp_path / name, lambda *_: None, Event())
    tree = ElementTree.parse(tmp_path / "chart.svg")
    words = {text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")}
    assert {"0:00,5", "0:01", "Gesicht 2", "Lächeln"} <= words
    table = (tmp_path / "faces.csv").read_text("utf-8-sig")
    assert "smile: smile" in table
    assert "0.0" in table
    assert "Lächeln" not in table
    assert '"label": "smile"' in (tmp_path / "frames.jsonl").read_text("utf-8")
