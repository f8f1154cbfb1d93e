"""What goes into the bundle and what stays out, what it starts with, and what lies beside it."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from PIL import Image

Part = Callable[[str], ModuleType]


def test_the_trainers_packages_are_foreign(part: Part, repo_root: Path) -> None:
    contents = part("contents")
    packages = contents.runtime_packages(repo_root / "pyproject.toml")
    assert {"facet-desktop", "opencv-python", "pyside6-essentials", "shiboken6"} <= packages
    assert not [name for name in packages if name.startswith(("tensorflow", "keras", "torch", "nvidia"))]
    taken = [
        "desktop.cli",
        "vision.assets",
        "json.decoder",
        "cv2",
        "PySide6.QtGui",
        "google.protobuf",
        "start",
    ]
    assert contents.foreign_modules(taken, packages) == set()
    assert contents.foreign_modules([*taken, "pytest", "skimage.data"], packages) == {"pytest", "skimage"}


@pytest.mark.parametrize(
    "kept",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "assets/haar/haarcascade_frontalface_default.xml",
        "onnxruntime/capi/libonnxruntime_providers_shared.so",
        "numpy-2.4.6.dist-info/licenses/LICENSE.txt",
    ],
)
def test_files_that_the_desktop_uses_are_kept(part: Part, kept: str) -> None:
    assert part("contents").is_wanted(kept, cuda=False)


@pytest.mark.parametrize(
    "dropped",
    [
        "PySide6/Qt/plugins/qmltooling/libqmldbg_tcp.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/translations/qtbase_ko.qm",
        "PySide6/Qt/translations/linguist_de.qm",
        "cv2/qt/plugins/platforms/libqxcb.so",
        "facet_desktop-0.1.0.dist-info/direct_url.json",
    ],
)
def test_files_that_nothing_uses_stay_out(part: Part, dropped: str) -> None:
    assert not part("contents").is_wanted(dropped, cuda=True)


def test_cuda_comes_where_it_is_asked_for(part: Part) -> None:
    file = "onnxruntime/capi/libonnxruntime_providers_cuda.so"
    assert not part("contents").is_wanted(file, cuda=False)
    assert part("contents").is_wanted(file, cuda=True)


def test_every_module_of_the_desktop_goes_in(part: Part, repo_root: Path) -> None:
    names = part("contents").module_names(repo_root, ["desktop", "vision"])
    assert {"desktop", "desktop.cli", "desktop.ui.main_window", "vision.assets"} <= set(names)
    assert not [name for name in names if name.startswith(("trainer", "tests"))]


def test_what_lies_beside_modules_goes_in_too(part: Part, tmp_path: Path) -> None:
    folder = tmp_path / "desktop" / "ui" / "translations"
    folder.mkdir(parents=True)
    for name in ("facet_de.qm", "names.py", "names.cpython-311.pyc"):
        (folder / name).touch()
    found = part("contents").data_files(tmp_path, ["desktop"])
    assert found == [(str(folder / "facet_de.qm"), "desktop/ui/translations")]


def test_what_the_bundle_starts_gets_the_systems_libraries(part: Part) -> None:
    start = part("start")
    changed = {"LD_LIBRARY_PATH": "/bundle/_internal", "LD_LIBRARY_PATH_ORIG": "/opt/lib"}
    start.give_back_library_path(changed)
    assert changed["LD_LIBRARY_PATH"] == "/opt/lib"
    alone = {"LD_LIBRARY_PATH": "/bundle/_internal"}
    start.give_back_library_path(alone)
    assert "LD_LIBRARY_PATH" not in alone


def test_facet_started_by_the_bundle_finds_the_bundles_libraries_again(part: Part) -> None:
    environment = {"LD_LIBRARY_PATH": "/bundle/_internal"}
    part("start").give_back_library_path(environment)
    assert environment == {"PYINSTALLER_RESET_ENVIRONMENT": "1"}, "its starter sets the path by itself then"


def test_certificates_are_the_systems_unless_the_user_named_others(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = part("start")
    here = tmp_path / "certificates.crt"
    here.touch()
    monkeypatch.setattr(start, "CERTIFICATES", (str(tmp_path / "none.crt"), str(here)))
    empty: dict[str, str] = {}
    start.find_certificates(empty)
    assert empty == {"SSL_CERT_FILE": str(here)}
    named = {"SSL_CERT_DIR": "/etc/own"}
    start.find_certificates(named)
    assert named == {"SSL_CERT_DIR": "/etc/own"}


def test_licences_that_no_package_brings_come_along(part: Part, repo_root: Path) -> None:
    licences, packages = part("licences"), part("contents").runtime_packages(repo_root / "pyproject.toml")
    texts = {Path(source).name for source, _ in licences.own_texts(repo_root / "packaging" / "bundle")}
    assert texts == {"README.md"}, "LGPL and GPL lie in assets, which come whole"
    assert {path.name for path in (repo_root / "assets/licences/texts").iterdir()} == {
        "LGPL-3.0.txt",
        "GPL-3.0.txt",
    }
    assert [Path(source).name for source, _ in licences.runtime_texts(packages)] == [
        "LICENSE",
        "ThirdPartyNotices.txt",
    ]


def test_the_windows_resource_says_the_version(part: Part) -> None:
    tree = ast.parse(part("windows_version").resource("1.2.3rc4", "facetw"))
    names = {node.id: _plain for node in ast.walk(tree) if isinstance(node, ast.Name)}
    built = eval(compile(ast.Expression(tree.body[0].value), "version", "eval"), names)  # type: ignore[attr-defined]
    assert built.named["ffi"].named["filevers"] == (1, 2, 3, 4)
    strings = built.named["kids"][0].given[0][0].given[1]
    said = {string.given[0]: string.given[1] for string in strings}
    assert said["ProductVersion"] == "1.2.3rc4"
    assert said["OriginalFilename"] == "facetw.exe"


def _plain(*given: object, **named: object) -> SimpleNamespace:
    return SimpleNamespace(given=given, named=named)


def test_icons_come_in_the_sizes_that_desktops_ask_for(part: Part, repo_root: Path, tmp_path: Path) -> None:
    icons, svg = part("icons"), repo_root / "assets" / "icons" / "facet.svg"
    icons.draw_theme(svg, tmp_path)
    for size in (16, 32, 48, 256):
        with Image.open(tmp_path / f"icons/hicolor/{size}x{size}/apps/facet.png") as image:
            assert image.size == (size, size)
            assert image.getchannel("A").getextrema() == (0, 255)
    assert (tmp_path / "icons/hicolor/scalable/apps/facet.svg").read_bytes() == svg.read_bytes()
    drawn = icons.draw_all(svg, tmp_path)
    with Image.open(drawn["ico"]) as ico:
        assert {(16, 16), (32, 32), (256, 256)} <= ico.info["sizes"]
    with Image.open(drawn["icns"]) as icns:
        assert max(icns.info["sizes"])[0] >= 512


def test_the_menu_entry_and_the_store_data_are_valid(repo_root: Path, tmp_path: Path) -> None:
    linux = repo_root / "packaging" / "bundle" / "linux"
    text = (linux / "local.facet.Facet.metainfo.xml").read_text(encoding="utf-8")
    filled = tmp_path / "local.facet.Facet.metainfo.xml"
    filled.write_text(text.replace("@VERSION@", "0.1.0").replace("@DATE@", "2026-01-31"), encoding="utf-8")
    commands = {
        "appstreamcli": ["validate", "--no-net", str(filled)],
        "desktop-file-validate": [str(linux / "facet.desktop")],
    }
    at_hand = {tool: arguments for tool, arguments in commands.items() if shutil.which(tool)}
    for tool, arguments in at_hand.items():
        done = subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    if len(at_hand) < len(commands):
        pytest.skip(f"not here: {', '.join(commands.keys() - at_hand.keys())}")


def test_what_came_with_a_plugin_that_stays_out_goes_too(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = {
        "cv2/cv2.abi3.so": {"libz.so.1"},
        "PySide6/Qt/plugins/platforms/libqxcb.so": {"libQt6XcbQpa.so.6", "libX11.so.6"},
        "PySide6/Qt/lib/libQt6XcbQpa.so.6": {"libxcb-cursor.so.0"},
        "libxcb-cursor.so.0": set(),
        "libz.so.1": set(),
        "libgtk-3.so.0": {"libpango-1.0.so.0"},
        "libpango-1.0.so.0": {"libz.so.1"},
        "libpython3.11.so.1.0": {"libz.so.1"},
    }
    system_needs = part("system_needs")
    monkeypatch.setattr(system_needs, "_needed", lambda source: linked[str(source)])
    found = system_needs.orphans({target: Path(target) for target in linked})
    assert found == {"libgtk-3.so.0", "libpango-1.0.so.0"}


def test_the_displays_libraries_stay_the_systems(part: Part) -> None:
    assert not part("contents").is_wanted("libX11.so.6", cuda=False)
    assert part("contents").is_wanted("libxcb-cursor.so.0", cuda=False)


def test_what_nobody_brings_stops_the_build(
    part: Part, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system_needs = part("system_needs")
    (tmp_path / "libqxcb.so").write_bytes(b"\x7fELF")
    (tmp_path / "libhere.so.1").write_bytes(b"\x7fELF")
    said = {
        "--dynamic": "(NEEDED) Shared library: [libc.so.6]\n (NEEDED) Shared library: [libhere.so.1]\n"
        " (NEEDED) Shared library: [libGL.so.1]\n",
        "--version-info": "Name: GLIBC_2.9  Flags\n Name: GLIBC_2.34  Flags\n",
    }
    monkeypatch.setattr(system_needs, "_readelf", lambda what, _: said[what])
    assert system_needs.examine(tmp_path) == system_needs.Needs("2.34", ["libgl1"])
    said["--dynamic"] += " (NEEDED) Shared library: [libodd.so.3]\n"
    with pytest.raises(SystemExit, match=r"libodd\.so\.3"):
        system_needs.examine(tmp_path)
