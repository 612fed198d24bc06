"""What becomes of a push is decided item by item, in order, and by nothing but what was there."""

import secrets
from hashlib import sha256
from typing import Any

import pytest
from protocol import b64, compact, new_id, unb64

from app.accounts.models import CHAIN_START
from app.journal import limits
from app.journal.batch import Batch, Head, Known, Result
from app.journal.items import Item, Offer, examine

SMALLEST = secrets.token_bytes(540)


def item(**members: Any) -> Item:  # noqa: ANN401
    whole = {
        "id": new_id(),
        "rev": new_id(),
        "parent": None,
        "merge_parent": None,
        "deleted": False,
        "key_id": new_id(),
        "ciphertext": b64(SMALLEST),
    }
    return Item(**(whole | members))


def batch(**parts: Any) -> Batch:  # noqa: ANN401
    whole = {"seq": 0, "chain": CHAIN_START, "records": 0, "bytes": 0, "heads": {}, "known": {}}
    return Batch(**(whole | parts))


def take(it: Batch, *items: Item) -> list[tuple[str, int | None]]:
    return [(result.status, result.seq) for result in map(it.take, map(examine, items))]


def test_a_new_record_is_taken_and_counted() -> None:
    it, new = batch(seq=7), item()
    assert it.take(examine(new)) == Result(new.id, new.rev, "ok", 8)
    assert (it.seq, it.records, it.bytes) == (8, 1, 540)


def test_an_item_may_name_an_earlier_one_of_its_batch_as_parent() -> None:
    it, first = batch(), item()
    second = item(id=first.id, parent=first.rev)
    third = item(id=first.id, parent=second.rev, deleted=True)
    assert take(it, first, second, third) == [("ok", 1), ("ok", 2), ("ok", 3)]
    assert it.records == 1
    assert it.final()[first.id].offer.item == third


def test_a_later_item_is_not_a_parent_yet() -> None:
    first = item()
    second = item(id=first.id, parent=first.rev)
    assert take(batch(), second, first) == [("conflict", None), ("ok", 1)]


def test_an_item_repeated_in_its_batch_is_a_duplicate_of_itself() -> None:
    new = item()
    it = batch()
    assert take(it, new, new) == [("ok", 1), ("duplicate", 1)]
    assert (it.seq, len(it.accepted), it.bytes) == (1, 1, 540)


def test_f7_the_same_name_with_other_bytes_is_told_apart_within_a_batch_too() -> None:
    new = item()
    other = item(id=new.id, rev=new.rev, ciphertext=b64(secrets.token_bytes(540)))
    assert take(batch(), new, other) == [("ok", 1), ("revision_reused", None)]


@pytest.mark.parametrize("member", ["parent", "merge_parent", "key_id", "ciphertext", "deleted"])
def test_f7_whatever_differs_makes_it_another_revision(member: str) -> None:
    sent = item()
    changed = True if member == "deleted" else b64(SMALLEST[::-1])
    changed = changed if member in ("ciphertext", "deleted") else new_id()
    other = sent.model_copy(update={member: changed})
    assert take(batch(), sent, other) == [("ok", 1), ("revision_reused", None)]


def test_the_same_revision_name_under_another_record_is_another_revision() -> None:
    one = item()
    two = item(rev=one.rev)
    assert take(batch(), one, two) == [("ok", 1), ("ok", 2)]


def test_f6_a_known_revision_is_a_duplicate_whatever_the_head_is_now() -> None:
    old = item()
    offer = examine(old)
    it = batch(
        seq=9,
        heads={old.id: Head(new_id(), deleted=False)},
        known={(old.id, old.rev): Known(3, offer.digest)},
    )
    assert take(it, old) == [("duplicate", 3)]
    assert not it.accepted


def test_f8_of_two_children_of_one_parent_the_first_wins() -> None:
    parent = new_id()
    one = item(parent=parent)
    two = item(id=one.id, parent=parent)
    it = batch(heads={one.id: Head(parent, deleted=False)}, records=1)
    assert take(it, one, two) == [("ok", 1), ("conflict", None)]


def test_f11_a_parent_that_is_unknown_or_of_another_record_is_a_conflict() -> None:
    one = item()
    assert take(batch(), one, item(parent=one.rev), item(parent=new_id())) == [
        ("ok", 1),
        ("conflict", None),
        ("conflict", None),
    ]


def test_f11_a_record_is_created_once() -> None:
    one = item()
    assert take(batch(), one, item(id=one.id)) == [("ok", 1), ("conflict", None)]


def test_f12_a_tombstone_is_a_head_like_any_other() -> None:
    born = item()
    gone = item(id=born.id, parent=born.rev, deleted=True)
    late = item(id=born.id, parent=born.rev)
    gone_again = item(id=born.id, parent=born.rev, deleted=True)
    anew = item(id=born.id)
    back = item(id=born.id, parent=gone.rev)
    statuses = [status for status, _ in take(batch(), born, gone, late, gone_again, anew, back)]
    assert statuses == ["ok", "ok", "conflict", "conflict", "conflict", "ok"]


@pytest.mark.parametrize("member", ["id", "rev", "parent", "merge_parent", "key_id"])
@pytest.mark.parametrize("bad", ["", "A" * 21, "A" * 21 + "B", "A" * 23, "A" * 21 + "=", "é" * 22])
def test_an_id_that_is_not_canonical_is_invalid(member: str, bad: str) -> None:
    assert take(batch(), item(**{member: bad})) == [("invalid", None)]


@pytest.mark.parametrize(
    ("ciphertext", "status"),
    [
        (b64(bytes(539)), "invalid"),
        (b64(bytes(540)), "ok"),
        (b64(bytes(541)) + "=", "invalid"),
        (b64(bytes(540))[:-1] + "+", "invalid"),
        (b64(bytes(541))[:-1] + "B", "invalid"),
        ("", "invalid"),
        ("é" * 720, "invalid"),
        (b64(bytes(limits.ITEM_BYTES)), "ok"),
        (b64(bytes(limits.ITEM_BYTES + 1)), "too_large"),
    ],
)
def test_f18_a_ciphertext_has_bounds_and_one_spelling(ciphertext: str, status: str) -> None:
    assert take(batch(), item(ciphertext=ciphertext))[0][0] == status


def test_f9_a_bad_item_never_stops_the_others() -> None:
    items = [item() for _ in range(100)]
    items[40] = item(id="no id")
    statuses = [status for status, _ in take(batch(), *items)]
    assert statuses.count("ok") == 99
    assert statuses[40] == "invalid"


def test_a_record_beyond_the_number_allowed_is_over_quota_and_an_old_one_may_still_change() -> None:
    head = new_id()
    old = item(parent=head)
    it = batch(records=limits.RECORDS, heads={old.id: Head(head, deleted=False)})
    assert take(it, item(), old) == [("over_quota", None), ("ok", 1)]


def test_what_fits_is_taken_beside_what_does_not() -> None:
    it = batch(bytes=limits.BYTES - 600)
    large = item(ciphertext=b64(bytes(601)))
    child = item(id=large.id, parent=large.rev)
    assert take(it, large, child, item(), item()) == [
        ("over_quota", None),
        ("conflict", None),
        ("ok", 1),
        ("over_quota", None),
    ]


def test_who_is_at_the_limit_can_still_delete() -> None:
    head = new_id()
    gone = item(parent=head, deleted=True)
    it = batch(bytes=limits.BYTES, records=1, heads={gone.id: Head(head, deleted=False)})
    again = item(id=gone.id, parent=gone.rev, deleted=True)
    assert take(it, gone, again) == [("ok", 1), ("over_quota", None)]


def test_deletions_beyond_the_limit_end_too() -> None:
    head = new_id()
    gone = item(parent=head, deleted=True)
    full = limits.BYTES + limits.RESERVED_FOR_DELETION
    it = batch(bytes=full, heads={gone.id: Head(head, deleted=False)})
    assert take(it, gone) == [("over_quota", None)]


def test_a_retry_is_a_duplicate_even_where_nothing_more_fits() -> None:
    old = item()
    offer: Offer = examine(old)
    known = {(old.id, old.rev): Known(1, offer.digest)}
    it = batch(bytes=limits.BYTES, known=known, heads={old.id: Head(old.rev, deleted=False)})
    assert take(it, old) == [("duplicate", 1)]


def test_the_chain_is_as_the_protocol_says() -> None:
    one, two = item(), item(parent=None, merge_parent=new_id(), deleted=False)
    it = batch()
    take(it, one, item(id="refused"), two)
    chain = bytes(32)
    for sent in (one, two):
        digest = sha256(compact(list(sent.model_dump().values()))).digest()
        chain = sha256(chain + unb64(sent.id) + unb64(sent.rev) + digest).digest()
    assert it.chain == chain
