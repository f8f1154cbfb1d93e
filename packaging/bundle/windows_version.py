"""The version resource of a Windows program: what Explorer shows under Properties, Details."""

from __future__ import annotations

import re
from pathlib import Path

_RESOURCE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1,
                    subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('CompanyName', 'Facet'),
      StringStruct('FileDescription', 'Facet'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', '{name}'),
      StringStruct('LegalCopyright', 'Apache-2.0'),
      StringStruct('OriginalFilename', '{name}.exe'),
      StringStruct('ProductName', 'Facet'),
      StringStruct('ProductVersion', '{version}')])]),
    VarFileInfo([VarStruct('Translation', [1033, 1200])])
  ]
)
"""


def resource(version: str, name: str) -> str:
    """The resource in PyInstaller's words, for the program `name`.exe."""
    numbers = [int(number) for number in re.findall(r"\d+", version.partition("+")[0])[:4]]
    return _RESOURCE.format(numbers=tuple(numbers + [0] * (4 - len(numbers))), version=version, name=name)


def write(version: str, name: str, folder: Path) -> Path:
    """Writes the resource's file for PyInstaller and says where."""
    path = folder / f"{name}-version.txt"
    path.write_text(resource(version, name), encoding="utf-8")
    return path
