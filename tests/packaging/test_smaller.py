"""What makes the bundle smaller takes nothing that is used."""

from __future__ import annotations

import ctypes
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Part = Callable[[str], ModuleType]
needs_binutils = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("as", "ld", "nm"))),
    reason="binutils are not here",
)
HEADER = b"\x20\0\xda\x27" + b"\0" * 8 + b"CmnD" + b"\0" * 16


def package(items: dict[str, bytes]) -> bytes:
    """ICU's form of a package: count, places of names and contents, names, contents."""
    names = b"".join(name.encode() + b"\0" for name in items)
    names_at = 4 + 8 * len(items)
    content_at = names_at + len(names)
    table = struct.pack("<I", len(items))
    for name, content in items.items():
        table += struct.pack("<II", names_at, content_at)
        names_at += len(name) + 1
        content_at += len(content)
    return HEADER + table + names + b"".join(items.values())


def items_of(made: bytes) -> dict[str, bytes]:
    """The reading of ICU's own: names by binary search need the table in order."""
    body = made[len(HEADER) :]
    (count,) = struct.unpack_from("<I", body)
    places = list(struct.iter_unpack("<II", body[4 : 4 + 8 * count]))
    names = [body[at : body.index(b"\0", at)].decode() for at, _ in places]
    assert names == sorted(names)
    assert all(at % 16 == 0 for _, at in places), "ICU reads its data in place"
    ends = [at for _, at in places[1:]] + [len(body)]
    return {name: body[at:end] for name, (_, at), end in zip(names, places, ends, strict=True)}


def test_what_qt_does_not_ask_for_goes_and_the_rest_stays_as_it_is(part: Part) -> None:
    icu = part("icu")
    given = {
        "icudt73l/coll/de.res": b"sorting.........",
        "icudt73l/curr/de.res": b"Euro............",
        "icudt73l/root.res": b"root",
        "icudt73l/unit/de.res": b"Meter...........",
        "icudt73l/zone/de.res": b"Ortszeit",
    }
    made = icu.without(package(given), icu.UNUSED)
    assert made[: len(HEADER)] == HEADER
    left = {name: content.rstrip(b"\0") for name, content in items_of(made).items()}
    wanted = {name: content for name, content in given.items() if name.split("/")[1] not in ("curr", "unit")}
    assert left == wanted


@needs_binutils
def test_the_library_is_one_again(part: Part, tmp_path: Path) -> None:
    data = package({"icudt73l/brkitr/th.res": b"x" * 5000, "icudt73l/root.res": b"root" * 4})
    library = tmp_path / "libicudata.so.73"
    library.write_bytes(b"\x7fELF" + b"\0" * 60 + data)
    part("icu").slim(library)
    found = (ctypes.c_char * 4).in_dll(ctypes.CDLL(str(library)), "icudt73_dat")
    assert found.raw == HEADER[:4]
    assert b"root" in library.read_bytes()
    assert b"xxxx" not in library.read_bytes()


def test_a_library_without_such_data_is_refused(part: Part) -> None:
    with pytest.raises(ValueError, match="no ICU data"):
        part("icu").data_of(b"\x7fELF" + b"\0" * 100)


@pytest.fixture
def libraries(tmp_path: Path) -> dict[str, Path]:
    """OpenCV's module, its OpenBLAS and a plain LAPACK, of a function or two each."""
    sources = {
        "cv2": ".globl use\nuse: call sgesv_@PLT\n",
        "openblas": ".globl sgesv_, other_\nsgesv_: ret\nother_: ret\n",
        "lapack": ".globl sgesv_\nsgesv_: ret\n",
        "blas": ".globl cblas_sgemm\ncblas_sgemm: ret\n",
    }
    made = {name: tmp_path / f"lib{name}.so" for name in sources}
    for name, path in made.items():
        source = sources[name] + '.section .note.GNU-stack,"",%progbits\n'
        subprocess.run(["as", "-o", f"{path}.o"], input=source, text=True, check=True)
        subprocess.run(["ld", "-shared", "-soname", path.name, "-o", str(path), f"{path}.o"], check=True)
    return made


@needs_binutils
def test_opencvs_openblas_gives_way_to_a_plain_one(
    part: Part, libraries: dict[str, Path], tmp_path: Path
) -> None:
    if part("linear_algebra").sysconfig.get_platform() != "linux-x86_64":
        pytest.skip("the little libraries are for x86-64")
    before = [
        ("cv2/cv2.abi3.so", str(libraries["cv2"]), "EXTENSION"),
        ("opencv_python_headless.libs/libopenblas-1.so", str(libraries["openblas"]), "BINARY"),
        ("numpy.libs/libscipy_openblas64_-2.so", str(libraries["openblas"]), "BINARY"),
    ]
    work = tmp_path / "work"
    work.mkdir()
    algebra = part("linear_algebra")
    plain = [libraries["lapack"], libraries["blas"]]
    after = {target: Path(source) for target, source, _ in algebra.slimmer(before, plain, work)}
    assert after["liblapack.so"] == libraries["lapack"]
    assert after["numpy.libs/libscipy_openblas64_-2.so"] == libraries["openblas"], "NumPy's stays"
    stand_in = after["opencv_python_headless.libs/libopenblas-1.so"]
    assert part("system_needs")._needed(stand_in) == {"liblapack.so", "libblas.so"}
    assert algebra.slimmer(before, [], work) == before
    assert algebra.slimmer(before, [libraries["blas"]] * 2, work) == before, "a function would be missing"


def test_links_to_what_stays_out_go_too(part: Part, tmp_path: Path) -> None:
    (tmp_path / "numpy.libs").mkdir()
    (tmp_path / "numpy.libs" / "here.so").touch()
    (tmp_path / "here.so").symlink_to("numpy.libs/here.so")
    (tmp_path / "gone.so").symlink_to("opencv.libs/gone.so")
    part("archive").drop_dead_links(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here.so", "numpy.libs"]
