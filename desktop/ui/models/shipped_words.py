"""What the cards of the shipped models say of them, in the user's language; other cards as they are."""

from __future__ import annotations

from desktop.ui.words import translate


def card_words(description: str) -> str:
    """A card's description, known by how it begins. Any other stays as it is."""
    known = {
        "Smile or no smile, 64x64 faces. The trunk first": translate(
            "Models",
            "Smile or no smile, 64x64 faces. The trunk first learned FER+'s votes on FER2013's training "
            "rows. Trained on GENKI-4K; where no face is found, the whole picture answers.",
        ),
        "Seven emotions, 48x48 faces, colour ignored. Answers as FER+'s votes do": translate(
            "Models",
            "Seven emotions, 48x48 faces, colour ignored. Answers as FER+'s votes do; the trunk learned from "
            "both labellings. Below the bar the answer is 'unsure'.",
        ),
        "Seven emotions, 48x48 faces, colour ignored. Answers as FER2013's own labels do": translate(
            "Models",
            "Seven emotions, 48x48 faces, colour ignored. Answers as FER2013's own labels do; the trunk "
            "learned from both labellings. Below the bar the answer is 'unsure'.",
        ),
        "Happy or sad photographs, 48x48.": translate(
            "Models",
            "Happy or sad photographs, 48x48. A network that learned emotions first; where no face is found, "
            "the whole picture answers.",
        ),
        "Says of any box how sure it is that it holds a face": translate(
            "Models",
            "Says of any box how sure it is that it holds a face, where eyes, nose and corners of the mouth "
            "are, and where the face's own box is. Learned from YuNet's labels.",
        ),
        "Tells people apart: 128 numbers that stand for a face": translate(
            "Models",
            "Tells people apart: 128 numbers that stand for a face, compared by cosine. Learned from SFace's "
            "answers.",
        ),
    }
    return next((words for begins, words in known.items() if description.startswith(begins)), description)
