"""What the program itself reads, names and calibrates with, for the people pages. In threads only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.ui.people.roster import Reading

if TYPE_CHECKING:
    from desktop.people.decision import Decider
    from desktop.people.framing import FaceEmbedder
    from desktop.people.gallery import Gallery
    from desktop.people.reading import FaceReader
    from desktop.people.strangers import Strangers


def own_reader(wanted: Reading) -> FaceReader:
    """Finds and looks at faces as the settings want it. Raises FacetError: a missing or refused model."""
    from desktop.app import model_store
    from desktop.identification import IdentityOptions, face_reader
    from desktop.models.choice import chosen_embedder

    store = model_store()
    model = chosen_embedder(store, {"identity": wanted.model})
    options = IdentityOptions(None, wanted.detector, model, provider=wanted.provider, second_look=True)
    return face_reader(store, options)


def own_decider(gallery: Gallery, embedder: FaceEmbedder, share: float) -> Decider:
    """A gallery made ready, with the bar for this share of strangers."""
    from desktop.identification import decider_for

    return decider_for(gallery, embedder, share)


def own_strangers(digest: str) -> Strangers | None:
    """The strangers that galleries of a model are compared with; None where there are none."""
    from desktop.people.strangers import strangers_for

    return strangers_for(digest)
