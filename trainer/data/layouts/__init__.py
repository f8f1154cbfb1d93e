"""Readers of public data layouts: a folder in, labelled samples and what was left out."""

from trainer.data.layouts.fer import read_fer
from trainer.data.layouts.folders import read_folders
from trainer.data.layouts.genki import read_genki
from trainer.data.layouts.labels import EMOTIONS, SMILES, match_label
from trainer.data.layouts.samples import LabelledPictures, Sample, Skipped

__all__ = [
    "EMOTIONS",
    "SMILES",
    "LabelledPictures",
    "Sample",
    "Skipped",
    "match_label",
    "read_fer",
    "read_folders",
    "read_genki",
]
