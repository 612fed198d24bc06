"""A small second client, written from PROTOCOL.md alone, by which the server is judged.

It imports nothing of the application. A `Device` is one phone: it makes keys, seals, keeps an
outbox and a cursor, merges (keeping both texts), and builds everything up again when the server's
history has diverged.
"""

import secrets
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from protocol import KDF, b64, derived, new_id, open_row, root, seal, unb64, unwrap, wrap

Row = dict[str, Any]
SENT = ("id", "rev", "parent", "merge_parent", "deleted", "key_id", "ciphertext")
PUSH_ITEMS, PUSH_BYTES = 100, 900_000
PASSPHRASE = "four plain words here"  # noqa: S105 - nobody's
ANCESTORS = 20


class Http(Protocol):
    """What is needed of an HTTP client: it keeps cookies, and knows where the server is."""

    def request(self, method: str, url: str, **options: Any) -> Any: ...  # noqa: ANN401


class Refused(Exception):
    """The server answered with an error."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(status, code)
        self.status, self.code = status, code


@cache
def root_of(passphrase: str, salt: bytes) -> bytes:
    # A device derives once and forgets; a suite of tests derives the same root hundreds of times.
    return root(passphrase, salt)


@dataclass
class Device:
    """One device of one person; `salt` may be given so that the root is derived only once."""

    http: Http
    name: str
    passphrase: str = PASSPHRASE
    salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    recovery: bytes = field(default_factory=lambda: secrets.token_bytes(20))
    vault_id: str = field(default_factory=new_id)
    key_id: str = field(default_factory=new_id)
    data_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key_version: int = 0
    cursor: str | None = None
    seq: int = 0  # the last row's, kept beside the cursor
    rows: dict[str, Row] = field(default_factory=dict)  # what this device takes for the heads
    outbox: dict[str, Row] = field(default_factory=dict)  # by record: at most one unsent a record

    # -- the account

    def call(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401
        """One request; raises Refused for anything but success."""
        options = {} if body is None else {"json": body}
        headers = {"Sec-Fetch-Site": "same-origin", "Between-Visits-Protocol": "1"}
        answer = self.http.request(method, f"/api{path}", headers=headers, **options)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", answer.text
            raise Refused(answer.status_code, answer.json()["code"])
        return answer.json() if answer.status_code != 204 else None

    def sign_up(self, **more: Any) -> "Device":  # noqa: ANN401
        body = {"name": self.name, "device": "a phone", "vault_id": self.vault_id}
        body |= {"key_id": self.key_id} | self._wraps(recovery=True) | more
        answer = self.call("POST", "/account", body)
        assert answer["vault_id"] == self.vault_id
        self.key_version = answer["key_version"]
        return self

    def sign_in(self) -> "Device":
        """From a name and a passphrase to everything that opens the vault."""
        known = self.call("POST", "/account/prelogin", {"name": self.name})
        assert known["kdf"] == KDF
        self.salt = unb64(known["salt"])
        body = {"name": self.name, "login_key": self.login_key, "device": "another phone"}
        self._take_keys(self.call("POST", "/session", body))
        return self

    def recover(self, new_passphrase: str) -> "Device":
        """By the recovery code alone; sets a new passphrase, and leaves the code as it is."""
        key = derived(self.recovery, "recovery-login")
        body = {"name": self.name, "recovery_login_key": b64(key), "device": "a third phone"}
        keys = self.call("POST", "/account/recover", body)
        self.vault_id, self.key_id = keys["vault_id"], keys["key_id"]
        self.key_version = keys["key_version"]
        wrapping = derived(self.recovery, "recovery-wrap")
        wrapped = unb64(keys["wrapped_by_recovery"])
        self.data_key = unwrap(wrapping, wrapped, self.vault_id, self.key_id)
        self._set_keys(None, new_passphrase)
        return self

    def change_passphrase(self, new_passphrase: str) -> None:
        """Wraps the same data key anew; no entry is touched."""
        self._set_keys(self.login_key, new_passphrase)

    @property
    def login_key(self) -> str:
        return b64(derived(root_of(self.passphrase, self.salt), "login"))

    @property
    def entry_key(self) -> bytes:
        return derived(self.data_key, "entry")

    def _set_keys(self, login_key: str | None, passphrase: str) -> None:
        self.passphrase, self.salt = passphrase, secrets.token_bytes(16)
        body = {"if_key_version": self.key_version, "login_key": login_key}
        answer = self.call("PUT", "/account/keys", body | {"new": self._wraps(recovery=False)})
        self.key_version = answer["key_version"]

    def _wraps(self, *, recovery: bool) -> dict[str, Any]:
        wrapping = derived(root_of(self.passphrase, self.salt), "wrap")
        wraps = {
            "login_key": self.login_key,
            "kdf": KDF,
            "salt": b64(self.salt),
            "wrapped_by_passphrase": self._wrap(wrapping),
        }
        if recovery:
            wraps["recovery_login_key"] = b64(derived(self.recovery, "recovery-login"))
            wraps["wrapped_by_recovery"] = self._wrap(derived(self.recovery, "recovery-wrap"))
        return wraps

    def _wrap(self, wrapping: bytes) -> str:
        return b64(wrap(wrapping, self.data_key, self.vault_id, self.key_id))

    def _take_keys(self, keys: Row) -> None:
        self.vault_id, self.key_id = keys["vault_id"], keys["key_id"]
        self.key_version = keys["key_version"]
        wrapping = derived(root_of(self.passphrase, self.salt), "wrap")
        wrapped = unb64(keys["wrapped_by_passphrase"])
        self.data_key = unwrap(wrapping, wrapped, self.vault_id, self.key_id)

    # -- what a person writes

    def write(self, text: str, record: str | None = None, *, deleted: bool = False) -> str:
        """Keep a text, as a new record or as a change of one; sealed before anything is sent."""
        record = record or new_id()
        head, unsent = self.rows.get(record), self.outbox.get(record)
        # A further edit takes the place of one that was not sent, on the same parent.
        parent = unsent["parent"] if unsent else head and head["rev"]
        self._seal(record, text, parent, [unsent or head], deleted=deleted)
        return record

    def delete(self, record: str) -> None:
        self.write(self.text(record), record, deleted=True)

    def text(self, record: str) -> str:
        return str(self.opened(self.outbox.get(record) or self.rows[record])["text"])

    def texts(self) -> list[str]:
        """Every live text, sorted: what a person would find."""
        ids = self.rows.keys() | self.outbox.keys()
        live = (
            record
            for record in ids
            if not (self.outbox.get(record) or self.rows[record])["deleted"]
        )
        return sorted(map(self.text, live))

    def opened(self, row: Row) -> dict[str, Any]:
        return open_row(self.entry_key, self.vault_id, row)

    def _seal(
        self,
        record: str,
        text: str,
        parent: str | None,
        before: list[Row | None],
        *,
        merge_parent: str | None = None,
        deleted: bool = False,
    ) -> None:
        row = {"id": record, "rev": new_id(), "parent": parent, "merge_parent": merge_parent}
        row |= {"deleted": deleted, "key_id": self.key_id}
        older = [rev for each in before if each for rev in self.ancestry(each)]
        plain = {"schema": 1, "kind": "entry", "text": text, "tags": [], "marks": []}
        plain["ancestors"] = list(dict.fromkeys(older))[:ANCESTORS]
        row["ciphertext"] = seal(self.entry_key, self.vault_id, row, plain)
        self.outbox[record] = row

    def ancestry(self, row: Row) -> list[str]:
        """A revision's name and those of its ancestors, nearest first."""
        return [row["rev"], *self.opened(row).get("ancestors", [])]

    # -- the round trip

    def exchange(
        self, push: list[Row], cursor: str | None = None, limit: int = 200
    ) -> dict[str, Any]:
        """One bare call of `sync`, as given."""
        body = {"cursor": cursor, "push": push, "limit": limit}
        return dict(self.call("POST", "/journal/sync", body))

    def sync(self, limit: int = 200) -> None:
        """Until there is nothing more to give or to take."""
        for _ in range(1000):
            offered = self._next_push()
            try:
                answer = self.exchange(offered, self.cursor, limit)
            except Refused as refused:
                if refused.code != "history_diverged":
                    raise
                self._rebuild()
                continue
            self._apply(answer)
            if not answer["more"] and not self.outbox:
                return
        raise AssertionError("sync does not come to an end")

    def _next_push(self) -> list[Row]:
        chosen: list[Row] = []
        size = 0
        for row in self.outbox.values():
            size += len(row["ciphertext"]) + 300
            if len(chosen) == PUSH_ITEMS or (chosen and size > PUSH_BYTES):
                break
            chosen.append({name: row[name] for name in SENT})
        return chosen

    def _apply(self, answer: dict[str, Any]) -> None:
        """Take in a page and its cursor; then acknowledge and resolve."""
        offered_at = self.seq
        for row in answer["changes"]:
            self._take(row)
        if answer["changes"]:
            self.seq = answer["changes"][-1]["seq"]
        self.cursor = answer["cursor"]
        for result in answer["results"]:
            mine = self.outbox.get(result["id"])
            if mine is None or mine["rev"] != result["rev"]:
                continue
            if result["status"] == "conflict":
                self._resolve(mine, result["head"])
            elif result["status"] == "duplicate" and result["seq"] <= offered_at:
                del self.outbox[mine["id"]]
            elif result["status"] not in ("ok", "duplicate"):
                raise AssertionError(result)

    def _take(self, row: Row) -> None:
        mine = self.outbox.get(row["id"])
        self.rows[row["id"]] = row
        # Backed up: this very revision came back, or one that has it among its ancestors.
        if mine and mine["rev"] in self.ancestry(row):
            del self.outbox[row["id"]]

    def _resolve(self, mine: Row, head: Row | None) -> None:
        record, text, deleted = mine["id"], self.opened(mine)["text"], mine["deleted"]
        if head is None:
            self._seal(record, text, None, [mine], deleted=deleted)
        elif mine["rev"] in self.ancestry(head):
            self._take(head)
        elif head["rev"] in self.ancestry(mine):
            self._seal(record, text, head["rev"], [mine], deleted=deleted)
        else:
            theirs = self.opened(head)["text"]
            both = "\n".join(sorted({*theirs.split("\n"), *text.split("\n")}))
            self._seal(record, both, head["rev"], [head, mine], merge_parent=mine["rev"])

    def _rebuild(self) -> None:
        """After `history_diverged`: offer again what the server lacks, then pull from the start."""
        there = {record: rev for record, rev, _ in self.inventory()}
        for record, row in self.rows.items():
            if there.get(record) != row["rev"] and record not in self.outbox:
                self.outbox[record] = {name: row[name] for name in SENT}
        self.cursor, self.seq = None, 0

    # -- the rest of section 4

    def inventory(self, limit: int = 1000) -> list[list[Any]]:
        items: list[list[Any]] = []
        more = True
        while more:
            after = f"&after={items[-1][0]}" if items else ""
            page = self.call("GET", f"/journal/inventory?limit={limit}{after}")
            items += page["items"]
            more = page["more"]
        return items

    def older(self, record: str) -> list[Row]:
        return list(self.call("GET", f"/journal/revisions/{record}")["revisions"])

    def erase(self, *ids: str) -> None:
        self.call("POST", "/journal/erase", {"ids": list(ids)})

    def state(self) -> dict[str, Any]:
        return dict(self.call("GET", "/journal/state"))
