"""What a closed set's head stands on: a frozen ImageNet backbone, or a model that tells faces apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from trainer.export.over_embedder import EmbedderAndHead, over_embedder
from trainer.export.placing import Proved, prove, prove_content
from trainer.features.cache import FeatureSource
from trainer.features.embedding import EmbeddingSource, open_embedding
from trainer.features.extractor import Extractor, open_extractor
from trainer.models.backbones import backbone
from trainer.recipes.backbone import LearntHead, with_backbone
from trainer.recipes.embedding_settings import EmbeddingSettings
from trainer.recipes.identity_vgg16_settings import IdentitySettings
from vision.crops import CropSpec
from vision.model_card import DataSource, ModelCard

ClosedSetSettings = IdentitySettings | EmbeddingSettings

_MARGIN = 0.1  # beyond the template's square: some hair and chin; a kept picture has twice that


class Trunk(Protocol):
    """`crop`: what it sees of a face. `licence`, `learnt_from`, `words`: what the card says of it."""

    @property
    def source(self) -> FeatureSource: ...
    @property
    def crop(self) -> CropSpec: ...
    @property
    def licence(self) -> str: ...
    @property
    def learnt_from(self) -> tuple[DataSource, ...]: ...
    @property
    def words(self) -> str: ...
    def proved(self, learnt: LearntHead, card: ModelCard) -> Proved:
        """The whole network as a file, compared with its parts. Raises ParityLost."""
        ...


@dataclass(frozen=True)
class ImageNetTrunk:
    """A frozen backbone; its head is put on it in Keras, and both are converted."""

    settings: IdentitySettings
    source: Extractor

    @property
    def crop(self) -> CropSpec:
        """The template's square and a little around it."""
        side = self.settings.side
        return CropSpec(width=side, height=side, margin=_MARGIN, align="five_points")

    @property
    def licence(self) -> str:
        return self.source.backbone.licence

    @property
    def learnt_from(self) -> tuple[DataSource, ...]:
        return (
            DataSource(
                name="ImageNet", origin="ILSVRC 2012, by the backbone", terms=self.licence, pictures=0
            ),
        )

    @property
    def words(self) -> str:
        return f"{self.settings.backbone}, frozen, ImageNet's weights"

    def proved(self, learnt: LearntHead, card: ModelCard) -> Proved:
        return prove(with_backbone(self.settings, self.source, learnt), card)


@dataclass(frozen=True)
class EmbeddingTrunk:
    """An embedding model; the file is its own with the head's nodes after it."""

    settings: EmbeddingSettings
    source: EmbeddingSource

    @property
    def _card(self) -> ModelCard:
        return self.source.embedder.session.card

    @property
    def crop(self) -> CropSpec:
        """The model's own."""
        return self._card.crop

    @property
    def licence(self) -> str:
        return self._card.licence

    @property
    def learnt_from(self) -> tuple[DataSource, ...]:
        return self._card.data

    @property
    def words(self) -> str:
        return f"{self._card.name} {self._card.version}, frozen, its weights inside"

    def proved(self, learnt: LearntHead, card: ModelCard) -> Proved:
        embedder = self.source.embedder
        content = over_embedder(embedder.session.path, learnt.layers, card)
        return prove_content(content, EmbedderAndHead(embedder, learnt.layers), card)


def open_trunk(settings: ClosedSetSettings) -> Trunk:
    """Raises FacetError where weights can't be had, ModelMissing where a model was not pulled."""
    if isinstance(settings, EmbeddingSettings):
        return EmbeddingTrunk(settings, open_embedding(settings.backbone))
    extractor = open_extractor(
        backbone(settings.backbone), settings.features, side=settings.side, weights=settings.weights
    )
    return ImageNetTrunk(settings, extractor)
