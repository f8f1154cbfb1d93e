"""`facet doctor`: what is installed, what works here, and what is wrong with a hint for each."""

from __future__ import annotations

import json
from typing import Any

from desktop.commands.health import examine


def doctor(*, as_json: bool) -> int:
    """Prints the report. Always 0: the problems are in it."""
    report = examine()
    if as_json:
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        print(as_text(report))
    return 0


def as_text(report: dict[str, Any]) -> str:
    """The report for reading on a terminal."""
    packages = ", ".join(f"{name} {found}" for name, found in report["packages"].items() if found)
    qt, providers = report["qt"], report["providers"]
    cameras = [f"{camera['index']}: {camera['name']} ({camera['backend']})" for camera in report["cameras"]]
    lines = [
        f"Facet      {report['facet'] or 'runs from its sources, not installed'}",
        f"Python     {report['python']} on {report['system']}",
        f"Packages   {packages}",
        f"Qt         {qt['version'] or 'missing'}, platform {qt['platform'] or 'none: ' + qt['error']}",
        f"Cameras    {', '.join(cameras) or 'none'}",
        f"Providers  asked {providers['asked']}, runs {providers['used'] or 'nothing'}{_because(providers)}",
    ]
    lines += [f"           {name}: {why or 'can be used'}" for name, why in providers["at_hand"].items()]
    for model in report["models"]:
        lines.append(
            f"Model      {model['name']} {model['version']}: {model['task']}, sha256 {model['digest']}"
        )
        lines.append(f"           runs on {model['provider'] or 'nothing'}, {model['path']}")
    for model in report["pulled"]:
        where = "is here" if model["here"] else f"is not here; `facet models pull {model['name']}` brings it"
        lines.append(f"Pulled     {model['name']} ({model['task']}) {where}")
    lines += [f"Folder     {name}: {_folder(where)}" for name, where in report["folders"].items()]
    if not report["problems"]:
        return "\n".join([*lines, "", "Nothing is wrong."])
    said = [f"  {problem['what']}\n    {problem['hint']}" for problem in report["problems"]]
    return "\n".join([*lines, "", "What is wrong:", *said])


def _folder(where: str | list[str]) -> str:
    return where if isinstance(where, str) else ", ".join(where)


def _because(providers: dict[str, Any]) -> str:
    return f" ({providers['reason']})" if providers["reason"] else ""


def probe_qt() -> int:
    """Starts Qt without a window and prints its version and platform as JSON."""
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(["facet"])
    print(json.dumps({"version": qVersion(), "platform": application.platformName()}))
    return 0
