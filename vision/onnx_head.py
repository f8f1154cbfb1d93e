"""What a model file says of itself, read without opening the network: card, inputs and outputs.

An ONNX file is protocol buffers: fields one after the other, each with its length, so that weights are passed
over unread. For listing models; whether a network runs is known once it is opened.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5
# Field numbers of onnx.proto3.
_GRAPH, _METADATA = 7, 14
_INPUT, _OUTPUT = 11, 12
_KEY, _VALUE = 1, 2
_NAME, _TYPE, _TENSOR, _ELEMENT, _SHAPE, _DIMENSION, _SIZE = 1, 2, 1, 1, 2, 1, 1
_ELEMENTS = {1: "tensor(float)", 2: "tensor(uint8)"}


@dataclass(frozen=True)
class Port:
    """An input or output as ONNX Runtime words it: a dimension of any size is None."""

    name: str
    type: str
    shape: list[int | None]


@dataclass(frozen=True)
class OnnxHead:
    """The head of a model file."""

    metadata: dict[str, str]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


def read_head(path: Path) -> OnnxHead | None:
    """The head of a file; None where it can't be read so, which ONNX Runtime may then explain."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            view = memoryview(whole)
            try:
                return _head(view)
            finally:
                view.release()
    except (OSError, ValueError, UnicodeDecodeError):
        return None


def same_network(one: bytes, other: bytes) -> bool:
    """Whether two files hold the same network, whatever they say of themselves."""
    try:
        return one == other or _network(memoryview(one)) == _network(memoryview(other))
    except ValueError:
        return False


def _network(data: memoryview) -> list[tuple[int, memoryview | int]]:
    return [
        (number, data[start:end] if start < end else end)
        for number, start, end in _fields(data, 0, len(data))
        if number != _METADATA
    ]


def _head(data: memoryview) -> OnnxHead:
    metadata: dict[str, str] = {}
    inputs: list[Port] = []
    outputs: list[Port] = []
    for number, start, end in _fields(data, 0, len(data)):
        if number == _METADATA:
            key, value = (_text(data, start, end, field) for field in (_KEY, _VALUE))
            metadata[key] = value
        elif number == _GRAPH:
            for part, first, last in _fields(data, start, end):
                if part in (_INPUT, _OUTPUT):
                    (inputs if part == _INPUT else outputs).append(_port(data, first, last))
    return OnnxHead(metadata, tuple(inputs), tuple(outputs))


def _port(data: memoryview, start: int, end: int) -> Port:
    element, shape = 0, list[int | None]()
    for _, first, last in _those(data, start, end, _TYPE, _TENSOR):
        for number, at, until in _fields(data, first, last):
            if number == _ELEMENT:
                element = at
            elif number == _SHAPE:
                shape = [_size(data, *one) for _, *one in _those(data, at, until, _DIMENSION)]
    return Port(_text(data, start, end, _NAME), _ELEMENTS.get(element, str(element)), shape)


def _size(data: memoryview, start: int, end: int) -> int | None:
    return next((at for number, at, _ in _fields(data, start, end) if number == _SIZE), None)


def _text(data: memoryview, start: int, end: int, field: int) -> str:
    for number, first, last in _fields(data, start, end):
        if number == field:
            return bytes(data[first:last]).decode()
    return ""


def _those(data: memoryview, start: int, end: int, *path: int) -> Iterator[tuple[int, int, int]]:
    """The fields at the end of a path of field numbers."""
    for found in _fields(data, start, end):
        if found[0] == path[0]:
            if len(path) == 1:
                yield found
            else:
                yield from _those(data, found[1], found[2], *path[1:])


def _fields(data: memoryview, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Each field's number and where its content lies; of a number the number itself, twice.

    Raises ValueError where the bytes are no such fields, or are cut off.
    """
    at = start
    while at < end:
        tag, at = _varint(data, at, end)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(data, at, end)
            yield tag >> 3, value, value
            continue
        if kind == _LENGTH:
            length, at = _varint(data, at, end)
        elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
            length = 8 if kind == _EIGHT_BYTES else 4
        else:
            raise ValueError("this is no protocol buffer")
        if at + length > end:
            raise ValueError("the file is cut off")
        yield tag >> 3, at, at + length
        at += length


def _varint(data: memoryview, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("the file is cut off")
