"""A thousand people's devices that sync once a minute, and a storm of sign-ins among them.

One process of ours on SQLite, two on PostgreSQL, and the ceiling of `sync.py`: each has its minutes
in turn, so that a busy moment of the machine falls on all. In every minute each device comes once,
at a moment of its own and by a new connection, brings a record of 1 KB and asks what is new. What
is timed begins at the moment at which it comes, and ends when it has read the answer.
"""

import argparse
import asyncio
import random
import secrets
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

import psutil
from _load import Answer, User, come, items, sign_in
from _sync_floor import Ceiling, Server
from postgres import Postgres
from protocol import b64

USERS, MINUTES, STORM = 1000, 3, 300
MINUTE = 60.0
MOST_MEMORY = 1024  # MB, of all processes of a side
SLOWEST = 2.0  # seconds that anybody's sync takes while others sign in
SIGNING_UP = 4  # at once
SQLITE, POSTGRESQL, CEILING = "SQLite, 1 process", "PostgreSQL, 2 processes", "ceiling"
SIDES = (SQLITE, POSTGRESQL, CEILING)


@dataclass
class Side:
    """The processes of a server, and its people, who come to each in turn."""

    servers: list[Server]
    users: list[User] = field(default_factory=list)

    def memory(self) -> float:
        """MB that all of it takes now."""
        processes = (psutil.Process(server.pid) for server in self.servers)
        return sum(process.memory_info().rss for process in processes) / 1024**2


@dataclass
class Minute:
    """What came of one: how every sync and every sign-in was answered, and the most memory."""

    syncs: list[Answer]
    sign_ins: list[Answer]
    memory: float

    @property
    def p95(self) -> float:
        """Milliseconds of the slowest but one in twenty."""
        return statistics.quantiles([each.seconds for each in self.syncs], n=20)[-1] * 1000


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Many devices, and a storm of sign-ins.")
    parser.add_argument("--users", type=int, default=USERS, help=f"default {USERS}")
    parser.add_argument("--minutes", type=int, default=MINUTES, help=f"default {MINUTES}")
    given = parser.parse_args(arguments)
    with started() as sides:
        for side in SIDES:
            people(side, sides[side], given.users)
        quiet: dict[str, list[Minute]] = {side: [] for side in SIDES}
        for _ in range(given.minutes):
            for side in SIDES:
                quiet[side].append(asyncio.run(minute(sides[side], 0)))
        kept = tell(quiet, given.users)
        for side in (SQLITE, POSTGRESQL):
            kept = tell_storm(side, asyncio.run(minute(sides[side], STORM))) and kept
    return 0 if kept else 1


@contextmanager
def started() -> Iterator[dict[str, Side]]:
    """Every side, with nobody there yet."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # As it is run, not as it is tested: what is told to be stored is stored.
        postgres = Postgres(fsync="on", full_page_writes="on")
        stack.callback(postgres.stop)
        postgres.execute("CREATE DATABASE load")
        shared = {"DATABASE_URL": postgres.url("load"), "SERVER_KEY": b64(secrets.token_bytes(32))}
        shared["DELETION_LEDGER"] = str(folder / "deletions")
        where: dict[str, list[dict[str, str]]] = {SQLITE: [{}], POSTGRESQL: [shared] * 2}
        sides = {}
        for side in SIDES:
            servers = []
            for number, environment in enumerate(where.get(side, [{}])):
                own = folder / f"{side} {number}"
                own.mkdir()
                kind = Ceiling if side == CEILING else Server
                server = kind(own, SIGN_UPS_PER_HOUR="1000000", **environment)
                server.start()
                stack.callback(server.stop)
                servers.append(server)
            sides[side] = Side(servers)
        yield sides


def people(name: str, side: Side, number: int) -> None:
    """So many people sign up; they come to the processes in turn."""
    ports = islice(cycle(server.port for server in side.servers), number)
    with ThreadPoolExecutor(SIGNING_UP) as several:
        side.users = list(several.map(lambda port: User(port, ceiling=name == CEILING), ports))


async def minute(side: Side, sign_ins: int) -> Minute:
    """Every device comes once; so many of its people sign in on another one as well."""
    chance = random.Random(len(side.users))  # noqa: S311 - the same moments for every side
    moments = [chance.uniform(0, MINUTE) for _ in side.users]
    storm = [chance.uniform(0, MINUTE) for _ in range(sign_ins)]
    arriving = chance.choices(side.users, k=sign_ins)
    most = [side.memory()]

    async def watch() -> None:
        while True:
            await asyncio.sleep(0.5)
            most.append(side.memory())

    async def sync(user: User, moment: float, item: bytes) -> Answer:
        await asyncio.sleep(moment)
        return await come(user, user.path(push=True, pull=True), user.body([item], 200))

    async def arrive(user: User, moment: float) -> Answer:
        await asyncio.sleep(moment)
        return await sign_in(user)

    watching = asyncio.create_task(watch())
    both = await asyncio.gather(
        asyncio.gather(*map(sync, side.users, moments, items(len(moments)))),
        asyncio.gather(*map(arrive, arriving, storm)),
    )
    watching.cancel()
    return Minute(*both, max(most))


def tell(quiet: dict[str, list[Minute]], users: int) -> bool:
    """Each side's errors, and how its slow ones compare with the ceiling's of the same minute."""
    bare = [each.p95 for each in quiet[CEILING]]
    print(f"\n{users:,} devices once a minute, {len(bare)} minutes, p95 in milliseconds")
    print(f"      {CEILING}: {statistics.median(bare):.1f}")
    kept = True
    for side in (SQLITE, POSTGRESQL):
        ours = [each.p95 for each in quiet[side]]
        ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, bare, strict=True))
        told = f"{statistics.median(ours):.1f}, {ratio:.2f} times the ceiling; "
        answers = [answer for each in quiet[side] for answer in each.syncs]
        kept = verdict(side, told + statuses(answers), are_deliberate(answers)) and kept
    return kept


def tell_storm(side: str, seen: Minute) -> bool:
    """Whether the syncs of the others went on while people signed in, and within the memory."""
    slowest = max(each.seconds for each in seen.syncs)
    signed_in = sorted(each.seconds for each in seen.sign_ins)
    print(f"\n{len(signed_in)} sign-ins within a minute beside that")
    told = (
        f"syncs p95 {seen.p95:.1f} ms, the slowest {slowest:.2f} s (at most {SLOWEST:g}); "
        f"{statuses(seen.syncs)}; sign-ins median {statistics.median(signed_in):.2f} s, "
        f"{statuses(seen.sign_ins)}; {seen.memory:.0f} MB, at most {MOST_MEMORY}"
    )
    answered = are_deliberate(seen.syncs) and are_deliberate(seen.sign_ins)
    return verdict(side, told, answered and slowest <= SLOWEST and seen.memory < MOST_MEMORY)


def statuses(answers: Sequence[Answer]) -> str:
    """How often each status came."""
    counted = dict.fromkeys(sorted({each.status for each in answers}), 0)
    for each in answers:
        counted[each.status] += 1
    return ", ".join(f"{number:,} × {status}" for status, number in counted.items())


def are_deliberate(answers: Sequence[Answer]) -> bool:
    """Whether each was answered, or told to come again by a 503 that is meant."""
    return all(each.status in (200, 503) for each in answers)


def verdict(side: str, told: str, kept: bool) -> bool:
    print(f"{'PASS' if kept else 'FAIL'}  {side}: {told}", flush=True)
    return kept


if __name__ == "__main__":
    sys.exit(main())
