"""`facet people tune` and `export-head`: a head fitted to a gallery's people, kept if better, as a file."""

from __future__ import annotations

import argparse

from desktop.app import model_store
from desktop.commands.people import say, write_json
from desktop.identification import decider_for, existing_gallery
from desktop.people.calibration import NoStrangers
from desktop.people.head_store import go_back, head_as_onnx, tune
from desktop.people.heads import Comparison
from desktop.people.strangers import strangers_for
from vision.embedders import embedder_by_name
from vision.errors import FacetError
from vision.images import write_bytes


def tune_people(chosen: argparse.Namespace) -> int:
    """Fits a head, and takes it into use where it is better than what is in use; or goes back to that."""
    embedder = embedder_by_name(model_store(), chosen.model)
    with existing_gallery(chosen.gallery) as gallery:
        if chosen.back:
            gone = go_back(gallery, embedder.digest)
            say("The head in use was dropped." if gone else "No head is in use.")
            return 0
        decider_for(gallery, embedder, chosen.fpir)  # every picture has its numbers
        strangers = strangers_for(embedder.digest)
        if strangers is None:
            raise NoStrangers(embedder.digest)
        found = tune(gallery, strangers, chosen.fpir)
    if chosen.json is not None:
        return write_json(chosen.json, found.figures() | {"taken": found.surely_better})
    _tell(found)
    return 0


def export_head(chosen: argparse.Namespace) -> int:
    """The head in use as an ONNX file with its card."""
    embedder = embedder_by_name(model_store(), chosen.model)
    with existing_gallery(chosen.gallery) as gallery:
        content = head_as_onnx(gallery, embedder.digest)
    try:
        write_bytes(chosen.path, content)
    except OSError as error:
        raise FacetError(
            f"{chosen.path}: it can't be written ({error.strerror}).", hint="Choose another."
        ) from error
    say(f"{chosen.path}: written. It names the people that it knows: keep it safe.")
    return 0


def _tell(found: Comparison) -> None:
    if not found.n:
        say("Nobody has three references, so that one could be held out: nothing was changed.")
        return
    before, after = f"{found.tpir_before:.2%}", f"{found.tpir_after:.2%}"
    say(f"held-out references named rightly where {found.fpir * 100:g} % of strangers may be, n = {found.n}:")
    say(f"  as it is {before}, with the new head {after}")
    if found.surely_better:
        say("Better: it is in use from now on; `facet people tune --back` drops it.")
    else:
        say("It may be chance: nothing was changed." if found.better else "Not better: nothing was changed.")
