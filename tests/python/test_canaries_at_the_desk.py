"""F19 for the desk: no page of it reaches a byte of anybody's journal or the name of a member, and
what is typed there is in no log and in no number.
"""

from collections.abc import Iterator

import pytest
from callers import Caller
from desk import AtDesk, facilitator
from fastapi.testclient import TestClient
from groups import account_id, join
from phones import Device, phone, row
from protocol import unb64
from test_canaries import forms
from test_desk_groups import ABOUT, SHOWN, invited, made
from test_desk_matrix import ROWS, ask, ids_of
from test_desk_modules import COMPOSED, composed, days

pytestmark = pytest.mark.both_engines
TYPED = {
    "name": "Heron circle by the canal",
    "relationship": "Marmalade practice teacher",
    "rhythm": "Every perpendicular Tuesday",
    "shown_as": "Zebedee Lamplighter",
    "message": "Seventeen otters sing quietly",
    "title": "Quietly humming biscuits",
}


@pytest.fixture
def member(client: TestClient) -> Device:
    """Somebody with a journal of two revisions."""
    device = phone(client.app, "zebedee-met-a-heron")
    device.sign_up()
    first = row()
    device.exchange([first])
    device.exchange([row(id=first["id"], parent=first["rev"])])
    return device


def pages_of(person: AtDesk, role: str) -> Iterator[tuple[str, bytes]]:
    """Every page of the desk that this role opens, by its address."""
    for (method, path), each in ROWS.items():
        if method != "GET":
            continue
        if each.arrange:
            each.arrange(person)
        for whose, ids in ids_of(each, person, person, 1):
            if whose == "own":
                answer = ask(person, method, path, ids, each)
                yield f"{role} {path}", str(answer.headers).encode() + answer.content


@pytest.mark.parametrize("role", ["facilitator", "admin"])
def test_f19_no_page_of_the_desk_reaches_a_journal_or_names_a_member(
    client: TestClient, member: Device, role: str
) -> None:
    person = facilitator(client.app, role)
    group = made(person)
    asked = {"code": invited(person, group)}
    assert member.call("POST", "/groups/join", asked) is None
    (held,) = member.call("POST", "/journal/sync", {"cursor": None, "push": [], "limit": 9})[
        "changes"
    ]
    secrets: dict[str, str | bytes] = {
        "name": member.name,
        "record": held["id"],
        "rev": held["rev"],
    }
    secrets |= {"ciphertext": unb64(held["ciphertext"])[:60], "key": unb64(held["key_id"])}
    secrets |= {"account": account_id(client.app, member.name)}
    pages = dict(pages_of(person, role))
    assert len(pages) > 10
    for address, contents in pages.items():
        for name, secret in secrets.items():
            assert not any(form in contents for form in forms(secret)), f"{name}: {address}"


def test_f19_what_is_typed_at_the_desk_is_in_no_log_and_in_no_number(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    person = facilitator(client.app)
    about = {name: TYPED[name] for name in ABOUT}
    group = made(person, **about, shown_as=TYPED["shown_as"])
    code = invited(person, group)
    newcomer = Caller(client.app)
    newcomer.sign_up()
    assert join(newcomer, code).status_code == 204
    module = composed(person, title=TYPED["title"]).rpartition("/")[2]
    sent = {**days(), "module": module, "message": TYPED["message"]}
    person.post(f"{group}/suggest", **sent)
    wrong = {**ABOUT, **SHOWN, **about, "name": TYPED["name"] * 9}
    assert person.post("/team/groups/new", **wrong).status_code == 422
    changed = about | {"rhythm": TYPED["shown_as"]}
    assert person.post(f"{group}/edit", **changed, version="9").status_code == 409
    assert person.get(f"/team/{TYPED['title']}?said={TYPED['message']}").status_code == 404
    assert COMPOSED["title"] != TYPED["title"]
    said = capsys.readouterr()
    logged = said.out + said.err
    assert "/team/groups/{group_id}/suggest" in logged
    numbers = client.app.state.metrics.text().decode()
    assert "/team/groups/{group_id}/suggest" in numbers
    secrets = [*TYPED.values(), code, code.replace("-", ""), module, group.rpartition("/")[2]]
    secrets += [person.name, newcomer.name, person.codes[0]]
    for secret in secrets:
        assert not any(form.decode() in logged + numbers for form in forms(secret)), secret
