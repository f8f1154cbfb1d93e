"""Without a network: the model that ships names people, and a gallery made by another one goes on."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.people.calibration import calibrate
from desktop.people.decision import Decider
from desktop.people.framing import KeptFaces, kept_crops
from desktop.people.gallery import Gallery
from desktop.people.matching import Matcher
from desktop.people.ready import snapshot_of
from desktop.people.rebuild import missing, rebuild
from desktop.people.records import Consent, NewFace
from desktop.people.strangers import strangers_for
from tests.support.drawn_people import DIGEST, drawn_face
from vision.alignment import FIVE_POINT_TEMPLATE_112
from vision.assets import shipped_models_root
from vision.embedders import Embedder, embedder_by_name
from vision.model_store import ModelStore

BOXES = np.array([[170, 55, 115, 115]], np.int32)
POINTS = (FIVE_POINT_TEMPLATE_112 * 0.9 + np.array([172, 58])).astype(np.float32)[None]


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    """What tells people apart where nothing was pulled."""
    return embedder_by_name(ModelStore([shipped_models_root()]), provider="cpu")


def test_it_is_at_hand_without_a_network(shipped: Embedder) -> None:
    assert (shipped.name, shipped.size) == ("facet-id", 128)
    assert shipped.session.card.crop.align == "five_points"
    assert shipped.session.path.stat().st_size < 10_000_000


def test_its_strangers_are_known(shipped: Embedder) -> None:
    strangers = strangers_for(shipped.digest)
    assert strangers is not None
    assert strangers.facts["model"] == "facet-id"
    for crowd in strangers.crowds:
        assert crowd.faces.shape[1] == 128


def test_a_gallery_made_by_another_model_goes_on(
    shipped: Embedder, gallery: Gallery, astronaut_bgr: np.ndarray
) -> None:
    (kept,) = kept_crops(astronaut_bgr, BOXES, POINTS)
    as_by_sface = drawn_face(9)
    face = NewFace(kept, as_by_sface.embedding, DIGEST, 0.9, (), as_by_sface.pose, "astronaut.jpg", 0.0)
    gallery.enrol("Eileen", [face], consent=Consent("pictures on this machine", "said yes"))
    assert missing(gallery, shipped.digest) == 8
    assert rebuild(gallery, KeptFaces(shipped)) == 8
    strangers = strangers_for(shipped.digest)
    assert strangers is not None
    matcher = Matcher(snapshot_of(gallery, shipped.digest))
    decider = Decider(matcher, calibrate(matcher, strangers, 0.01))
    darker = (astronaut_bgr * 0.7).astype(np.uint8)
    probe = shipped.embed(shipped.crops(darker, BOXES, POINTS))[0]
    assert decider.decide(probe).name == "Eileen"
    assert decider.decide(-probe).name is None
