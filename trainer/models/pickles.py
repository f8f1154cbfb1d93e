"""Pickled weights of others, opened with an allow-list: nothing in them is ever called but what makes arrays.

Reads PyTorch's older checkpoint layout (a state dict of tensors) and plain pickles of NumPy arrays, without
either library's own loader.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray

from vision.errors import DataUnusable

Tensors = dict[str, NDArray[Any]]

_TORCH_MAGIC = 0x1950A86A20F9469CFC6C
_TORCH_PROTOCOL = 1001
_STORAGES = {"FloatStorage": "<f4", "DoubleStorage": "<f8", "HalfStorage": "<f2", "LongStorage": "<i8"}
_RECONSTRUCT = np.zeros(0).__reduce__()[0]  # what NumPy's own pickles begin an array with
# What Python's own unpickler raises for content that is no pickle.
_BROKEN = (
    pickle.UnpicklingError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    MemoryError,
)
_HINT = "It may be damaged, or of a kind that is not read here; nothing in it was run."


def read_tensors(path: Path) -> Tensors:
    """Every array of a checkpoint by its name; nested names are joined by dots.

    Raises DataUnusable for a file that is none, or that asks for anything but arrays.
    """
    try:
        with path.open("rb") as file:
            if _is_torch(file):
                return _torch_tensors(file)
            file.seek(0)
            return dict(_flat("", _Arrays(file).load()))
    except (*_BROKEN, OSError) as error:
        raise DataUnusable(path, f"can't be read as weights ({error})", hint=_HINT) from error


def read_plain(path: Path) -> Any:
    """What a pickle of numbers, words and NumPy arrays holds; words of Python 2 as bytes.

    Raises OSError, and pickle.UnpicklingError for a file that is none, or that asks for anything else.
    """
    with path.open("rb") as file:
        try:
            return _Arrays(file, encoding="bytes").load()
        except _BROKEN as error:
            raise pickle.UnpicklingError(str(error)) from error


class _AllowList(pickle.Unpickler):
    """An unpickler that knows these names alone."""

    allowed: ClassVar[Mapping[tuple[str, str], Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self.allowed[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}") from None


def _bytes_of(text: str, encoding: str) -> bytes:
    """How Python 3 writes bytes into Python 2's pickles."""
    if encoding not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError(f"it asks for the encoding {encoding}")
    return text.encode("latin-1")


class _Arrays(_AllowList):
    """NumPy arrays in dicts, lists and tuples."""

    allowed: ClassVar[Mapping[tuple[str, str], Any]] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("_codecs", "encode"): _bytes_of,
        ("numpy", "ndarray"): np.ndarray,
        ("numpy", "dtype"): np.dtype,
        ("numpy.core.multiarray", "_reconstruct"): _RECONSTRUCT,  # its name in NumPy 1
        ("numpy._core.multiarray", "_reconstruct"): _RECONSTRUCT,
    }


class _Plain(_AllowList):
    """Numbers, words, dicts and lists alone."""


class _Torch(_AllowList):
    """A state dict whose tensors are looked up later: their bytes follow the pickle."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.storages: dict[str, str] = {}

    def persistent_load(self, pid: Any) -> Any:
        kind, storage, key, _device, _size = pid[:5]
        if kind != "storage" or storage not in _STORAGES:
            raise pickle.UnpicklingError(f"it holds a {kind} of {storage}")
        self.storages[key] = _STORAGES[storage]
        return key

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _Tensor
        if module == "torch" and name in _STORAGES:
            return name
        raise pickle.UnpicklingError(f"it asks for {module}.{name}")


class _Tensor:
    """Where a tensor's numbers lie in its storage."""

    def __init__(self, key: str, offset: int, shape: Any, strides: Any, *_others: Any) -> None:
        self.key, self.offset = str(key), int(offset)
        self.shape = tuple(int(side) for side in shape)
        self.strides = tuple(int(step) for step in strides)

    def of(self, storage: NDArray[Any]) -> NDArray[Any]:
        last = self.offset + sum(
            (side - 1) * step for side, step in zip(self.shape, self.strides, strict=True)
        )
        if min((*self.shape, *self.strides, self.offset + 1), default=1) < 1 or last >= len(storage):
            raise ValueError("a tensor lies outside its numbers")
        strides_bytes = tuple(step * storage.itemsize for step in self.strides)
        return np.lib.stride_tricks.as_strided(storage[self.offset :], self.shape, strides_bytes).copy()


def _is_torch(file: BinaryIO) -> bool:
    try:
        return bool(_Plain(file).load() == _TORCH_MAGIC)
    except _BROKEN:
        return False


def _torch_tensors(file: BinaryIO) -> Tensors:
    if _Plain(file).load() != _TORCH_PROTOCOL or not _Plain(file).load()["little_endian"]:
        raise ValueError("a layout of PyTorch that is not known")
    unpickler = _Torch(file)
    state = unpickler.load()
    storages: Tensors = {}
    for key in _Plain(file).load():
        count = int(np.frombuffer(file.read(8), "<i8")[0])
        dtype = np.dtype(unpickler.storages[key])
        storages[key] = np.frombuffer(file.read(count * dtype.itemsize), dtype)
        if len(storages[key]) != count:
            raise EOFError("it is cut off")
    return {name: tensor.of(storages[tensor.key]) for name, tensor in state.items()}


def _flat(prefix: str, value: Any, join: Callable[[str, str], str] = "{}.{}".format) -> Any:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(join(prefix, str(name)) if prefix else str(name), inner)
    elif isinstance(value, np.ndarray):
        yield prefix, value
