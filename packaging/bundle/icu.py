"""Qt's Unicode data made smaller: without what Qt never asks for, 15 MB of 32.

Of ICU Qt uses sorting, character sets and time zones (`ucol_`, `ucnv_`, `ucal_`). Breaks of lines, names of
languages, countries, currencies and units, numbers in words and transliteration lie in its data too; for
those Qt has its own or nothing. The data's format is in ICU's user guide and its header `ucmndata.h`.
"""

from __future__ import annotations

import struct
import subprocess
import tempfile
from pathlib import Path

UNUSED = ("brkitr", "curr", "lang", "rbnf", "region", "translit", "unit")
_MAGIC = b"\xda\x27"
_TABLE = b"CmnD"
_ALIGNED = 16
# Aligned as ICU wants it, and read-only, so that processes share it.
_SOURCE = """\
.section .rodata
.balign 16
.globl {name}
.type {name}, %object
{name}: .incbin "{data}"
.size {name}, . - {name}
.section .note.GNU-stack,"",%progbits
"""


def slim(library: Path) -> int:
    """Rewrites `libicudata.so.NN` without what is unused; the bytes that it saves."""
    before = library.stat().st_size
    number = library.name.rpartition(".")[2]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        data.write_bytes(without(data_of(library.read_bytes()), UNUSED))
        source = _SOURCE.format(name=f"icudt{number}_dat", data=data)
        subprocess.run(["as", "-o", f"{folder}/data.o"], input=source, text=True, check=True)
        command = ["ld", "-shared", "--build-id", "-soname", library.name, "-o", f"{folder}/made"]
        subprocess.run([*command, f"{folder}/data.o"], check=True)
        library.write_bytes(Path(folder, "made").read_bytes())
    return before - library.stat().st_size


def data_of(library: bytes) -> bytes:
    """The package of data inside a library. Raises ValueError where there is none."""
    table = library.find(_TABLE)
    start = table - 12  # the header's size, its magic and the size of its description come first
    if table < 12 or library[start + 2 : start + 4] != _MAGIC:
        raise ValueError("no ICU data in this library")
    return library[start:]


def without(package: bytes, groups: tuple[str, ...]) -> bytes:
    """The same package, items of these groups (`icudt73l/GROUP/…`) left out."""
    header = package[: struct.unpack_from("<H", package)[0]]
    body = package[len(header) :]
    kept = [(name, content) for name, content in _items(body) if name.split("/")[1] not in groups]
    return header + _packed(kept)


def _items(body: bytes) -> list[tuple[str, bytes]]:
    """Names and contents. Where the last one ends is not said: it goes on to the end, which does no harm."""
    (count,) = struct.unpack_from("<I", body)
    places = list(struct.iter_unpack("<II", body[4 : 4 + 8 * count]))
    ends = [at for _, at in places[1:]] + [len(body)]
    names = (body[at : body.index(b"\0", at)].decode() for at, _ in places)
    return [(name, body[at:end]) for name, (_, at), end in zip(names, places, ends, strict=True)]


def _packed(items: list[tuple[str, bytes]]) -> bytes:
    names = [name.encode() + b"\0" for name, _ in items]
    names_at = 4 + 8 * len(items)
    content_at = _aligned(names_at + sum(map(len, names)))
    table = [struct.pack("<I", len(items))]
    contents = []
    for name, (_, content) in zip(names, items, strict=True):
        contents.append(content.ljust(_aligned(len(content)), b"\0"))
        table.append(struct.pack("<II", names_at, content_at))
        names_at += len(name)
        content_at += len(contents[-1])
    start = b"".join([*table, *names])
    return start.ljust(_aligned(len(start)), b"\0") + b"".join(contents)


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
