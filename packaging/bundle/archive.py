"""From PyInstaller's folder to what is handed out: the folder with all that goes along, and its archive.

Linux: `dist/facet-VERSION-linux-MACHINE/` with install.sh, menu entry, icons and AppStream data; a .tar.gz.
macOS: Facet.app in a .tar.gz. Windows: the folder as a .zip.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import tomllib
from pathlib import Path

import icons
import icu
import system_needs

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
# In these a debugger's part weighs something, 30 MB in all. Not numpy.libs: what is there needs it to load.
_STRIPPED = (
    "libpython3*",
    "python3*/lib-dynload/*.so",
    "PIL/*.so",
    "PySide6/Qt/lib/libicu*",
    "libgfortran.so.*",
    "numpy/*/*.so",
    "opencv_python*.libs/*.so*",
)
_GZIP_LEVEL = 5  # 9 saves one part in a hundred and takes thrice as long


def release_time_s() -> int:
    """The time that everything in the archive bears: SOURCE_DATE_EPOCH, else that of the commit, else now."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    command = ["git", "-C", str(_ROOT), "log", "-1", "--format=%ct"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 and done.stdout.strip() else int(time.time())


def filled(text: str, facts: dict[str, str]) -> str:
    """The text with each @NAME@ replaced."""
    for name, value in facts.items():
        text = text.replace(f"@{name}@", value)
    return text


def add_linux_parts(folder: Path, facts: dict[str, str]) -> None:
    """install.sh and its kin, the menu entry, icons, AppStream data and the licence."""
    linux = _HERE / "linux"
    share = folder / "share"
    icons.draw_theme(_ROOT / "assets" / "icons" / "facet.svg", share)
    for source, target in {
        "facet.desktop": share / "applications",
        "local.facet.Facet.metainfo.xml": share / "metainfo",
        "README.txt": folder,
        "install.sh": folder,
        "uninstall.sh": folder,
    }.items():
        target.mkdir(parents=True, exist_ok=True)
        written = target / source
        written.write_text(filled((linux / source).read_text(encoding="utf-8"), facts), encoding="utf-8")
        shutil.copymode(linux / source, written)
    shutil.copy(_ROOT / "LICENSE", folder)


def drop_dead_links(folder: Path) -> None:
    """Takes away PyInstaller's links to libraries that stayed out."""
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.exists():
            path.unlink()


def strip_libraries(folder: Path) -> None:
    """Takes away what only a debugger reads."""
    inside = folder / "_internal"
    libraries = sorted({path for pattern in _STRIPPED for path in inside.glob(pattern)})
    subprocess.run(["strip", "--strip-unneeded", *map(str, libraries)], check=True)


def write_tar(folder: Path, at_s: int) -> Path:
    """The folder as .tar.gz beside it: owned by nobody in particular, the same bytes for the same content."""

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = at_s
        return entry

    path = folder.with_name(f"{folder.name}.tar.gz")
    unfinished = path.with_name(f"{path.name}.new")
    with tarfile.open(unfinished, "w:gz", compresslevel=_GZIP_LEVEL) as archive:
        for entry in sorted(folder.rglob("*")):
            name = str(Path(folder.name) / entry.relative_to(folder))
            archive.add(entry, name, recursive=False, filter=plain)
    unfinished.replace(path)
    return path


def main() -> None:
    """Takes PyInstaller's output folder and the folder for what is handed out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("made", type=Path, help="where PyInstaller put the program")
    parser.add_argument("dist", type=Path)
    parser.add_argument("--suffix", default="", help="added to the name")
    parser.add_argument("--folder-only", action="store_true", help="no archive")
    chosen = parser.parse_args()
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    system = {"linux": "linux", "darwin": "macos", "win32": "windows"}[sys.platform]
    machine = platform.machine().lower()
    folder = chosen.dist / f"facet-{project['version']}-{system}-{machine}{chosen.suffix}"
    chosen.dist.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    at_s = release_time_s()
    if system == "macos":
        folder.mkdir()
        shutil.move(chosen.made / "Facet.app", folder / "Facet.app")
    else:
        shutil.move(chosen.made / "facet", folder)
    if system == "linux":
        drop_dead_links(folder)
        strip_libraries(folder)
        for library in (folder / "_internal").glob("PySide6/Qt/lib/libicudata.so.*"):
            icu.slim(library)
        needs = system_needs.examine(folder)
        facts = {"VERSION": project["version"], "MACHINE": machine, "GLIBC": needs.glibc}
        facts |= {"PACKAGES": " ".join(needs.packages), "DATE": time.strftime("%Y-%m-%d", time.gmtime(at_s))}
        add_linux_parts(folder, facts)
    print(folder)
    if not chosen.folder_only:
        print(
            shutil.make_archive(str(folder), "zip", folder)
            if system == "windows"
            else write_tar(folder, at_s)
        )


if __name__ == "__main__":
    main()
