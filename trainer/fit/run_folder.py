"""A run's folder: what decided it, how far it is, and what came out. Every file is whole or absent."""

from __future__ import annotations

import csv
import io
import json
import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from vision.errors import DataUnusable
from vision.images import write_bytes

CONFIG, RESULT, HISTORY, MODEL = "config.json", "result.json", "history.csv", "model.keras"
_PACKAGES = (
    "keras",
    "tensorflow",
    "tensorflow-cpu",
    "numpy",
    "opencv-python",
    "onnxruntime-gpu",
    "onnxruntime",
    "tf2onnx",
    "onnx",
)


@dataclass(frozen=True)
class RunFolder:
    """One training."""

    path: Path

    @property
    def config_path(self) -> Path:
        return self.path / CONFIG

    @property
    def model_path(self) -> Path:
        return self.path / MODEL

    def begin(self, config: dict[str, Any]) -> None:
        """Makes the folder. Raises DataUnusable where another run's config stands there already."""
        if self.config_path.exists():
            raise DataUnusable(
                self.path,
                "holds a run already",
                hint="Go on with --resume, or name another folder with --run.",
            )
        prepared = config.get("prepared")
        if prepared and Path(prepared).resolve().is_relative_to(self.path.resolve()):
            # As seen from the run, which can be moved and used from anywhere.
            config = config | {"prepared": str(Path(prepared).resolve().relative_to(self.path.resolve()))}
        self.write_json(CONFIG, config)

    def config(self) -> dict[str, Any]:
        """What decided the run. Raises DataUnusable where there is none."""
        hint = f"Begin one: facet-train train --data DIR --run {self.path}"
        config = self.read_json(CONFIG, "there is no training to go on with", hint=hint)
        if "prepared" in config:
            config["prepared"] = str(self._prepared(config["prepared"]))
        return config

    def _prepared(self, kept: str) -> Path:
        """The prepared pictures: within the run, or, in runs of before, as it was typed when they began."""
        places = (self.path / kept, Path(kept), self.path / "prepared")
        return next((place for place in places if place.exists()), places[0])

    def result(self) -> dict[str, Any]:
        """What came out. Raises DataUnusable where the run has not ended."""
        hint = f"Go on with it: facet-train train --resume --run {self.path}"
        return self.read_json(RESULT, "the training has not ended, so there is no result", hint=hint)

    def finished(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What decided a finished run, and what came out. Raises DataUnusable where there is none."""
        if not self.config_path.exists() and not self.path.is_file():
            hint = (
                "Give --run with the folder of a finished training, or begin one: "
                f"facet-train train --data DIR --run {self.path}"
            )
            raise DataUnusable(self.path, "there is no training here", hint=hint)
        return self.config(), self.result()

    def read_json(
        self, name: str, reason: str, *, hint: str = "Run `facet-train train` first."
    ) -> dict[str, Any]:
        if self.path.is_file():
            hint = "Name the folder that `facet-train train` wrote; a model's file goes with --model."
            raise DataUnusable(self.path, "is a file, not the folder of a training", hint=hint)
        try:
            content: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise DataUnusable(self.path, reason, hint=hint) from error
        except (OSError, ValueError) as error:
            raise DataUnusable(self.path / name, "can't be read as JSON") from error
        return content

    def write_json(self, name: str, content: dict[str, Any]) -> None:
        self.write(name, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())

    def write_history(self, history: list[dict[str, float]], name: str = HISTORY) -> None:
        """One line an epoch."""
        text = io.StringIO()
        columns = ["epoch", *sorted({key for entry in history for key in entry})]
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        for epoch, entry in enumerate(history, 1):
            writer.writerow({"epoch": epoch, **{key: f"{value:.6g}" for key, value in entry.items()}})
        self.write(name, text.getvalue().encode())

    def write(self, name: str, content: bytes) -> None:
        """Writes beside and renames. Raises DataUnusable where that fails."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_bytes(self.path / name, content)
        except OSError as error:
            raise DataUnusable(
                self.path / name,
                f"can't be written ({error.strerror})",
                hint="Free some space and use --resume.",
            ) from error


def versions() -> dict[str, str]:
    """The versions that decide a training, by package; the absent are left out."""
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def machine() -> str:
    """The machine in a few words, for the record."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
