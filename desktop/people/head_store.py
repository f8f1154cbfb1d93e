"""Heads in the gallery: accepted if surely better, swapped in, gone back from, erased with their people."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import numpy as np

from desktop.people.gallery import Gallery
from desktop.people.heads import Comparison, Head, compare, fit_head
from desktop.people.leaving import leaving
from desktop.people.ready import snapshot_of
from desktop.people.strangers import Strangers
from vision.errors import FacetError

CARD_KEY = "facet.head"


class ErasedMeanwhile(FacetError):
    """Someone whom the head was fitted to is to leave no trace, so it was not kept."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody, or a picture, was erased while the head was fitted: it was not kept.",
            hint="Fine-tune again: it learns those who are there now.",
        )


def tune(gallery: Gallery, strangers: Strangers, fpir: float) -> Comparison:
    """Fits a head, compares it with what is in use, and takes it into use only if it is surely better.

    Raises FacetError where nothing can be fitted, and ErasedMeanwhile.
    """
    learned_from = _face_ids(gallery)
    snapshot = snapshot_of(gallery, strangers.digest)
    head = fit_head(snapshot, strangers)
    found = compare(snapshot, strangers, fpir, present=head_in_use(gallery, strangers.digest))
    if found.surely_better:
        _keep(gallery, head, found, learned_from)
    return found


def head_in_use(gallery: Gallery, digest: str) -> Head | None:
    """The head that scores are made with under an embedding model; None: the plain comparison."""
    row = gallery.database.one(
        "SELECT weights, facts FROM heads WHERE digest = ? AND in_use = 1 ORDER BY id DESC", (digest,)
    )
    if row is None:
        return None
    ids = np.array(json.loads(row["facts"])["person_ids"], np.int64)
    table = np.frombuffer(row["weights"], np.float32).reshape(len(ids), -1)
    return Head(digest, ids, table[:, :-1].copy(), table[:, -1].copy())


def go_back(gallery: Gallery, digest: str) -> bool:
    """Drops the head in use; the one before it, or the plain comparison, takes over. False where none was."""
    with gallery.database.transaction():
        row = gallery.database.one(
            "SELECT id FROM heads WHERE digest = ? AND in_use = 1 ORDER BY id DESC", (digest,)
        )
        if row is not None:
            gallery.database.write("DELETE FROM heads WHERE id = ?", (row["id"],))
    return row is not None


def head_as_onnx(gallery: Gallery, digest: str) -> bytes:
    """The head in use as an ONNX file: embeddings (N, D) in, a score a person (N, P) out, its card inside.

    Raises FacetError where there is none.
    """
    from onnx import TensorProto, helper, numpy_helper

    head = head_in_use(gallery, digest)
    if head is None:
        raise FacetError("There is no head to export.", hint="Fine-tune first.")
    size, people = head.weights.shape[1], len(head.person_ids)
    graph = helper.make_graph(
        [helper.make_node("Gemm", ["embeddings", "weights", "offsets"], ["scores"])],
        "facet-head",
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["batch", size])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", people])],
        [
            numpy_helper.from_array(np.ascontiguousarray(head.weights.T), "weights"),
            numpy_helper.from_array(head.offsets, "offsets"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {CARD_KEY: json.dumps(_card(gallery, head))})
    return bytes(model.SerializeToString(deterministic=True))


def _card(gallery: Gallery, head: Head) -> dict[str, Any]:
    row = gallery.database.one(
        "SELECT at_s, facts FROM heads WHERE digest = ? AND in_use = 1 ORDER BY id DESC", (head.digest,)
    )
    facts = json.loads(row["facts"]) if row else {}
    names = {person.id: person.name for person in gallery.people()}
    created = datetime.fromtimestamp(row["at_s"], UTC).isoformat(timespec="seconds") if row else ""
    return {
        "schema_version": 1,
        "task": "identity-head",
        "embedding_model": head.digest,
        "labels": [names.get(int(person_id), "") for person_id in head.person_ids],
        "comparison": facts.get("comparison"),
        "created": created,
    }


def _face_ids(gallery: Gallery) -> set[int]:
    return {int(row[0]) for row in gallery.database.rows("SELECT id FROM faces INDEXED BY faces_in_use")}


def _keep(gallery: Gallery, head: Head, found: Comparison, learned_from: set[int]) -> None:
    table = np.column_stack([head.weights, head.offsets]).astype(np.float32)
    facts = {"person_ids": [int(i) for i in head.person_ids], "comparison": found.figures()}
    with gallery.database.transaction():
        if leaving(gallery) or not learned_from <= _face_ids(gallery):
            raise ErasedMeanwhile
        head_id = gallery.database.write(
            "INSERT INTO heads(at_s, digest, weights, facts, in_use) VALUES(?, ?, ?, ?, 1)",
            (gallery.now(), head.digest, table.tobytes(), json.dumps(facts)),
        )
        for person_id in head.person_ids:
            gallery.database.write("INSERT INTO head_people VALUES(?, ?)", (head_id, int(person_id)))
