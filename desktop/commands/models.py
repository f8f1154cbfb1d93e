"""`facet models`: which models are at hand, and pulling, checking and removing those of others."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.app import model_store
from desktop.folders import data_dir, own_models_dir, pulled_models_dir
from desktop.models.astray import astray
from vision.errors import FacetError
from vision.model_store import InstalledModel, ModelStore
from vision.pinned_models import PINNED_MODELS, PinnedModel, pinned_by_name
from vision.pulling import Pulled, PullFailed, fault_of, is_pulled, published_file, pull, remove

_KINDS = {
    "pulled": "pulled",
    "absent": "not pulled",
    "shipped": "ships with Facet",
    "own": "your own",
}


def run_models(chosen: argparse.Namespace) -> int:
    """Runs `facet models ACTION`. 0 is success, 1 a model that could not be pulled or is broken."""
    work = {"list": _list, "pull": _pull, "verify": _verify, "remove": _remove}[chosen.action]
    return work(chosen)


def known_models(store: ModelStore) -> list[dict[str, Any]]:
    """Every model at hand and every one that can be pulled, as plain values."""
    root = pulled_models_dir()
    own = [model for model in store.installed() if not model.path.is_relative_to(root)]
    return [*map(_of_store, own), *(_of_pins(model, root) for model in PINNED_MODELS)]


def _list(chosen: argparse.Namespace) -> int:
    store = model_store()
    found = known_models(store)
    for problem in (*store.refused(), *astray(own_models_dir())):
        print(f"facet: {problem}", file=sys.stderr)
    if chosen.json:
        return _print_json(found)
    for model in found:
        size = f"{model['size_bytes'] / 1e6:.1f} MB"
        print(
            f"{model['name']:10} {model['task']:10} {size:>8}  {_KINDS[model['kind']]:16} {model['licence']}"
        )
        print(f"{'':10} {model['path'] or model['origin']}\n{'':10} sha256 {model['sha256']}")
    if any(model["kind"] == "absent" for model in found):
        print("`facet models pull --all` brings those that are not here.")
    return 0


def _pull(chosen: argparse.Namespace) -> int:
    def say(pulled: Pulled) -> None:
        if not pulled.error and not chosen.json:
            print(_sentence(pulled), flush=True)

    root = pulled_models_dir()
    wanted = [model for model in _wanted(chosen) if not (chosen.missing and is_pulled(model, root))]
    done = pull(wanted, root, say) if wanted else []
    failed = PullFailed.together([pulled.error for pulled in done if pulled.error])
    if failed:
        print(f"facet: {failed}", file=sys.stderr)
    if chosen.json:
        _print_json(
            [
                {
                    "name": pulled.model.name,
                    "pulled": pulled.error is None,
                    "source": pulled.source or None,
                    "error": pulled.error.message if pulled.error else None,
                }
                for pulled in done
            ]
        )
    return int(failed is not None)


def _sentence(pulled: Pulled) -> str:
    name = pulled.model.name
    if not pulled.source:
        return f"{name}: is here already"
    return f"{name}: pulled {pulled.model.size_bytes / 1e6:.1f} MB from {pulled.source}"


def _verify(chosen: argparse.Namespace) -> int:
    root = pulled_models_dir()
    found = [(model, fault_of(model, root), _is_there(model, root)) for model in _wanted(chosen)]
    if chosen.json:
        _print_json(
            [
                {"name": model.name, "sound": not fault, "fault": fault or None, "pulled": there}
                for model, fault, there in found
            ]
        )
    for model, fault, there in found:
        if chosen.json:
            continue
        if not there:
            print(f"{model.name}: is not pulled")
        elif fault:
            print(f"{model.name}: {fault}. `facet models pull {model.name}` mends it.")
        else:
            print(f"{model.name}: as published")
    return int(any(fault and (there or model.name in chosen.names) for model, fault, there in found))


def _remove(chosen: argparse.Namespace) -> int:
    if not chosen.names and not chosen.all:
        raise FacetError("Nothing is named to remove.", hint="Name models, or use --all.")
    root = pulled_models_dir()
    gone = {model.name: remove(model, root) for model in _wanted(chosen)}
    if chosen.json:
        return _print_json([{"name": name, "removed": was_there} for name, was_there in gone.items()])
    for name, was_there in gone.items():
        print(f"{name}: {'removed' if was_there else 'was not there'}")
    return 0


def _wanted(chosen: argparse.Namespace) -> Sequence[PinnedModel]:
    """Those named, in order; all of them without names. Raises FacetError for a name that is none."""
    named = [pinned_by_name(name) for name in dict.fromkeys(chosen.names)]
    return PINNED_MODELS if chosen.all or not named else named


def _is_there(model: PinnedModel, root: Path) -> bool:
    return published_file(model, root).is_file()


def _of_store(model: InstalledModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "task": model.task,
        "kind": "own" if model.path.is_relative_to(data_dir()) else "shipped",
        "size_bytes": model.path.stat().st_size,
        "sha256": model.digest,
        "licence": model.card.licence,
        "origin": None,
        "path": str(model.path),
    }


def _of_pins(model: PinnedModel, root: Path) -> dict[str, Any]:
    here = is_pulled(model, root)
    return {
        "name": model.name,
        "task": model.task,
        "kind": "pulled" if here else "absent",
        "size_bytes": model.size_bytes,
        "sha256": model.sha256,
        "licence": model.licence,
        "origin": model.origin,
        "path": str(published_file(model, root)) if here else None,
    }


def _print_json(value: Any) -> int:
    print(json.dumps(value, indent=2, ensure_ascii=False))
    return 0
