"""What has to be on the disk before anything is said of it."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Return once a file, or what a folder lists, is on the disk."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
