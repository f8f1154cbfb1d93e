"""The test part as class folders, so that `facet-train evaluate` measures on what never trained."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from trainer.data.prepared import Prepared
from vision.errors import DataUnusable


def write_held_out(prepared: Prepared, data: Path, out: Path) -> int:
    """Copies the test part's pictures to `out`/<label>/<name>; the number of pictures. `out` must not exist.

    `data` is the data set's folder. Raises DataUnusable.
    """
    if out.exists():
        raise DataUnusable(
            out, "exists already, so the test part is not written there", hint="Name a new folder."
        )
    rows = [row for row in prepared.rows if row.split == "test"]
    beside: Path | None = None
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        for row in rows:
            # The path's own folders go into the name: two pictures may share their last part.
            target = beside / row.label / row.path.replace("/", "-")
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(data / row.path, target)
        beside.chmod(0o755)
        os.rename(beside, out)
    except OSError as error:
        raise DataUnusable(out, f"the test part can't be written ({error.strerror})") from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
    return len(rows)
