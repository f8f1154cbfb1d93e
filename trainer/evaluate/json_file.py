"""What a command found, as JSON in a file or on standard output."""

import json
import sys
from pathlib import Path

from vision.errors import FacetError
from vision.images import write_bytes


def write_json(target: str, content: object) -> None:
    """Writes `content` to the file `target`, whole or not at all, or to standard output for "-".

    Raises FacetError where it can't be written.
    """
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    path = Path(target)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, text.encode())
    except OSError as error:
        raise FacetError(f"{path}: the figures can't be written ({error.strerror}).") from error
