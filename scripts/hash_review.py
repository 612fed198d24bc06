"""Writes down which runs of eight words stand in the literature review, as hashes.

    .venv/bin/python scripts/hash_review.py REVIEW.txt

The review itself is not ours to keep here; its hashes are enough to see that no sentence of ours
is one of its own.
"""

import sys
from pathlib import Path

from app.practice.checks import SHINGLES, hash_of, packed, runs

if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text("utf-8", errors="replace")
    SHINGLES.write_bytes(packed(hash_of(run) for run in runs(text)))
    print(f"{SHINGLES.name}: {SHINGLES.stat().st_size} bytes")
