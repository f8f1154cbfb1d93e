"""What a recipe is: facts, settings, data and words for the card; and a training, imported when it begins.

No TensorFlow here: the commands read recipes to list them and to check settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trainer.data.layouts import LabelledPictures
from trainer.fit.compute import Compute
from trainer.recipes.mistakes import check_fitted, training_of
from trainer.recipes.settings import RecipeSettings
from vision.model_card import DataSource
from vision.model_making import Step

if TYPE_CHECKING:
    import keras

    from trainer.data.prepared import Prepared
    from trainer.fit.loop import FitEvent

OnEvent = Callable[[str, "FitEvent"], None]
# Of the models that ship with Facet alone: of any other only whoever trained it can say that.
LICENCE = "Weights: Apache-2.0. Trained on research data sets: see `data`."
NOT_STATED = "Not stated: whoever trained it decides, within the terms of what it learned from."


@dataclass(frozen=True)
class Job:
    """One training to do: the data set's folder, prepared pictures, settings, the run's folder, whom to tell.

    fer: FER2013 with FER+'s votes. start: a trained model whose weights to start from. Recipes that have no
    use for these are not given them.
    """

    data: Path
    prepared: Prepared
    settings: Any
    folder: Path
    on_event: OnEvent
    fer: Path | None = None
    start: Path | None = None
    compute: Compute = field(default_factory=Compute)


@dataclass(frozen=True)
class Fitted:
    """What training gave: the model, its curve, and the answers that epoch and thresholds were chosen on.

    `answers` float32 (M, K), a probability for each label of the pictures at `places`, none by a network
    that trained on it. `thresholds` by label: for one sigmoid that of the second label.
    """

    model: keras.Model
    history: list[dict[str, float]]
    best_epoch: int
    chosen_on: str
    places: NDArray[np.intp]
    answers: NDArray[np.float32]
    thresholds: dict[str, float]


@dataclass(frozen=True)
class Facts:
    """What `facet-train recipes` says: the data, the network, the student system's figure and ours."""

    data: str
    network: str
    student: str
    ours: str
    needs: str  # the size of the data


@dataclass(frozen=True)
class CardWords:
    """What a card says of a trained model beyond its figures.

    dataset: what it was measured on. licence: under which terms the model may be used; a recipe that knows
    them says so.
    """

    task: str
    name: str
    description: str
    dataset: str
    sources: tuple[DataSource, ...]
    licence: str = NOT_STATED
    making: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """One recipe.

    read_data: from the data set's folder to labelled pictures; raises DataUnusable. describe: from settings,
    the run's config and the number of pictures trained on to the card's words. training: where `train` is,
    as module:function. takes: which of a job's extras it uses ("fer", "start"). tunes: settings that `tune`
    tries beside rate, epochs and batch, each with its lowest and highest value (and "log" where it is
    searched by magnitude), or with three choices and more.
    """

    name: str
    task: str
    facts: Facts
    settings: type[RecipeSettings]
    read_data: Callable[[Path], LabelledPictures]
    describe: Callable[[Any, Mapping[str, Any], int], CardWords]
    training: str
    takes: frozenset[str] = frozenset()
    tunes: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def train(self, job: Job) -> Fitted:
        """Trains, going on where the folder holds a checkpoint. The test part is not touched.

        Raises FacetError where the recipe names no training, or that gave what doesn't fit the labels.
        """
        return check_fitted(training_of(self)(job), job.prepared.labels, self)
