"""Errors are sentences: what happened, and what to do; and they cross process borders whole."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from vision.errors import (
    DataUnusable,
    FacetError,
    ImageUnreadable,
    ModelMissing,
    ModelRefused,
    ProviderUnavailable,
    SourceLost,
    SourceUnavailable,
)

ERRORS = [
    FacetError("It broke.", hint="Mend it."),
    FacetError("It broke."),
    ImageUnreadable(Path("a.jpg"), "the file is empty"),
    ModelRefused("m.onnx", "input", "it is too wide"),
    ModelRefused("m.onnx", "file", "it is not a model that ONNX Runtime can run"),
    ModelMissing("smile"),
    ProviderUnavailable("cuda", "there is no driver"),
    SourceUnavailable("camera:0", "it is in use", hint="Close the other program."),
    SourceLost("camera:0", "it was unplugged"),
    DataUnusable("data", "it holds no pictures", hint="Name another folder."),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("carried", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])
def test_an_error_arrives_as_it_was_sent(
    error: FacetError, carried: Callable[[FacetError], FacetError]
) -> None:
    arrived = carried(error)
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert arrived.args == error.args
    assert vars(arrived) == vars(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_made_of_sentences(error: FacetError) -> None:
    assert str(error) == f"{error.message} {error.hint}".strip()
    assert error.message.endswith(".")
    assert error.hint == "" or error.hint.endswith((".", "`"))
    assert ".." not in str(error)


def test_a_lost_source_is_an_unavailable_one() -> None:
    assert issubclass(SourceLost, SourceUnavailable)
    assert all(isinstance(error, FacetError) for error in ERRORS)
