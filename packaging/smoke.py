"""The smoke test of an installed Facet: the program that `make bundle` froze, or the command of a wheel.

It drives the program from outside, in an empty home and an environment in which it finds no Python and no
other program, and needs Python's own library alone: the window offscreen and under Xvfb with the demo,
`analyse`, enrolling and recognising, `doctor`, `models`. It fails on whatever the program says that is not
expected of it, on standard error or in its log. `--root` runs it in another system: packaging/bare_system.sh.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from drawn_clip import size_of, write_clip

# What may stand on standard error: Qt's offscreen platform says what it can't do.
KNOWN = (r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)\(\)",)
FOREIGN = re.compile(
    r"tensorflow|keras|torch|nvidia|_cuda\.|tensorrt|QtWebEngine|Qt6?Qml|Qt6?Quick|Qt6?3D", re.I
)
MOST_MB = 400
_PICTURES = 40
_WAIT_S = 120


class SmokeError(Exception):
    """What the program should have done and didn't."""


@dataclass(frozen=True)
class Shown:
    """A window's run: seconds to its first painted picture, seconds computed in all, most faces at once."""

    first_s: float
    processor_s: float
    faces: int


@dataclass
class Program:
    """The program under test, its home, and what it said against expectation.

    `root`: the folder of another system to run in, where `command` is, and `home` by the same name as here.
    """

    command: Path
    home: Path
    root: Path | None = None
    unknown: list[str] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the caller's: no program to be found, no Python's variables, an own home."""
        return {"HOME": str(self.home), "PATH": "/nowhere", "LANG": "C.UTF-8"} | more

    def words(self, arguments: Sequence[object]) -> list[str]:
        """The command line."""
        there = [shutil.which("chroot") or "/usr/sbin/chroot", str(self.root)] if self.root else []
        return [*there, str(self.command), *map(str, arguments)]

    def run(self, *arguments: object, **more: str) -> str:
        """Its standard output. Raises SmokeError where it fails."""
        done = subprocess.run(
            self.words(arguments),
            cwd=self.home,
            env=self.environment(**more),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_WAIT_S,
            check=False,
        )
        self.note(arguments, done.stderr)
        if done.returncode:
            raise SmokeError(f"{_words(arguments)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def note(self, arguments: Sequence[object], stderr: str) -> None:
        """Keeps the lines that are not expected."""
        lines = (line for line in re.split(r"[\r\n]+", stderr) if line.strip())
        said = [line for line in lines if not any(re.search(known, line) for known in KNOWN)]
        self.unknown += [f"{_words(arguments)}: {line}" for line in said]

    def show_demo(self, pictures: int, **more: str) -> Shown:
        """The window on the demo, until it has painted so many pictures. Raises SmokeError."""
        arguments = ["--source", "demo", "--quit-after", str(pictures)]
        before, began_s = _children_s(), time.monotonic()
        with (
            tempfile.TemporaryFile("w+") as stderr,
            subprocess.Popen(
                self.words(arguments),
                cwd=self.home,
                env=self.environment(**more),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            ) as window,
        ):
            assert window.stdout is not None
            patience = Timer(_WAIT_S, window.kill)
            patience.start()
            first = window.stdout.readline()
            first_s = time.monotonic() - began_s
            last = window.stdout.read() or first
            status = window.wait()
            patience.cancel()
            stderr.seek(0)
            self.note(arguments, stderr.read())
        painted = json.loads(last or "{}")
        if status or painted.get("pictures") != pictures:
            raise SmokeError(f"the window ended with {status} before it had painted {pictures} pictures")
        return Shown(first_s, _children_s() - before, painted["faces"])


def _cache() -> Path:
    """The caller's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _children_s() -> float:
    """Processor time of all programs that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _words(arguments: Sequence[object]) -> str:
    return " ".join(["facet", *map(str, arguments)])


def check_answers(program: Program, demo_picture: Path) -> str:
    """`analyse` sees the face in a clip, says who it is, and draws it into a video."""
    clip, seen, rows, known = (
        program.home / name for name in ("clip.avi", "seen.mp4", "rows.jsonl", "known")
    )
    photo = program.home / "ada.jpg"
    jpeg = demo_picture.read_bytes()
    photo.write_bytes(jpeg)
    write_clip(clip, jpeg, size_of(jpeg), frames=20, fps=10)
    program.run("people", "add", "Ada", photo, "--gallery", known)
    program.run("analyse", clip, "--gallery", known, "--jsonl", rows, "--video", seen)
    frames = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    faces = [face for frame in frames for face in frame["faces"]]
    if len(frames) != 20 or len(faces) < 18:
        raise SmokeError(
            f"{len(faces)} faces in {len(frames)} pictures of a clip that shows one in each of 20"
        )
    wrong = [face for face in faces if face["smile"]["label"] != "smile" or "emotion" not in face]
    named = [face for face in faces if (face.get("identity") or {}).get("name") == "Ada"]
    if wrong or len(named) < len(faces) // 2:
        raise SmokeError(
            f"{len(wrong)} of {len(faces)} answers are wrong, {len(named)} are named: {faces[-1]}"
        )
    if not seen.is_file() or seen.stat().st_size < 10_000:
        raise SmokeError("the annotated video is missing or empty")
    return f"{len(faces)} faces in {len(frames)} pictures, {len(named)} named Ada"


def check_doctor(program: Program) -> str:
    """`doctor` finds Qt, every shipped model running, and nothing wrong but a missing camera."""
    report = json.loads(program.run("doctor", "--json", QT_QPA_PLATFORM="offscreen"))
    wrong = [problem["what"] for problem in report["problems"] if problem["what"] != "No camera was found."]
    running = {model["name"] for model in report["models"] if model["provider"]}
    missing = {"emotion", "landmarks", "smile"} - running
    if wrong or missing or report["qt"]["platform"] != "offscreen":
        raise SmokeError(f"doctor: {wrong}, not running: {missing}, Qt: {report['qt']}")
    if any("tensorflow" in name for name, version in report["packages"].items() if version):
        raise SmokeError("doctor finds TensorFlow")
    return f"Facet {report['facet']}, {len(running)} models run on {report['providers']['used']}"


def check_models(program: Program) -> str:
    """The pulled models are as published."""
    program.run("models", "verify")
    return program.run("--version").strip()


def check_folder(folder: Path) -> str:
    """The bundle is small enough and holds nothing of the trainer's and nothing for other graphics cards."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    foreign = sorted({str(path.relative_to(folder)) for path in files if FOREIGN.search(path.name)})
    if foreign:
        raise SmokeError(f"it holds what it should not: {', '.join(foreign)}")
    if size_mb >= MOST_MB:
        raise SmokeError(f"{size_mb:.0f} MB, {MOST_MB} at most")
    return f"{size_mb:.0f} MB in {len(files)} files"


def check_log(program: Program) -> str:
    """Nothing was logged, since warnings alone are."""
    logs = [log.read_text(encoding="utf-8") for log in program.home.rglob("facet.log")]
    said = [line for log in logs for line in log.splitlines()]
    program.unknown += [f"log: {line}" for line in said]
    return "no warning was logged" if not said else f"{len(said)} lines in the log"


@contextmanager
def display() -> Iterator[str]:
    """A display of our own under Xvfb, which picks its number itself."""
    if shutil.which("Xvfb") is None:
        raise SmokeError(
            "there is no Xvfb to show the window on; install it, or leave it out with --without-x"
        )
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as server:
        os.close(writes)
        try:
            with os.fdopen(reads) as numbers:
                yield f":{numbers.readline().strip()}"
        finally:
            server.terminate()


def check_window(program: Program, **environment: str) -> str:
    """The demo is painted, and a face seen in it."""
    shown = program.show_demo(_PICTURES, **environment)
    if not shown.faces:
        raise SmokeError(f"no face was seen in {_PICTURES} pictures of the demo")
    return f"{_PICTURES} pictures, {shown.faces} faces"


def check_start(program: Program, starts: int, within_s: float, **environment: str) -> str:
    """The first picture comes soon enough, by the median."""
    shown = [program.show_demo(1, **environment) for _ in range(starts)]
    first_s = sorted(one.first_s for one in shown)
    processor_s = statistics.median(one.processor_s for one in shown)
    words = f"first picture after {', '.join(f'{one:.2f}' for one in first_s)} s"
    words += f", {processor_s:.2f} s computed (load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)"
    if statistics.median(first_s) > within_s:
        raise SmokeError(f"{words}; {within_s} s are allowed")
    return words


def bring_models(program: Program, models: Path) -> str:
    """The models of others: those that the caller has, else pulled by the program itself."""
    cache = program.home / ".cache" / "facet" / "models"
    if (models / "sface").is_dir() and (models / "yunet").is_dir():
        shutil.copytree(models, cache)
        return f"copied from {models}"
    program.run("models", "pull", "--all")
    return "pulled"


def checked(name: str, work: Any, *arguments: Any, **more: Any) -> bool:
    """Does one check and says how it went."""
    began_s = time.monotonic()
    try:
        words = work(*arguments, **more)
    except SmokeError as error:
        print(f"FAILED  {name}: {error}", flush=True)
        return False
    print(f"ok      {name}: {words} [{time.monotonic() - began_s:.1f} s]", flush=True)
    return True


def smoke(chosen: argparse.Namespace) -> bool:
    """All checks; goes on after a failure, so that one run shows them all."""
    demo_picture = Path(__file__).resolve().parent.parent / "assets" / "demo" / "astronaut.jpg"
    with tempfile.TemporaryDirectory(prefix="facet-smoke-") as home:
        program = Program(
            chosen.program if chosen.root else chosen.program.resolve(), Path(home), chosen.root
        )
        within_s = chosen.start_within
        passed = [checked("models of others", bring_models, program, chosen.models)]
        if chosen.bundle:
            passed.append(checked("contents", check_folder, chosen.bundle))
        passed.append(checked("doctor", check_doctor, program))
        passed.append(checked("models", check_models, program))
        passed.append(checked("window offscreen", check_window, program, QT_QPA_PLATFORM="offscreen"))
        if not chosen.without_x:
            with display() as number:
                passed.append(checked("window on X", check_window, program, DISPLAY=number))
                start = checked("start", check_start, program, chosen.starts, within_s, DISPLAY=number)
                passed.append(start)
        passed.append(checked("analyse and people", check_answers, program, demo_picture))
        passed.append(checked("log", check_log, program))
        for line in program.unknown:
            print(f"UNKNOWN {line}", flush=True)
    return all(passed) and not program.unknown


def newest_bundle(root: Path) -> Path:
    """The folder that `make bundle` made last."""
    found = [path.parent for path in root.glob("dist/facet-*/facet")]
    if not found:
        sys.exit("smoke: there is no bundle in dist/; make bundle")
    return max(found, key=lambda folder: folder.stat().st_mtime)


def main() -> int:
    """0 where all is well, 1 where something failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "bundle", nargs="?", type=Path, help="the bundle's folder (default: the newest in dist/)"
    )
    parser.add_argument("--program", type=Path, help="instead of a bundle: the installed command")
    parser.add_argument(
        "--models", type=Path, default=_cache() / "facet/models", help="pulled models to work with"
    )
    parser.add_argument("--starts", type=int, default=3, help="how often the start is measured (default: 3)")
    parser.add_argument(
        "--start-within", type=float, default=60, help="most seconds to the first picture (default: 60)"
    )
    parser.add_argument(
        "--root",
        type=Path,
        help="run --program in this folder, which is another Linux (packaging/bare_system.sh)",
    )
    parser.add_argument("--without-x", action="store_true", help="no window on a display")
    chosen = parser.parse_args()
    if chosen.program is None:
        chosen.bundle = chosen.bundle or newest_bundle(Path(__file__).resolve().parent.parent)
        chosen.program = chosen.bundle / "facet"
    return 0 if smoke(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
