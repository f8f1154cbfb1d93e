"""Decoding picture files with Pillow, which `vision.images` loads when the first one is read."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, UnidentifiedImageError

from vision.errors import FacetError, ImageUnreadable

# What Pillow may try (MPO comes with JPEG). Formats that start other programs (EPS) stay out.
_FORMATS = ("JPEG", "PNG", "BMP", "DIB", "WEBP", "AVIF", "TIFF", "GIF", "PPM", "JPEG2000")
_reading = threading.Lock()  # `warnings.catch_warnings` changes the whole process
_TURNS = {  # EXIF orientation -> what brings the picture upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIXTEEN_BIT_MODES = frozenset({"I;16", "I;16B", "I;16L", "I;16N"})


def decode(path: Path, max_pixels: int) -> NDArray[np.uint8]:
    """What `vision.images.read_image` gives."""
    try:
        _look_at(path)
        return _decode(path, max_pixels)
    except FacetError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(path, min(max_pixels, 2 * (Image.MAX_IMAGE_PIXELS or max_pixels))) from error
    except UnidentifiedImageError as error:
        raise ImageUnreadable(path, "it is not a picture that Facet can read") from error
    except PermissionError as error:
        raise ImageUnreadable(path, "you may not read it") from error
    except Exception as error:  # by format, Pillow raises almost anything for broken or cut-off files
        raise ImageUnreadable(path, f"the picture is damaged ({_first_line(error)})") from error


def _look_at(path: Path) -> None:
    if not path.is_file():
        raise ImageUnreadable(path, "it is not a file" if path.exists() else "there is no such file")
    if path.stat().st_size == 0:
        raise ImageUnreadable(path, "the file is empty")


def _decode(path: Path, max_pixels: int) -> NDArray[np.uint8]:
    with _reading, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(path, formats=_FORMATS) as picture:
            if picture.width * picture.height > max_pixels:
                raise _too_large(path, max_pixels)
            picture.load()
            turn = _TURNS.get(_orientation(picture))
            upright = picture if turn is None else picture.transpose(turn)
            # Pillow scales portable greymaps of more than 8 bits to 16.
            rgb = np.asarray(_to_rgb(upright, sixteen_bit=picture.format == "PPM" and picture.mode == "I"))
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _orientation(picture: Image.Image) -> int:
    """EXIF's orientation, 1 (upright) to 8; 1 where there is none or the EXIF block is broken."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 - what surrounds the pixels may be broken in any way
        return 1


def _to_rgb(picture: Image.Image, *, sixteen_bit: bool) -> Image.Image:
    if sixteen_bit or picture.mode in _SIXTEEN_BIT_MODES:
        return Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8)).convert("RGB")
    if picture.mode in ("I", "F"):
        return Image.fromarray(_stretched(np.asarray(picture))).convert("RGB")
    if picture.has_transparency_data:
        coloured = picture.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        return Image.alpha_composite(white, coloured).convert("RGB")
    return picture.convert("RGB")


def _stretched(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """32-bit values as 8 bits: 0..255 and 0..65535 keep their meaning, floats of 0..1 become 0..255."""
    numbers = np.nan_to_num(np.asarray(values, np.float64))
    top = float(numbers.max(initial=0.0))
    if values.dtype.kind == "f" and top <= 1.0:
        numbers = numbers * 255
    elif top > 255:
        numbers = numbers / 257
    return np.clip(np.rint(numbers), 0, 255).astype(np.uint8)


def _too_large(path: Path, max_pixels: int) -> ImageUnreadable:
    return ImageUnreadable(
        path,
        f"the picture claims more than {max_pixels / 1e6:.0f} million pixels",
        hint="Make it smaller first.",
    )


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0][:120] if lines else type(error).__name__
