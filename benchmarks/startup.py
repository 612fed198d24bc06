"""From the icon to Start: our exercise page against a bare page, each in a browser of its own.

Three ways to start, on a main thread slowed 4 times: cold on slow 4G, again with a network, and
again with the server stopped. Every start is a new browser process with a fresh copy of the same
warmed profile, because a tap on the icon is the start of an app; the browser's own start is not
counted, since it is the same for every page and would hide the difference. Ours and the floor
take turns, and who goes first changes with the round, so that a busy moment of the machine falls
on both.

`first paint` is the browser's first-contentful-paint. `listens` is when a click on Start would be
heard. `ready` is the later of the two: nobody presses what is not on the screen. `first breath`
is shown after a press at that very moment.

The script fails on a byte over its limit. Times are told and judged in words: on a machine that
is busy with other work they mean little, and a ratio of two medians only a little more.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from _browser import SLOWED, Browsers, Side
from _floor import PATH as FLOOR_PATH
from _floor import SCRIPT, FloorServer, Server
from _weight import Weight, compressed, weigh
from playwright.sync_api import sync_playwright

OURS_PATH = "/exercises/before-the-next-door"
ROUNDS = 9  # fewer say nothing that may be quoted
READY_RATIO = 1.3  # of the floor, with the server stopped
FIRST_SCREEN = 40_000  # bytes of script, compressed
INSTALLED = 400_000  # bytes, compressed

COLD, ONLINE, STOPPED = "cold, slow 4G", "again, online", "again, server stopped"
STARTS = (COLD, ONLINE, STOPPED)
MARKS = {"paint": "first paint", "listens": "listens", "ready": "ready", "breath": "first breath"}

Times = dict[tuple[str, str, str], list[float]]  # by start, side and mark: milliseconds


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Start-up times and bytes, against a floor.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    rounds = parser.parse_args(arguments).rounds
    if rounds < 1:
        parser.error("at least one round")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, sync_playwright() as it:
        folder = Path(name)
        ours = Side("ours", Server(_made(folder / "ours")), OURS_PATH)
        floor = Side("floor", FloorServer(_made(folder / "floor")), FLOOR_PATH)
        browsers = Browsers(it, folder)
        try:
            weight, sizes = _weigh(browsers, ours, floor)
            times = _measure(browsers, (ours, floor), rounds)
        finally:
            ours.server.stop()
            floor.server.stop()
    _print_times(times, rounds)
    return _print_sizes(weight, sizes)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _weigh(browsers: Browsers, ours: Side, floor: Side) -> tuple[Weight, dict[str, int]]:
    """Also the proof that a real click on Start begins the first breath, on both sides."""
    for side in (ours, floor):
        _switch(side.server, on=True)
    weigh(browsers, floor)
    weight = weigh(browsers, ours)
    return weight, {name: compressed(ours, addresses) for name, addresses in vars(weight).items()}


def _measure(browsers: Browsers, sides: tuple[Side, Side], rounds: int) -> Times:
    profiles = {side.name: browsers.warm(side) for side in sides}
    times: Times = {}
    for number in range(rounds):
        for start in STARTS:
            for side in sides:
                _switch(side.server, on=start != STOPPED)
            for side in sides if number % 2 == 0 else reversed(sides):
                profile = None if start == COLD else profiles[side.name]
                taken = browsers.start(side, profile, slow_4g=start == COLD)
                for mark, value in taken.items():
                    times.setdefault((start, side.name, mark), []).append(value)
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return times


def _switch(server: Server, *, on: bool) -> None:
    if not on:
        server.stop()
    elif server.process is None:
        server.start()


def _print_times(times: Times, rounds: int) -> None:
    print(f"Milliseconds, processor slowed {SLOWED} times, {rounds} rounds: median (middle half)")
    print(f"The floor: a bare page, a service worker, {SCRIPT // 1024} KB of script\n")
    print(f"{'':36}{'ours':>18}{'floor':>18}{'ours/floor':>12}")
    for start in STARTS:
        for mark, words in MARKS.items():
            ours, floor = (times[start, side, mark] for side in ("ours", "floor"))
            ratio = statistics.median(ours) / statistics.median(floor)
            print(f"{start:23}{words:13}{_spread(ours):>18}{_spread(floor):>18}{ratio:>12.2f}")
        print()
    ready = [statistics.median(times[STOPPED, side, "ready"]) for side in ("ours", "floor")]
    ratio = ready[0] / ready[1]
    print(
        f"{_verdict(ratio <= READY_RATIO)}  ready with the server stopped: "
        f"{ratio:.2f} times the floor, at most {READY_RATIO}"
    )
    if rounds < ROUNDS:
        print(f"      (a quick look: {rounds} rounds, and {ROUNDS} are needed to say so)")


def _spread(values: list[float]) -> str:
    if len(values) < 2:
        return f"{values[0]:.0f}"
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return f"{middle:.0f} ({low:.0f}–{high:.0f})"


def _print_sizes(weight: Weight, sizes: dict[str, int]) -> int:
    """Returns the exit status: 1 where a limit is broken."""
    print("\nBytes, compressed as they are served")
    fine = True
    for name, words, limit in (
        ("first_screen", "script until Start listens", FIRST_SCREEN),
        ("every_script", "script of that page in the end", None),
        ("installed", "everything installed", INSTALLED),
    ):
        kept = limit is None or sizes[name] <= limit
        fine = fine and kept
        bound = f", at most {limit:,}" if limit else ""
        mark = _verdict(kept) if limit else "    "
        print(f"{mark}  {words}: {sizes[name]:,} in {len(getattr(weight, name))} files{bound}")
    return 0 if fine else 1


def _verdict(kept: bool) -> str:
    return "PASS" if kept else "FAIL"


if __name__ == "__main__":
    sys.exit(main())
