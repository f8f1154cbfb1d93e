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
    takes. purpose: what it was made for, in a word or two. A `binary` network has one sigmoid, so that it
    can't be built for another number of classes.
    """

    name: str
    classes: int
    input: tuple[int, int, int]
    purpose: str
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


def _cifar100_wide_resnet(classes: int) -> keras.Model:
    from trainer.recipes.cifar100 import Cifar100Settings
    from trainer.recipes.pictures import build_network

    return build_network(Cifar100Settings(), classes)


def _tiny_imagenet_wide_resnet(classes: int) -> keras.Model:
    from trainer.recipes.pictures import build_network
    from trainer.recipes.tiny_imagenet import TinyImagenetSettings

    return build_network(TinyImagenetSettings(), classes)


def _smile_cnn(classes: int) -> keras.Model:
    # The recipe's settings are the one place where its shape stands.
    from trainer.models.face_cnn import build_trunk, with_sigmoid
    from trainer.recipes.smile_settings import SmileSettings

    shape = SmileSettings().shape
    return with_sigmoid(build_trunk(shape), shape)


def _emotion_net(classes: int) -> keras.Model:
    from trainer.models.emotion_net import build_trunk, with_softmax
    from trainer.recipes.emotion_settings import EmotionSettings

    shape = EmotionSettings().shape
    return with_softmax(build_trunk(shape), shape, classes)


def _entry(
    name: str, classes: int, side: int, words: tuple[str, str], builder: Build, *, binary: bool = False
) -> Architecture:
    return Architecture(name, classes, (side, side, 3), *words, builder, binary)


_SMILE = ("smile", "our own: small residual network")
_EMOTION = ("emotion", "our own: residual network with weighed channels, grey and evened inside")
_HAPPY_SAD = ("happy or sad", "student network: convolutions 16-32-16, dense 256")
_IDENTITY = ("who it is", "student network: VGG16 frozen, flatten, dense 1024")
_TINY = ("Tiny ImageNet", "student network: convolutions 32-128-256-512, average")
_CIFAR = ("CIFAR-100", "student network: convolutions 128-128-256-256-512-512 with ELU, dense 1024")
_TINY_WIDE = ("Tiny ImageNet", "our own: wide residual network 16-8 on the halved picture")
_CIFAR_WIDE = ("CIFAR-100", "our own: wide residual network 16-8")
_DOGS = ("dog breeds", "student network: 4x4 convolutions 4-8-16-32, average, dense 64")
_DOGS_B3 = ("dog breeds", "student network: EfficientNetB3 frozen, average, dense 512")

_ALL = (
    _entry("smile-cnn", 2, 64, _SMILE, _smile_cnn, binary=True),
    _entry("emotion-net", 7, 64, _EMOTION, _emotion_net),
    _entry("happy-sad-cnn", 2, 256, _HAPPY_SAD, _happy_sad_cnn, binary=True),
    _entry("vgg16-head", 4, 224, _IDENTITY, _vgg16_head),
    _entry("tiny-imagenet-cnn", 200, 64, _TINY, _tiny_imagenet_cnn),
    _entry("tiny-imagenet-wide-resnet", 200, 64, _TINY_WIDE, _tiny_imagenet_wide_resnet),
    _entry("cifar100-elu-cnn", 100, 32, _CIFAR, _cifar100_elu_cnn),
    _entry("cifar100-wide-resnet", 100, 32, _CIFAR_WIDE, _cifar100_wide_resnet),
    _entry("dogs-scratch-cnn", 5, 224, _DOGS, _dogs_scratch_cnn),
    _entry("dogs-scratch-cnn", 20, 224, _DOGS, _dogs_scratch_cnn),
    _entry("efficientnetb3-head", 120, 300, _DOGS_B3, _efficientnetb3_head),
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
