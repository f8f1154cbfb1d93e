"""What the card of a closed set made from a gallery says: who is in it, how good, and what it can't do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from trainer.data.references import References
from trainer.fit.run_folder import versions
from trainer.recipes.closed_set_trunks import ClosedSetSettings, Trunk
from trainer.recipes.identity_vgg16_settings import TASK
from vision.model_card import DataSource, InputSpec, Metric, ModelCard, OutputSpec
from vision.model_making import HeadOnGallery

_DATASET = "the gallery's own pictures"


def card_of(known: References, settings: ClosedSetSettings, trunk: Trunk, found: dict[str, Any]) -> ModelCard:
    """The card; `found` is what `Outcome.to_json_object` tells."""
    counts = known.counts()
    learnt = counts["train"] + (counts["validation"] if settings.trained_on_both else 0)
    return ModelCard(
        task=TASK,
        name=f"identity-{settings.backbone}",
        version="1",
        description=f"Who of {len(known.names)} people it is: a closed set. A stranger gets one of these "
        f"names too. A {settings.head} head on {trunk.words}. On the same "
        f"held-out pictures the gallery by itself was right in {found['present']:.1%}. "
        f"{_said_of_strangers(found)}",
        making=(
            HeadOnGallery(
                people=len(known.names),
                network=settings.backbone,
                gallery_right=found["present"],
                strangers_measured=found["strangers"]["n"] > 0,
            ),
        ),
        input=InputSpec(width=trunk.crop.width, height=trunk.crop.height),
        crop=trunk.crop,
        output=OutputSpec(kind="softmax", size=len(known.names), labels=known.names),
        metrics=_metrics(found),
        data=(
            DataSource(
                name=_DATASET, origin="enrolled by its owner", terms="theirs to give", pictures=learnt
            ),
            *trunk.learnt_from,
        ),
        licence=f"Backbone: {trunk.licence}. It holds the names of people, and what tells them apart: "
        "theirs to give away.",
        seed=settings.seed,
        versions=versions(),
        created=datetime.now(UTC).date().isoformat(),
    )


def _said_of_strangers(found: dict[str, Any]) -> str:
    n = found["strangers"]["n"]
    if not n:
        return "How often a stranger is named was not measured."
    said = ", ".join(f"{bar['strangers']:.1%} from {bar['probability']:g} on" for bar in found["bars"])
    return f"Of {n} strangers so many were named: {said}."


def _metrics(found: dict[str, Any]) -> tuple[Metric, ...]:
    low, high = found["ci95"]
    told = [
        Metric(
            name="accuracy", value=found["accuracy"], dataset=_DATASET, split="held out", n=found["n"],
            ci95=(low, high),
        )
    ]  # fmt: skip
    n = found["strangers"]["n"]
    for bar in found["bars"] if n else ():
        name = f"strangers named from {bar['probability']:g} on"
        told.append(
            Metric(
                name=name,
                value=bar["strangers"],
                dataset="strangers",
                split="all",
                n=n,
                ci95=bar["strangers_ci95"],
            )
        )
    return tuple(told)
