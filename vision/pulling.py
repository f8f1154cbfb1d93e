"""Pulling pinned models into the cache: whole and with the right sha256, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vision.errors import FacetError, ModelRefused
from vision.model_card import CARD_KEY, ModelCard
from vision.model_store import MODEL_FILE
from vision.onnx_head import read_head, same_network
from vision.pinned_models import DERIVATION_KEY, PinnedModel
from vision.pull_sources import SourceFailed, fetch, name_of
from vision.sessions import sha256_of

_STAGING = ".pulling-"
_STALE_S = 3600  # older than any pull can be


class PullFailed(FacetError):
    """Models could not be pulled; nothing of them was kept."""

    def __init__(self, models: Sequence[PinnedModel], reason: str) -> None:
        files = " and ".join(f"{model.name} ({model.file})" for model in models)
        names = " ".join(model.name for model in models)
        super().__init__(
            f"{files} could not be pulled: {reason}.",
            hint=f"Facet works with its own models meanwhile; `facet models pull {names}` tries again.",
        )
        self.models = tuple(models)
        self.reason = reason

    @classmethod
    def together(cls, failed: Sequence[PullFailed]) -> PullFailed | None:
        """Several failures in one sentence; None for none."""
        models = [model for error in failed for model in error.models]
        reasons = list(dict.fromkeys(error.reason for error in failed))
        return cls(models, "; ".join(reasons)) if models else None


@dataclass(frozen=True)
class Pulled:
    """What became of one model: where it came from ("" where it was there already), or why it is missing."""

    model: PinnedModel
    source: str = ""
    error: PullFailed | None = None


def published_file(model: PinnedModel, root: Path) -> Path:
    """Where the file lies, as it was published."""
    return root / model.name / model.file


def derived_file(model: PinnedModel, root: Path) -> Path | None:
    """Where the file lies that Facet runs, where that is another one."""
    return root / model.name / MODEL_FILE if model.derive else None


def is_pulled(model: PinnedModel, root: Path) -> bool:
    """Whether its files are there, made as they are made today; `fault_of` looks inside."""
    derived = derived_file(model, root)
    if not published_file(model, root).is_file():
        return False
    if derived is None or not model.derivation:
        return derived is None or derived.is_file()
    return _derivation_of(derived) == model.derivation


def _derivation_of(derived: Path) -> str | None:
    """How a derived file was made; None where it is not there, or nothing that was."""
    head = read_head(derived) if derived.is_file() else None
    if head is None or CARD_KEY not in head.metadata:
        return None
    try:
        card = ModelCard.from_json(head.metadata[CARD_KEY], derived)
    except ModelRefused:
        return None
    return card.versions.get(DERIVATION_KEY)


def fault_of(model: PinnedModel, root: Path) -> str:
    """What is wrong with a pulled model's files, "" for nothing. Reads all of them, and derives anew."""
    published, derived = published_file(model, root), derived_file(model, root)
    if not published.is_file():
        return f"{published.name} is not there"
    if sha256_of(published) != model.sha256:
        return f"{published.name} is not the published file: its sha256 differs"
    if derived is None or model.derive is None:
        return ""
    if not derived.is_file():
        return f"{derived.name}, which Facet makes of it, is not there"
    made = model.derive(published, model.sha256)
    if is_pulled(model, root) and same_network(derived.read_bytes(), made):
        return ""  # its card may be an earlier Facet's
    return f"{derived.name} is not what Facet makes of {published.name}"


def pull(
    models: Sequence[PinnedModel],
    root: Path,
    say: Callable[[Pulled], None],
    stopped: Callable[[], bool] = lambda: False,
) -> list[Pulled]:
    """Brings what is missing or broken into `root`; `say` hears of each model as it is done.

    `stopped` is asked now and then: once it is true, what is under way fails as a source would.

    Safe beside other pulls: every file is written elsewhere and renamed. Raises FacetError where the folder
    can't be written.
    """
    done = []
    try:
        with _staging(root) as staging:
            fetcher = _Fetcher(staging, stopped)
            for model in models:
                done.append(_pull_one(model, root, fetcher))
                say(done[-1])
    except OSError as error:
        raise FacetError(
            f"{root}: the models can't be kept there ({error.strerror or error}).",
            hint="Make room or set XDG_CACHE_HOME to another folder.",
        ) from error
    return done


def remove(model: PinnedModel, root: Path) -> bool:
    """Takes a pulled model away; false where there was none. Raises FacetError where it can't be."""
    folder = root / model.name
    if not folder.is_dir():
        return False
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise FacetError(f"{folder}: it can't be removed ({error.strerror}).") from error
    return True


class _Fetcher:
    """Asks the sources of several models in turn; one that can't be reached is not asked again."""

    def __init__(self, staging: Path, stopped: Callable[[], bool]) -> None:
        self.staging = staging
        self._stopped = stopped
        self._silent: dict[str, SourceFailed] = {}

    def fetch(self, model: PinnedModel) -> tuple[bytes, str]:
        """The file's content and the name of its source. Raises PullFailed."""
        reasons = []
        for source in model.sources:
            name = name_of(source)
            try:
                if name in self._silent:
                    raise self._silent[name]
                content = fetch(source, model.size_bytes, self.staging, self._stopped)
            except SourceFailed as failed:
                if failed.silent:
                    self._silent[name] = failed
                reasons.append(f"{name}: {failed}")
                continue
            if hashlib.sha256(content).hexdigest() == model.sha256:
                return content, name
            reasons.append(f"{name}: its file is not the published one, the sha256 differs")
        raise PullFailed([model], "; ".join(reasons))


def _pull_one(model: PinnedModel, root: Path, fetcher: _Fetcher) -> Pulled:
    published, derived = published_file(model, root), derived_file(model, root)
    if not fault_of(model, root):
        return Pulled(model)
    source = "what was there"
    if not published.is_file() or sha256_of(published) != model.sha256:
        try:
            content, source = fetcher.fetch(model)
        except PullFailed as error:
            return Pulled(model, error=error)
        _put(content, published, fetcher.staging)
    if derived and model.derive:
        _put(model.derive(published, model.sha256), derived, fetcher.staging)
    return Pulled(model, source)


def _put(content: bytes, path: Path, staging: Path) -> None:
    beside = staging / path.name
    beside.write_bytes(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(beside, path)


@contextmanager
def _staging(root: Path) -> Iterator[Path]:
    """A folder of this pull's own in `root`, gone afterwards; those of pulls that were killed go as well."""
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{_STAGING}*"):
        if _is_stale(left):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_STAGING}{os.getpid()}-", dir=root) as folder:
        yield Path(folder)


def _is_stale(staging: Path) -> bool:
    """Whether the pull that made the folder has ended."""
    owner = staging.name.removeprefix(_STAGING).partition("-")[0]
    if os.name == "posix" and owner.isdigit():
        try:
            os.kill(int(owner), 0)  # asks only; on Windows it would end the process
        except ProcessLookupError:
            return True
        except (PermissionError, OverflowError):
            pass
    try:
        return time.time() - staging.stat().st_mtime > _STALE_S
    except OSError:
        return False  # it has just gone
