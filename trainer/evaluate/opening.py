"""A model to be measured or asked: an ONNX file, a run's folder, or a Keras file with a card."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vision.errors import DataUnusable, FacetError, ModelRefused
from vision.model_card import ModelCard
from vision.recognisers import Recogniser
from vision.sessions import open_model, read_card

if TYPE_CHECKING:
    from trainer.evaluate.keras_session import KerasSession
    from trainer.export.elsewhere import Habits

_KERAS = (".keras", ".h5", ".hdf5")
_MODELS = "Name a run's folder, a .keras or .h5 file, or an ONNX file."
_CONFIG, _RUN_MODEL, _ONNX = "config.json", "model.keras", "model.onnx"


def open_recogniser(
    path: Path,
    *,
    provider: str = "auto",
    threads: int = 1,
    card: Path | None = None,
    habits: Habits | None = None,
) -> Recogniser:
    """The model of an ONNX file, a run folder, a folder with model.onnx, or a .keras or .h5 file.

    A run's model has its card from the run. Another Keras file needs `card`, a JSON file or an ONNX file
    with one inside; `habits` say what such a network expects. Raises ModelRefused, DataUnusable, FacetError.
    """
    if not path.exists():
        raise DataUnusable(path, "there is no such file or folder", hint=_MODELS)
    if path.is_dir():
        return _open_folder(path, provider, threads)
    if path.suffix.lower() not in _KERAS:
        if card is not None:
            raise FacetError(f"--card {card}: {path} has a card inside.", hint="Leave --card out.")
        return Recogniser(open_model(path, provider=provider, threads=threads))
    if card is None and path.name == _RUN_MODEL and (path.parent / _CONFIG).is_file():
        return Recogniser(_run_session(path.parent))
    if card is None:
        reason = "a Keras file doesn't say what its answers mean"
        hint = "Give --card with a card's JSON or an ONNX file that has one, or name a run's folder."
        raise DataUnusable(path, reason, hint=hint)
    return Recogniser(_file_session(path, card_from(card), habits))


def card_from(path: Path) -> ModelCard:
    """The card of a JSON file, or inside an ONNX file. Raises ModelRefused."""
    if path.suffix.lower() == ".onnx":
        return read_card(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ModelRefused(path, "card", "the file can't be read as a card's JSON") from error
    return ModelCard.from_json(text, path)


def _open_folder(folder: Path, provider: str, threads: int) -> Recogniser:
    if (folder / _CONFIG).is_file():
        return Recogniser(_run_session(folder))
    if (folder / _ONNX).is_file():
        return Recogniser(open_model(folder / _ONNX, provider=provider, threads=threads))
    raise DataUnusable(folder, "is neither a run's folder nor one with model.onnx", hint=_MODELS)


def _run_session(folder: Path) -> KerasSession:
    from trainer.fit.device import import_quietly
    from trainer.fit.run_folder import RunFolder

    run = RunFolder(folder)
    config, result = run.config(), run.result()
    import_quietly()
    from trainer.evaluate.keras_session import KerasSession
    from trainer.export.keras_file import load_keras
    from trainer.export.publish import card_of

    model = load_keras(run.model_path)
    card = card_of(config, result, "run", outputs=model.output_shape[-1])
    return KerasSession(run.model_path, model, card)


def _file_session(path: Path, card: ModelCard, habits: Habits | None) -> KerasSession:
    from trainer.fit.device import import_quietly

    import_quietly()
    from trainer.evaluate.keras_session import KerasSession
    from trainer.export.elsewhere import Habits, under_contract
    from trainer.export.keras_file import load_keras

    model = under_contract(load_keras(path), path, habits or Habits())
    check_shapes(path, model.input_shape, model.output_shape, card)
    return KerasSession(path, model, card)


def check_shapes(
    path: Path, given: tuple[int | None, ...], answered: tuple[int | None, ...], card: ModelCard
) -> None:
    """Raises ModelRefused where a card disagrees with a network's input and output shapes."""
    wanted = (card.input.height, card.input.width, 3)
    if given[1:] != wanted:
        raise ModelRefused(path, "input", f"the card says {wanted}, the network {given[1:]}")
    if answered[1:] != (card.output.size,):
        raise ModelRefused(
            path, "output.size", f"the card says {card.output.size}, the network {answered[1:]}"
        )
