"""What the shipped models and those trained here are, in plain words; other cards as they are."""

from __future__ import annotations

import re

from desktop.ui.models.trained_words import trained_words, without_afterwords
from desktop.ui.words import translate


def card_words(description: str) -> str:
    """A card's description, known by how it begins, whatever size the faces are. Any other stays as it is."""
    described, afterwards = without_afterwords(description)
    plain = _shipped_words(described) or trained_words(described)
    return " ".join((plain, *afterwards)) if plain else description


def _shipped_words(description: str) -> str:
    sizeless = re.sub(r", \d+x\d+( faces)?", "", description)
    known = {
        "Smile or no smile. The trunk first": translate(
            "Models",
            "Says whether a face smiles. It learned emotions first, from FER2013 with the votes of FER+, "
            "then smiles, from GENKI-4K. Where no face is found, it looks at the whole picture.",
        ),
        "Seven emotions, colour ignored. Answers as FER+'s votes do": translate(
            "Models",
            "Says which of seven emotions a face shows, as the people would who voted for FER+. Colour does "
            "not count. Where it isn't sure enough, it says “Unsure”.",
        ),
        "Seven emotions, colour ignored. Answers as FER2013's own labels do": translate(
            "Models",
            "Says which of seven emotions a face shows, as FER2013's own labels would: good for comparing "
            "with published figures. “emotion” follows the votes of several people for each face instead. "
            "Where it isn't sure enough, it says “Unsure”.",
        ),
        "Happy or sad photographs.": translate(
            "Models",
            "Says whether a photo shows somebody happy or sad, the task of a well-known tutorial. It learned "
            "emotions first. Where no face is found, it looks at the whole picture.",
        ),
        "Says of any box how sure it is that it holds a face": translate(
            "Models",
            "Follows faces from picture to picture: says whether a part of the picture holds a face, and "
            "where its eyes, nose and corners of the mouth are. It learned from YuNet's answers.",
        ),
        "Tells people apart: 128 numbers that stand for a face": translate(
            "Models",
            "Tells people apart by 128 numbers for each face, compared by cosine. It learned from SFace's "
            "answers; SFace itself is surer.",
        ),
    }
    return next((words for begins, words in known.items() if sizeless.startswith(begins)), "")
