"""The log takes tracebacks, and a folder that can't be written stops nobody."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.log_file import forget_log, keep_log


@pytest.fixture(autouse=True)
def handlers_as_before() -> Iterator[None]:
    before, hooks = list(logging.getLogger().handlers), (sys.excepthook, threading.excepthook)
    yield
    sys.excepthook, threading.excepthook = hooks
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


def test_a_traceback_lands_in_the_file(tmp_path: Path) -> None:
    path = keep_log(tmp_path / "logs")
    assert path is not None
    try:
        raise ZeroDivisionError("told by the test")
    except ZeroDivisionError:
        logging.getLogger("desktop.test").exception("it failed")
    text = path.read_text(encoding="utf-8")
    assert "it failed" in text
    assert "ZeroDivisionError: told by the test" in text


def test_a_folder_that_is_a_file_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")
    assert keep_log(tmp_path / "logs") is None


def test_a_bug_that_nobody_caught_lands_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = keep_log(tmp_path)
    assert path is not None
    bug = ZeroDivisionError("in a slot")
    sys.excepthook(type(bug), bug, None)
    assert "ZeroDivisionError: in a slot" in path.read_text(encoding="utf-8")
    assert "ZeroDivisionError: in a slot" in capsys.readouterr().err


def test_what_is_forgotten_begins_anew(tmp_path: Path) -> None:
    path = keep_log(tmp_path / "logs")
    assert path is not None
    older = path.with_name("facet.log.1")
    older.write_text("of Ada")
    logging.getLogger("desktop.test").warning("of Ada")
    forget_log(tmp_path / "logs")
    assert not path.exists()
    assert not older.exists()
    logging.getLogger("desktop.test").warning("something new")
    text = path.read_text(encoding="utf-8")
    assert "something new" in text
    assert "Ada" not in text
