"""What the models of the trainer's recipes are, in plain words: those that ship, and others trained alike."""

from __future__ import annotations

from desktop.ui.words import translate


def recipe_words(recipe: str) -> str:
    """What such a model answers and what it learned from; "" for a recipe that ships none."""
    known = {
        "smile": translate(
            "Models",
            "Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, "
            "then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.",
        ),
        "emotion": translate(
            "Models",
            "Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does "
            "not count. Where it isn't sure enough, it says “Unsure”.",
        ),
        "emotion-fer2013": translate(
            "Models",
            "Says which of seven emotions a face shows, as FER2013's own labels would: good for comparing "
            "with published figures. “emotion” follows the votes of several people for each face instead. "
            "Where it isn't sure enough, it says “Unsure”.",
        ),
        "happy-sad": translate(
            "Models",
            "Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned "
            "emotions first. Where no face is found, it looks at the whole picture.",
        ),
        "landmarks": translate(
            "Models",
            "Follows faces from picture to picture: says whether a part of the picture holds a face, and "
            "where its eyes, nose and corners of the mouth are. It learned from YuNet's answers.",
        ),
        "facet-id": translate(
            "Models",
            "Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace's "
            "answers; SFace itself is surer.",
        ),
    }
    return known.get(recipe, "")
