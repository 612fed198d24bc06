"""What the page of trust says of every column that the server stores: how long it is kept, and who
can read it. What each is for stands in the words of `trust_columns.toml`.

A test holds this against the database, both ways (`tests/python/test_trust.py`).
"""

from collections.abc import Mapping
from typing import NamedTuple


class Held(NamedTuple):
    """`kept` and `read` are said by `trust.kept-…` and `trust.read-…`."""

    kept: str
    read: str


Columns = Mapping[str, Held]


def _all(kept: str, read: str, columns: str, **others: Held) -> Columns:
    """The columns of a table in their order: most are alike."""
    return {name: others.get(name, Held(kept, read)) for name in columns.split()}


TABLES: Mapping[str, Columns] = {
    "account": _all(
        "account",
        "owner",
        "id name role login_hash recovery_hash kdf_memory_kib kdf_iterations kdf_parallelism salt "
        "vault_id key_id key_version wrapped_by_passphrase wrapped_by_recovery",
        name=Held("account", "name"),
        role=Held("account", "admin"),
        login_hash=Held("account", "nobody"),
        recovery_hash=Held("account", "nobody"),
        wrapped_by_passphrase=Held("account", "passphrase"),
        wrapped_by_recovery=Held("account", "passphrase"),
    ),
    "vault": _all("account", "owner", "account_id epoch head chain records bytes"),
    "record": _all(
        "account",
        "owner",
        "account_id id rev parent merge_parent seq deleted key_id ciphertext",
        ciphertext=Held("account", "passphrase"),
    ),
    "revision": _all(
        "account",
        "owner",
        "account_id seq id rev parent merge_parent deleted superseded key_id digest chain "
        "ciphertext day",
        ciphertext=Held("old-versions", "passphrase"),
    ),
    "sign_in": _all(
        "session",
        "owner",
        "account_id id token_hash device recovering expires ends",
        token_hash=Held("session", "nobody"),
    ),
    "known_device": _all(
        "device",
        "operator",
        "account_id token_hash expires",
        token_hash=Held("device", "nobody"),
    ),
    "guesses": _all("a-day", "operator", "subject times newest", subject=Held("a-day", "nobody")),
    "invite": _all(
        "last-day",
        "admin",
        "code_hash role uses_left expires",
        code_hash=Held("last-day", "nobody"),
    ),
    "second_factor": _all(
        "desk",
        "nobody",
        "account_id version app_secret app_pending app_spent codes_shown challenge",
        account_id=Held("desk", "operator"),
        version=Held("desk", "operator"),
        codes_shown=Held("written-down", "owner-sealed"),
        challenge=Held("next-try", "nobody"),
    ),
    "passkey": _all("desk", "owner", "account_id id credential_id public_key sign_count label"),
    "recovery_code": _all(
        "used", "operator", "account_id code_hash", code_hash=Held("used", "nobody")
    ),
    "team_group": _all(
        "group",
        "group",
        "id name relationship rhythm archived version size sized",
        version=Held("group", "operator"),
        sized=Held("group", "operator"),
    ),
    "facilitation": _all(
        "facilitation",
        "group",
        "account_id group_id shown_as line_manager starts ends",
        account_id=Held("facilitation", "operator"),
    ),
    "group_code": _all(
        "code",
        "operator",
        "mark group_id purpose made_by sealed expires",
        mark=Held("code", "nobody"),
        sealed=Held("code", "facilitator-sealed"),
        expires=Held("code", "facilitator"),
    ),
    "membership": _all(
        "membership",
        "operator",
        "account_id group_id since counted_since",
        group_id=Held("membership", "owner"),
    ),
    "composed_module": _all(
        "module",
        "facilitator",
        "account_id id title aim about exercises working_days shared version",
        account_id=Held("module", "operator"),
    ),
    "assignment": _all(
        "group",
        "group",
        "id group_id facilitator module message rhythm made starts suggested_by closes withdrawn "
        "key published band_kind band_people version",
        made=Held("group", "operator"),
        key=Held("group", "members-sealed"),
        version=Held("group", "operator"),
    ),
    "tally": _all("closed", "operator", "assignment_id token"),
    "counted": _all("four-weeks", "operator", "account_id published"),
    "reminder": _all(
        "reminder",
        "operator",
        "id secret_hash sealed zone times quiet_from quiet_to next_due",
        secret_hash=Held("reminder", "nobody"),
        sealed=Held("reminder", "nobody"),
    ),
    "organisation": _all(
        "installation",
        "admin",
        "one sign_up least_cohort help_lines version",
        help_lines=Held("installation", "everybody"),
    ),
    "claim": _all("installation", "operator", "job until"),
}
