"""Where Facet's files live. Asked each time, so that a changed environment counts; makes no folder."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import PlatformDirs

from vision.pinned_models import pulled_models_root


def _dirs() -> PlatformDirs:
    return PlatformDirs("facet", appauthor=False, roaming=False)


def config_dir() -> Path:
    """Settings."""
    return Path(_dirs().user_config_dir)


def data_dir() -> Path:
    """What the user would miss: people, recordings, models trained here."""
    return Path(_dirs().user_data_dir)


def cache_dir() -> Path:
    """What can be made again."""
    return Path(_dirs().user_cache_dir)


def trainer_cache_dir() -> Path:
    """What the trainer can make again: weights it fetched, and what it saw in pictures."""
    return Path(os.environ.get("FACET_TRAIN_CACHE") or cache_dir() / "trainer")


def pulled_models_dir() -> Path:
    """Models of others, pulled once."""
    return pulled_models_root()


def pictures_dir() -> Path:
    """Snapshots: the folder Facet in the user's pictures."""
    return Path(os.path.expanduser(_dirs().user_pictures_dir)) / "Facet"


def own_models_dir() -> Path:
    """Models that were trained or brought in here."""
    return data_dir() / "models"


def trainings_dir() -> Path:
    """Trainings, with their reports."""
    return data_dir() / "trainings"


def recordings_dir() -> Path:
    """Recorded sessions, unless the user wants them among the videos."""
    return data_dir() / "recordings"


def videos_dir() -> Path:
    """The folder Facet in the user's videos."""
    return Path(os.path.expanduser(_dirs().user_videos_dir)) / "Facet"


def log_dir() -> Path:
    """What went wrong, for bug reports."""
    return Path(_dirs().user_log_dir)
