"""The progress line: on a terminal only, never wider than it, in characters that it has."""

from __future__ import annotations

import io

import pytest

from desktop.commands.progress import Progress


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="backslashreplace")

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


def run(out: Terminal | io.StringIO, name: str = "clip.mp4", total: int | None = 4, **options: bool) -> None:
    with Progress(name, total, out, **options) as progress:
        for _ in range(4):
            progress.advance()


def test_where_there_is_no_terminal_nothing_is_written() -> None:
    out = io.StringIO()
    run(out)
    assert out.getvalue() == ""


def test_where_rows_are_written_nothing_is() -> None:
    out = Terminal()
    run(out, shown=False)
    assert out.text == ""


def test_the_end_is_shown_whole_and_its_line_closed() -> None:
    out = Terminal()
    run(out)
    assert "clip.mp4 ████████████████████████ 4/4" in out.text
    assert out.text.endswith("/s\n")


def test_an_unknown_length_is_counted() -> None:
    out = Terminal()
    run(out, total=None)
    assert "4 frames" in out.text


def test_a_terminal_without_blocks_gets_plain_signs() -> None:
    out = Terminal("ascii")
    run(out)
    assert "#" * 24 in out.text
    assert "\\u" not in out.text


def test_it_is_never_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = Terminal()
    run(out, name="a-very-long-name-of-a-video-that-somebody-gave-it.mp4")
    lines = out.text.replace("\x1b[K", "").strip("\n").split("\r")
    assert max(len(line) for line in lines) <= 39
    assert "gave-it.mp4" in out.text


def test_more_than_was_claimed_is_still_a_bar() -> None:
    out = Terminal()
    run(out, total=2)
    assert "4/2" in out.text
    assert "█" * 25 not in out.text
