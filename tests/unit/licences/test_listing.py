"""The list of licences: everything that is bundled stands in it, each with its terms in full."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import pytest

from desktop.licences.bundled import data_notices, system_notices
from desktop.licences.listing import all_notices
from desktop.licences.notice import Notice
from desktop.licences.packages import canonical, package_notices
from vision.assets import assets_root


@pytest.fixture(scope="module")
def notices() -> dict[str, Notice]:
    return {canonical(notice.name): notice for notice in all_notices()}


def test_each_entry_has_a_licence_and_its_text(notices: dict[str, Notice]) -> None:
    assert not [notice.name for notice in notices.values() if not notice.licence or len(notice.text) < 100]
    without_version = {n.name for n in notices.values() if n.kind in ("package", "model") and not n.version}
    assert not without_version


def test_the_packages_that_facet_asks_for_are_there_and_what_those_ask_for(
    notices: dict[str, Notice],
) -> None:
    for name in ("numpy", "pillow", "pydantic", "pydantic-core", "opencv-python", "pyside6-essentials"):
        assert notices[name].version == distribution(name).version
    assert {"onnxruntime", "onnxruntime-gpu"} & set(notices)
    assert "keras" not in notices, "the trainer is an extra"
    runtime = notices.get("onnxruntime-gpu") or notices["onnxruntime"]
    assert "Microsoft" in runtime.text, "it lies in the package, not in its metadata"


def test_qt_is_under_the_lgpl_and_its_source_is_named(notices: dict[str, Notice]) -> None:
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in notices["pyside6-essentials"].text
    assert "LGPL-3.0" in notices["shiboken6"].licence
    page = notices[canonical("Qt, PySide6 and shiboken6")]
    assert page.licence == "LGPL-3.0"
    assert "https://code.qt.io/" in page.source


def test_every_model_and_every_kind_of_data_is_named(notices: dict[str, Notice]) -> None:
    shipped = {folder.name for folder in (assets_root() / "models").iterdir() if folder.is_dir()}
    assert shipped == {notice.name for notice in notices.values() if notice.kind == "model"}
    pages = "\n".join(notice.text for notice in data_notices())
    kinds = {path.name for path in assets_root().iterdir() if path.is_dir()} - {"models", "licences"}
    ours = {"help", "translations"}  # our own words
    assert not [kind for kind in kinds - ours if f"assets/{kind}/" not in pages]
    assert "Apache-2.0" in notices[canonical("Models that Facet pulls")].licence


def test_a_library_of_the_system_has_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "licences" / "system").mkdir(parents=True)
    (tmp_path / "licences" / "system" / "libxcb1.txt").write_text("MIT and so on")
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    (notice,) = system_notices()
    assert (notice.name, notice.text) == ("libxcb1", "MIT and so on")


def test_a_folder_that_was_never_installed_names_python_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.licences.packages.OWN_NAME", "no-such-package-anywhere")
    assert [notice.name for notice in package_notices()] == ["Python"]
