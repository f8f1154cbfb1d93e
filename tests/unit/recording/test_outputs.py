"""Output files: whole or not at all, and never in place of what they must not replace."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from desktop.recording.outputs import OutputUnwritable, RowWriter, beside, rows_to
from vision.errors import FacetError, SourceLost


def rows_in(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(target: Path | str, count: int, error: BaseException | None = None) -> None:
    with rows_to(str(target)) as rows:
        assert rows is not None
        for number in range(count):
            rows.write({"frame": number, "source": "Übung 笑"})
        if error is not None:
            raise error


def test_rows_are_json_lines_in_utf_8(tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl", 3)
    assert [row["frame"] for row in rows_in(tmp_path / "out.jsonl")] == [0, 1, 2]
    assert "Übung 笑" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_folders_on_the_way_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b" / "out.jsonl", 1)
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["out.jsonl"]


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with rows_to(str(target)) as rows:
        assert rows is not None
        rows.write({"frame": 0})
        assert target.read_text() == "old"
    assert rows_in(target) == [{"frame": 0}]


@pytest.mark.parametrize("error", [FacetError("Bad."), ZeroDivisionError()])
def test_an_error_keeps_the_old_file(tmp_path: Path, error: Exception) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with pytest.raises(type(error)):
        write(target, 5, error)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SourceLost("http://x", "it ended")])
def test_ctrl_c_and_a_stream_that_breaks_off_keep_the_rows_so_far(
    tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with pytest.raises(type(error)):
        write(target, 5, error)
    assert len(rows_in(target)) == 5
    assert list(tmp_path.iterdir()) == [target]


def test_ctrl_c_before_the_first_row_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write(target, 0, KeyboardInterrupt())
    assert target.read_text() == "old"


def test_a_folder_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable, match="folder"), rows_to(str(tmp_path)):
        pytest.fail("the block must not begin")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
class TestOnUnix:
    def test_a_private_file_stays_private_and_a_new_one_follows_the_umask(self, tmp_path: Path) -> None:
        private, new = tmp_path / "private.jsonl", tmp_path / "new.jsonl"
        private.write_text("old")
        private.chmod(0o600)
        before = os.umask(0o027)
        try:
            write(private, 1)
            write(new, 1)
        finally:
            os.umask(before)
        assert stat.S_IMODE(private.stat().st_mode) == 0o600
        assert stat.S_IMODE(new.stat().st_mode) == 0o640

    def test_behind_a_link_its_file_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        real, link = tmp_path / "real" / "out.jsonl", tmp_path / "link.jsonl"
        link.symlink_to(real)
        write(link, 2)
        assert link.is_symlink()
        assert len(rows_in(real)) == 2

    def test_a_device_is_written_to_and_not_replaced(self) -> None:
        write("/dev/null", 3)
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_a_full_disk_is_an_error_with_a_sentence(self) -> None:
        with pytest.raises(OutputUnwritable, match="No space left"):
            write("/dev/full", 1)

    def test_a_folder_that_can_not_be_written_is_an_error_with_a_sentence(self) -> None:
        with pytest.raises(OutputUnwritable, match="can't be written"):
            write("/proc/nowhere/out.jsonl", 1)

    def test_beside_a_device_nothing_is_made(self) -> None:
        with pytest.raises(OutputUnwritable, match="device"), beside(Path("/dev/null")):
            pytest.fail("the block must not begin")


def test_a_file_name_that_is_no_text_still_makes_a_line(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    with rows_to(str(tmp_path / "out.jsonl")) as rows:
        assert rows is not None
        rows.write({"source": name})
    assert rows_in(tmp_path / "out.jsonl") == [{"source": name}]


def test_rows_for_standard_output_come_at_once(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with rows_to("-") as rows:
        assert rows is not None
        rows.write({"frame": 1})
        assert json.loads(capfdbinary.readouterr().out) == {"frame": 1}


def test_a_reader_that_has_gone_is_told_apart_from_a_full_disk() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with pytest.raises(BrokenPipeError), os.fdopen(writing, "wb", buffering=0) as file:
        RowWriter(file, "-", at_once=True).write({})


def test_no_rows_asked_for_are_no_writer() -> None:
    with rows_to(None) as rows:
        assert rows is None
