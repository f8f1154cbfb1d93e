"""Every architecture by name: what it is, and how it is built. No TensorFlow here before one is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vision.errors import FacetError

if TYPE_CHECKING:
    import keras

Build = Callable[[int], "keras.Model"]


@dataclass(frozen=True)
class Architecture:
    """A network that can be built without data or weights.

    classes: how many it tells apart as listed. input: height, width and channels of the uint8 RGB picture it
    takes. A `binary` network has one sigmoid, so that it can't be built for another number of classes.
    """

    name: str
    classes: int
    input: tuple[int, int, int]
    about: str
    builder: Build
    binary: bool = False

    def build(self, classes: int | None = None) -> keras.Model:
        """The network with random weights, for `classes` or as many as listed. Nothing is fetched.

        Raises FacetError for a number of classes that it can't have.
        """
        wanted = self.classes if classes is None else classes
        if wanted < 2 or (self.binary and wanted != self.classes):
            raise FacetError(
                f"{self.name} can't tell {wanted} classes apart; it is listed for {self.classes}."
            )
        return self.builder(wanted)


def _tiny_imagenet_cnn(classes: int) -> keras.Model:
    from trainer.models.tiny_imagenet_cnn import build

    return build(classes)


def _vgg16_head(classes: int) -> keras.Model:
    from trainer.models.frozen_heads import build_vgg16_head

    return build_vgg16_head(classes)


def _dogs_scratch_cnn(classes: int) -> keras.Model:
    from trainer.models.dogs_scratch_cnn import build

    return build(classes)


def _efficientnetb3_head(classes: int) -> keras.Model:
    from trainer.models.frozen_heads import build_efficientnetb3_head

    return build_efficientnetb3_head(classes)


def _happy_sad_cnn(classes: int) -> keras.Model:
    from trainer.models.happy_sad_cnn import build

    return build()


def _cifar100_elu_cnn(classes: int) -> keras.Model:
    from trainer.models.cifar100_elu_cnn import build

    return build(classes)


def _smile_cnn(classes: int) -> keras.Model:
    # The recipe's settings are the one place where its shape stands.
    from trainer.models.face_cnn import build_trunk, with_sigmoid
    from trainer.recipes.smile_settings import SmileSettings

    shape = SmileSettings().shape
    return with_sigmoid(build_trunk(shape), shape)


_DOGS = "dog breeds, student network: 4x4 convolutions 4-8-16-32, average, dense 64"

_ALL = (
    Architecture("smile-cnn", 2, (64, 64, 3), "smile, ours: small residual network", _smile_cnn, binary=True),
    Architecture(
        "happy-sad-cnn",
        2,
        (256, 256, 3),
        "happy or sad, student network: convolutions 16-32-16, dense 256",
        _happy_sad_cnn,
        binary=True,
    ),
    Architecture(
        "vgg16-head",
        4,
        (224, 224, 3),
        "identity, student network: VGG16 frozen, flatten, dense 1024",
        _vgg16_head,
    ),
    Architecture(
        "tiny-imagenet-cnn",
        200,
        (64, 64, 3),
        "Tiny ImageNet, student network: convolutions 32-128-256-512, average",
        _tiny_imagenet_cnn,
    ),
    Architecture(
        "cifar100-elu-cnn",
        100,
        (32, 32, 3),
        "CIFAR-100, student network: convolutions 128-128-256-256-512-512 with ELU, dense 1024",
        _cifar100_elu_cnn,
    ),
    Architecture("dogs-scratch-cnn", 5, (224, 224, 3), _DOGS, _dogs_scratch_cnn),
    Architecture("dogs-scratch-cnn", 20, (224, 224, 3), _DOGS, _dogs_scratch_cnn),
    Architecture(
        "efficientnetb3-head",
        120,
        (300, 300, 3),
        "dog breeds, student network: EfficientNetB3 frozen, average, dense 512",
        _efficientnetb3_head,
    ),
)


def architectures() -> tuple[Architecture, ...]:
    """Every entry; a network that is listed for several numbers of classes stands once for each."""
    return _ALL


def architecture(name: str) -> Architecture:
    """The first entry of that name. Raises FacetError where there is none, naming those there are."""
    found = next((entry for entry in _ALL if entry.name == name), None)
    if found is None:
        names = ", ".join(dict.fromkeys(entry.name for entry in _ALL))
        raise FacetError(f"There is no architecture '{name}'.", hint=f"There are: {names}.")
    return found
