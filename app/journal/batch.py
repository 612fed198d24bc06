"""Decides what becomes of a push, item by item: pure, and in the order in which they came.

An item sees the ones before it: it may name one as its parent, repeat it, or be beaten by it. What
it decides is stored by `journal/sync.py` in the transaction that loaded what it was told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.journal.chain import extend
from app.journal.items import Offer, Status
from app.journal.limits import BYTES, RECORDS, RESERVED_FOR_DELETION


class Head(NamedTuple):
    """A record's newest revision."""

    rev: str
    deleted: bool
    seq: int = 0


class Known(NamedTuple):
    """A revision that was accepted before."""

    seq: int
    digest: bytes


class Result(NamedTuple):
    """What became of one item; `seq` only where its revision is held."""

    id: str
    rev: str
    status: Status
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An item to be stored, its place in the history, and the chain up to it."""

    offer: Offer
    seq: int
    chain: bytes


@dataclass(slots=True)
class Batch:
    """One push against one vault.

    Begins with the vault's counters, the heads of the records named, and those revisions named
    that are known by (id, rev); ends with the counters as they are to be, and `accepted`.
    """

    seq: int
    chain: bytes
    records: int
    bytes: int
    heads: dict[str, Head]
    known: dict[tuple[str, str], Known]
    accepted: list[Accepted] = field(default_factory=list)

    def take(self, offer: Offer) -> Result:
        """Decide on the next item, and remember it if it is accepted."""
        item = offer.item
        status = offer.refusal or self._judge(offer)
        if status is Status.OK:
            self._accept(offer)
        held = status in (Status.OK, Status.DUPLICATE)
        seq = self.known[item.id, item.rev].seq if held else None
        return Result(item.id, item.rev, status, seq)

    def final(self) -> Mapping[str, Accepted]:
        """The accepted item of each record that is its head in the end."""
        return {each.offer.item.id: each for each in self.accepted}

    def _judge(self, offer: Offer) -> Status:
        item = offer.item
        # A retry comes first: its parent has long been superseded, by itself if by nobody else.
        if known := self.known.get((item.id, item.rev)):
            same = known.digest == offer.digest
            return Status.DUPLICATE if same else Status.REVISION_REUSED
        head = self.heads.get(item.id)
        if item.parent != (head.rev if head else None):
            return Status.CONFLICT
        if not self._has_room(offer, head):
            return Status.OVER_QUOTA
        return Status.OK

    def _has_room(self, offer: Offer, head: Head | None) -> bool:
        if head is None and self.records >= RECORDS:
            return False
        deletion = offer.item.deleted and head is not None and not head.deleted
        limit = BYTES + (RESERVED_FOR_DELETION if deletion else 0)
        return self.bytes + len(offer.ciphertext) <= limit

    def _accept(self, offer: Offer) -> None:
        item = offer.item
        self.seq += 1
        self.chain = extend(self.chain, item.id, item.rev, offer.digest)
        self.records += item.id not in self.heads
        self.bytes += len(offer.ciphertext)
        self.heads[item.id] = Head(item.rev, item.deleted)
        self.known[item.id, item.rev] = Known(self.seq, offer.digest)
        self.accepted.append(Accepted(offer, self.seq, self.chain))
