"""The round trip of PROTOCOL.md 4, by an independent client, on both engines."""

import pytest
from fastapi.testclient import TestClient
from phones import child, phone, refusal, row, second, statuses
from protocol import new_id
from sync_client import SENT, Device

pytestmark = pytest.mark.both_engines


@pytest.fixture
def ann(client: TestClient) -> Device:
    return phone(client.app).sign_up()


@pytest.fixture
def ben(client: TestClient) -> Device:
    return phone(client.app).sign_up()


def test_what_one_device_writes_another_reads(ann: Device) -> None:
    ids = [ann.write(f"line {n}") for n in range(3)]
    ann.sync()
    other = second(ann)
    other.sync()
    assert other.texts() == ["line 0", "line 1", "line 2"]
    other.write("changed", ids[0])
    other.delete(ids[1])
    other.sync()
    ann.sync()
    assert ann.texts() == other.texts() == ["changed", "line 2"]
    assert not ann.outbox


def test_an_empty_vault_gives_a_cursor_at_its_start(ann: Device) -> None:
    first = ann.exchange([])
    assert (first["changes"], first["results"], first["more"]) == ([], [], False)
    assert ann.exchange([], first["cursor"]) == first
    sent = row()
    assert ann.exchange([sent], first["cursor"])["changes"] == [sent | {"seq": 1}]


def test_an_answer_has_exactly_the_members_that_the_protocol_names(ann: Device) -> None:
    one = row()
    answer = ann.exchange([one, row(parent=new_id()), row(id="bad")])
    assert set(answer) == {"cursor", "results", "changes", "more"}
    assert [set(result) for result in answer["results"]] == [
        {"id", "rev", "status", "seq"},
        {"id", "rev", "status", "seq", "head"},
        {"id", "rev", "status", "seq"},
    ]
    assert list(answer["changes"][0]) == [*SENT, "seq"]


def test_the_answer_has_this_pushs_own_rows_and_a_cursor_after_them(ann: Device) -> None:
    rows = [row() for _ in range(3)]
    answer = ann.exchange(rows)
    assert [change["id"] for change in answer["changes"]] == [each["id"] for each in rows]
    assert ann.exchange([], answer["cursor"])["changes"] == []


def test_f5_a_push_repeated_is_a_duplicate_and_takes_no_number(ann: Device) -> None:
    sent = row()
    first, again = ann.exchange([sent]), ann.exchange([sent])
    assert statuses(first) == ["ok"]
    assert again["results"] == [first["results"][0] | {"status": "duplicate"}]
    assert ann.exchange([row()])["results"][0]["seq"] == 2


def test_f6_a_retry_after_another_device_wrote_is_a_duplicate(ann: Device) -> None:
    born = row()
    ann.exchange([born])
    change = child(born)
    ann.exchange([change])  # the answer is lost
    second(ann).exchange([child(change)])
    assert ann.exchange([change])["results"] == [
        {"id": change["id"], "rev": change["rev"], "status": "duplicate", "seq": 2}
    ]


def test_f7_the_same_name_with_other_bytes_stores_nothing(ann: Device) -> None:
    sent = row()
    before = ann.exchange([sent])
    after = ann.exchange([row(id=sent["id"], rev=sent["rev"])])
    assert after["results"][0] == {
        "id": sent["id"],
        "rev": sent["rev"],
        "status": "revision_reused",
        "seq": None,
    }
    assert (after["changes"], after["cursor"]) == (before["changes"], before["cursor"])
    assert ann.state()["bytes"] == 540


def test_f8_the_loser_of_two_on_one_parent_is_given_the_winner(ann: Device) -> None:
    born = row()
    ann.exchange([born])
    winner, loser = child(born), child(born)
    ann.exchange([winner])
    answer = ann.exchange([loser])
    assert statuses(answer) == ["conflict"]
    assert answer["results"][0]["seq"] is None
    assert answer["results"][0]["head"] == winner | {"seq": 2}


def test_a_conflict_within_a_batch_is_given_the_row_that_stands_in_the_end(ann: Device) -> None:
    born = row()
    ann.exchange([born])
    one = child(born)
    late, two = child(born), child(one)
    answer = ann.exchange([one, late, two])
    assert statuses(answer) == ["ok", "conflict", "ok"]
    assert answer["results"][1]["head"] == two | {"seq": 3}


def test_f9_one_bad_item_among_a_hundred_stops_none_of_the_others(ann: Device) -> None:
    rows = [row() for _ in range(100)]
    rows[17] = row(ciphertext="A")
    rows[50] = row(parent=new_id())
    answer = ann.exchange(rows)
    told = statuses(answer)
    assert (told[17], told[50], told.count("ok")) == ("invalid", "conflict", 98)
    assert [result["id"] for result in answer["results"]] == [each["id"] for each in rows]
    assert [each["seq"] for each in answer["changes"]] == list(range(1, 99))
    assert ann.state()["records"] == 98


def test_f11_unknown_and_foreign_parents_and_creating_twice(ann: Device) -> None:
    one, two = row(), row()
    ann.exchange([one, two])
    nowhere = row(parent=new_id())
    elsewhere = row(id=one["id"], parent=two["rev"])
    twice = row(id=one["id"])
    answer = ann.exchange([nowhere, elsewhere, twice])
    assert statuses(answer) == ["conflict"] * 3
    assert [result["head"] for result in answer["results"]] == [
        None,
        one | {"seq": 1},
        one | {"seq": 1},
    ]


def test_f12_a_tombstone_a_late_edit_a_second_deletion_and_a_return(ann: Device) -> None:
    born = row()
    gone = child(born, deleted=True)
    ann.exchange([born, gone])
    late, again, anew = child(born), child(born, deleted=True), row(id=born["id"])
    answer = ann.exchange([late, again, anew])
    assert statuses(answer) == ["conflict"] * 3
    assert all(result["head"] == gone | {"seq": 2} for result in answer["results"])
    back = child(gone)
    assert statuses(ann.exchange([back])) == ["ok"]
    assert ann.inventory() == [[born["id"], back["rev"], False]]
    assert ann.state()["records"] == 1


@pytest.mark.parametrize("limit", [4, 5, 6])
def test_f13_pages_end_where_they_should(ann: Device, limit: int) -> None:
    rows = [row() for _ in range(5)]
    ann.exchange(rows)
    page = ann.exchange([], limit=limit)
    assert len(page["changes"]) == min(limit, 5)
    assert page["more"] == (limit < 5)
    rest = ann.exchange([], page["cursor"], limit)
    assert len(page["changes"] + rest["changes"]) == 5
    assert not rest["more"]


def test_f13_a_record_that_moves_while_a_client_pages_is_missed_by_nobody(ann: Device) -> None:
    rows = [row() for _ in range(6)]
    ann.exchange(rows)
    page = ann.exchange([], limit=2)
    seen = {each["id"]: each["rev"] for each in page["changes"]}
    moved = [child(rows[0]), child(rows[3])]
    second(ann).exchange(moved)
    while page["more"]:
        page = ann.exchange([], page["cursor"], limit=2)
        seen |= {each["id"]: each["rev"] for each in page["changes"]}
    assert seen == {each["id"]: each["rev"] for each in rows + moved}


def test_a_page_is_bounded_by_its_ciphertext_and_has_at_least_one_row(ann: Device) -> None:
    large = [row(65_564) for _ in range(24)]
    for start in range(0, 24, 11):
        ann.exchange(large[start : start + 11], limit=1)
    pages, cursor, more = [], None, True
    while more:
        answer = ann.exchange([], cursor)
        pages.append([len(each["ciphertext"]) for each in answer["changes"]])
        cursor, more = answer["cursor"], answer["more"]
    assert all(0 < sum(page) <= 1024 * 1024 for page in pages)
    assert [len(page) for page in pages] == [11, 11, 2]


def test_f16_another_accounts_record_answers_as_a_missing_one(ann: Device, ben: Device) -> None:
    mine = row()
    ann.exchange([mine])
    stolen, made_up = child(mine), row(parent=new_id())
    answer = ben.exchange([stolen, made_up])
    assert [(r["status"], r["head"], r["seq"]) for r in answer["results"]] == [
        ("conflict", None, None)
    ] * 2
    assert answer["changes"] == []
    assert refusal(lambda: ben.older(mine["id"])) == refusal(lambda: ben.older(new_id()))
    assert refusal(lambda: ben.older("nonsense")) == (404, "not_found")
    ben.erase(mine["id"])
    assert ann.inventory() == [[mine["id"], mine["rev"], False]]
    assert ben.inventory() == []


def test_f16_the_same_id_and_rev_may_be_kept_by_two_accounts(ann: Device, ben: Device) -> None:
    mine = row()
    theirs = row(id=mine["id"], rev=mine["rev"])
    assert statuses(ann.exchange([mine])) == statuses(ben.exchange([theirs])) == ["ok"]
    assert ann.exchange([])["changes"] == [mine | {"seq": 1}]
    assert ben.exchange([])["changes"] == [theirs | {"seq": 1}]


def test_f16_another_accounts_cursor_is_no_cursor(ann: Device, ben: Device) -> None:
    cursors = [each.exchange([row()])["cursor"] for each in (ann, ben)]
    assert refusal(lambda: ben.exchange([], cursors[0])) == (409, "history_diverged")
    assert refusal(lambda: ben.exchange([row()], cursors[0])) == (409, "history_diverged")
    assert ben.state()["records"] == 1


CURSORS = ["", " ", "0", "null", "{}", "é", "\u0000", "9" * 5000, "A" * 22 + ".0." + "A" * 43]


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_of_whatever_shape_is_a_diverged_history_and_stores_nothing(
    ann: Device, cursor: str
) -> None:
    assert refusal(lambda: ann.exchange([], cursor)) == (409, "history_diverged")
    assert refusal(lambda: ann.exchange([row()], cursor)) == (409, "history_diverged")
    assert ann.exchange([])["changes"] == []


def test_a_cursor_of_ours_is_taken_only_letter_for_letter(ann: Device) -> None:
    cursor = ann.exchange([row(), row()])["cursor"]
    assert ann.exchange([], cursor)["changes"] == []
    for at in range(len(cursor)):
        other = "B" if cursor[at] != "B" else "C"
        changed = cursor[:at] + other + cursor[at + 1 :]
        assert refusal(lambda cursor=changed: ann.exchange([], cursor))[0] == 409
    for changed in (cursor + "A", cursor[:-1], cursor.replace(".2.", ".3."), cursor + "\n"):
        assert refusal(lambda cursor=changed: ann.exchange([], cursor))[0] == 409
