"""Several devices, the real client code and the real server, and a network on which everything goes
wrong (F35): what anybody saved is findable when all is quiet, unless its owner deleted it."""

import os
import time
from pathlib import Path

import pytest
from worlds import run

SOAK = bool(os.environ.get("SOAK"))
SEEDS = range(1, 11) if SOAK else range(1, 6)
STEPS = 100_000 if SOAK else 1_000  # of one world: 5,000 in `make test`, a million in `make soak`


@pytest.mark.timeout(0 if SOAK else 600)
@pytest.mark.parametrize("seed", SEEDS)
def test_f35_what_anybody_saved_is_found_on_every_device_when_all_is_quiet(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()

    def progress(done: int) -> None:
        with capsys.disabled():
            print(
                f"\rseed {seed}: {done:,} of {STEPS:,}, {time.monotonic() - started:,.0f} s", end=""
            )

    ended = run(tmp_path, seed, STEPS, progress=progress if SOAK else lambda _: None)
    assert ended.result, ended.error
    assert ended.result["lost"] == []
    assert ended.result["again"] == 0
    assert ended.result["copies"] <= ended.result["words"] / 4
