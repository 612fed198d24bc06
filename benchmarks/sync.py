"""The sync server against a ceiling in the same run: a bare FastAPI route that inserts the same
batch with one `executemany` into SQLite at the same `synchronous` setting, and a bare read by key.

Records of 1 KB. Sides take turns, and who goes first changes with the round, so that a busy moment
of the machine falls on both; ratios are of the medians. A push of ours is answered with its own
rows, as a device needs them to be sure, and the ceiling's with nothing. PostgreSQL is told beside
SQLite, against the same ceiling, and judged by nobody.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from _load import User, all_at_once, batches, items, timed
from _sync_floor import Ceiling, Server
from postgres import SERVER_KEY, Postgres

ROUNDS = 5  # fewer say nothing that may be quoted
RECORDS, BATCH, PAGE = 10_000, 100, 200
HELD = 50_000  # the most that one account may hold, so two such accounts are held
INCREMENT, ASKED = 10, 40
USERS, EACH = 50, 20
WARM_UP, PUSHES = 1_000, 10_000
RATE, TIMES, GROWTH = 0.5, 1.2, 20  # of the ceiling; the same with none; MB

SQLITE, POSTGRESQL, CEILING = "SQLite", "PostgreSQL", "ceiling"
SIDES = (SQLITE, POSTGRESQL, CEILING)
Servers = dict[str, Server]
Taken = dict[str, list[float]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="The sync server, against a ceiling.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"default {ROUNDS}")
    parser.add_argument("--only", choices=SECTIONS, help="one of the measurements")
    given = parser.parse_args(arguments)
    kept = True
    with started() as servers:
        for name, measure in SECTIONS.items():
            if given.only in (None, name):
                kept = measure(servers, given.rounds) and kept
    return 0 if kept else 1


@contextmanager
def started() -> Iterator[Servers]:
    """Our server on both engines, each with records and without, and the ceiling."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # As it is run, not as it is tested: what is told to be stored is stored.
        postgres = Postgres(fsync="on", full_page_writes="on")
        stack.callback(postgres.stop)
        servers: Servers = {}
        for name in (SQLITE, POSTGRESQL, CEILING, empty(SQLITE), empty(POSTGRESQL)):
            (folder / name).mkdir()
            if POSTGRESQL in name:
                database = f"bench_{len(servers)}"
                postgres.execute(f"CREATE DATABASE {database}")
                where = {"DATABASE_URL": postgres.url(database), "SERVER_KEY": SERVER_KEY}
                where["DELETION_LEDGER"] = str(folder / name / "deletions")
                servers[name] = Server(folder / name, **where)
            else:
                kind = Ceiling if name == CEILING else Server
                servers[name] = kind(folder / name)
            servers[name].start()
            stack.callback(servers[name].stop)
        yield servers


def empty(name: str) -> str:
    return f"{name}, empty"


def user_at(servers: Servers, side: str) -> User:
    return User(servers[side].port, ceiling=side == CEILING)


def in_turns(rounds: int, sides: Sequence[str], act: Callable[[str], None]) -> None:
    """Each side once a round, the other way round in every second."""
    for number in range(rounds):
        for side in sides if number % 2 == 0 else reversed(sides):
            act(side)


def rates(servers: Servers, rounds: int) -> bool:
    """A push of 10,000 records, and a cold pull of them."""
    pushed: Taken = {side: [] for side in SIDES}
    pulled: Taken = {side: [] for side in SIDES}
    for _ in range(rounds):
        users = {side: user_at(servers, side) for side in SIDES}
        sent = {side: iter(batches(RECORDS // BATCH, BATCH)) for side in SIDES}
        seconds = total(RECORDS // BATCH, lambda side, u=users, s=sent: u[side].push(next(s[side])))
        for side in SIDES:
            pushed[side].append(RECORDS / seconds[side])
            users[side].cursor = None
        seconds = total(RECORDS // PAGE, lambda side, u=users: u[side].sync())
        for side in SIDES:
            pulled[side].append(RECORDS / seconds[side])
    first = against_ceiling(f"Push of {RECORDS:,}, in batches of {BATCH}, records a second", pushed)
    return against_ceiling(f"Cold pull of {RECORDS:,}, records a second", pulled) and first


def total(times: int, act: Callable[[str], object]) -> dict[str, float]:
    """Seconds that each side takes for something done so often, in turns."""
    seconds = dict.fromkeys(SIDES, 0.0)

    def once(side: str) -> None:
        seconds[side] += timed(act, side)

    in_turns(times, SIDES, once)
    return seconds


def increments(servers: Servers, rounds: int) -> bool:
    """A pull of 10 records where many are held, and where none are."""
    kept = True
    for side in (SQLITE, POSTGRESQL):
        fill(user_at(servers, side), HELD)
        full = user_at(servers, side)
        fill(full, HELD - INCREMENT)
        # Afterwards, since the server hangs up on whoever is silent for so long.
        users = {side: full, empty(side): user_at(servers, empty(side))}
        for user in users.values():
            user.sync()
            place = user.cursor
            user.push(items(INCREMENT))
            user.cursor = place
        taken: Taken = {}

        def pull(name: str, users: dict[str, User] = users, taken: Taken = taken) -> None:
            place = users[name].cursor
            taken.setdefault(name, []).append(timed(users[name].sync) * 1000)
            users[name].cursor = place

        in_turns(rounds * ASKED, tuple(users), pull)
        many, none = (statistics.median(taken[name]) for name in users)
        print(f"\nPull of {INCREMENT} new records, {side}, milliseconds")
        told = f"{many:.2f} with {2 * HELD:,} held, {none:.2f} with none"
        kept = verdict(side, f"{told}: {many / none:.2f} times", many / none <= TIMES) and kept
    return kept


def fill(user: User, number: int) -> None:
    for start in range(0, number, BATCH):
        user.push(items(min(BATCH, number - start)))


def crowd(servers: Servers, rounds: int) -> bool:
    """Fifty people at once, each pushing one record and pulling, again and again."""
    taken: Taken = {}

    def round_of(side: str) -> None:
        users = [user_at(servers, side) for _ in range(USERS)]
        seconds = all_at_once(users, batches(USERS, EACH))
        taken.setdefault(side, []).append(USERS * EACH / seconds)

    in_turns(rounds, SIDES, round_of)
    return against_ceiling(f"{USERS} users push one and pull, requests a second", taken)


def growth(servers: Servers, _rounds: int) -> bool:
    """The memory of the server over 10,000 pushes of one record."""
    kept = True
    print(f"\nMemory of the server over {PUSHES:,} pushes, MB")
    for side in (SQLITE, POSTGRESQL):
        user = user_at(servers, side)
        server = psutil.Process(servers[side].pid)
        for item in items(WARM_UP):
            user.push([item])
        before = server.memory_info().rss
        for batch in batches(PUSHES // 1000, 1000):
            for item in batch:
                user.push([item])
        after = server.memory_info().rss
        grown = (after - before) / 1024**2
        told = f"{before / 1024**2:.0f} and {grown:+.1f}, at most {GROWTH:+}"
        kept = verdict(side, told, grown <= GROWTH) and kept
    return kept


def against_ceiling(what: str, taken: Taken) -> bool:
    """Tell each side's median rate, and the median of its shares of the ceiling's rate in the same
    round; whether SQLite keeps to its share.
    """
    print(f"\n{what}: ceiling {statistics.median(taken[CEILING]):,.0f}")
    kept = True
    for side in (SQLITE, POSTGRESQL):
        rate = statistics.median(taken[side])
        shares = [ours / bare for ours, bare in zip(taken[side], taken[CEILING], strict=True)]
        share = statistics.median(shares)
        told = f"{rate:,.0f}, {share:.0%} of the ceiling, at least {RATE:.0%}"
        kept = verdict(side, told, share >= RATE) and kept
    return kept


def verdict(side: str, told: str, kept: bool) -> bool:
    """Print a line; only SQLite is judged."""
    judged = side == SQLITE
    mark = ("PASS" if kept else "FAIL") if judged else "    "
    print(f"{mark}  {side}: {told}", flush=True)
    return kept or not judged


SECTIONS = {"rates": rates, "increments": increments, "crowd": crowd, "growth": growth}

if __name__ == "__main__":
    sys.exit(main())
