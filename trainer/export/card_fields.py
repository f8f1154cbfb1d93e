"""The card of a network made elsewhere, from what its owner says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import ValidationError

from trainer.fit.run_folder import versions
from vision.crops import CropSpec
from vision.errors import FacetError
from vision.model_card import InputSpec, ModelCard, OutputSpec

Kind = Literal["sigmoid", "softmax", "embedding"]


@dataclass(frozen=True)
class CardFields:
    """What only the network's owner knows. labels: in the order of the answers; for a sigmoid (no, yes).

    crop: fields of CropSpec beside the size. subject: face or picture. kind: left out, one number
    is a sigmoid, else a softmax.
    """

    task: str
    labels: tuple[str, ...]
    licence: str
    name: str | None = None
    version: str = "1"
    description: str = ""
    kind: Kind | None = None
    crop: dict[str, Any] = field(default_factory=dict)
    thresholds: dict[str, float] = field(default_factory=dict)
    thresholds_chosen_on: str = ""
    subject: str = "face"


def card_for(fields: CardFields, size: tuple[int, int], outputs: int) -> ModelCard:
    """The card of a network that takes pictures of `size` (width, height) and answers `outputs` numbers.

    Raises FacetError, naming the option, where a field does not fit.
    """
    width, height = size
    kind = fields.kind or ("sigmoid" if outputs == 1 else "softmax")
    if outputs == 1 and kind != "embedding" and len(fields.labels) != 2:
        raise FacetError(
            f"--labels {','.join(fields.labels)}: the network answers one number, which decides between two "
            "labels.",
            hint="Give both, the one that a high number speaks of last, as --labels no,yes.",
        )
    try:
        return ModelCard(
            task=fields.task,
            name=fields.name or fields.task,
            version=fields.version,
            description=fields.description,
            input=InputSpec(width=width, height=height),
            crop=CropSpec(**{**fields.crop, "width": width, "height": height}),
            output=OutputSpec(kind=kind, size=outputs, labels=fields.labels),
            subject=fields.subject,  # type: ignore[arg-type]  # pydantic refuses others
            thresholds=fields.thresholds,
            thresholds_chosen_on=fields.thresholds_chosen_on,
            licence=fields.licence,
            seed=0,
            versions=versions(),
            created=datetime.now(UTC).date().isoformat(),
        )
    except ValidationError as error:
        raise _refused(error, fields, outputs) from error


def pairs_of(given: Sequence[str] | None, option: str) -> dict[str, str]:
    """`NAME=VALUE` choices as a dictionary. Raises FacetError for one without "="."""
    found = {}
    for choice in given or ():
        name, equals, value = choice.partition("=")
        if not equals or not name or not value:
            raise FacetError(f"{option} {choice}: it is given as NAME=VALUE.")
        found[name] = value
    return found


def _refused(error: ValidationError, fields: CardFields, outputs: int) -> FacetError:
    first = error.errors(include_url=False)[0]
    crop = ("crop",) if error.title == CropSpec.__name__ else ()
    where = ".".join(map(str, (*crop, *first["loc"])))
    words = first["msg"].removeprefix("Value error, ")
    if where.startswith("labels") or where == "size":
        numbers = f"{outputs} number{'' if outputs == 1 else 's'}"
        message = f"--labels {','.join(fields.labels)}: {words}; the network answers {numbers}."
        return FacetError(message, hint="Give as many labels as it answers, in their order.")
    return FacetError(f"The card's field '{where}' doesn't fit: {words}.", hint="See --help for the options.")
