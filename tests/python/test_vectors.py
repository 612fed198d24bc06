"""F45: the browser's cryptography and an independent implementation agree, both ways."""

import hmac
import json
import random
import secrets
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import protocol
import pytest
from cryptography.exceptions import InvalidTag

Both = tuple[dict[str, Any], dict[str, Any], bytes]
HERE = Path(__file__).parents[2]
SAME = [
    ("café orchard pebble", "cafe\u0301  orchard\u00a0pebble "),
    ("ﬁre lantern moss wren", "\tfire lantern  moss wren\n"),
    ("🌙🌙🌙 fifteen letters", "🌙🌙🌙\u2003fifteen\u3000letters"),
    ("a" * 128, " " + "a" * 128 + " "),
]
LETTERS = 'aé ñ🌙\n"\\\u2028</script>\u0301ﷺ0'


def entry(dice: random.Random, size: int) -> dict[str, Any]:
    words = "".join(dice.choices(LETTERS, k=size))
    return {
        "schema": 1,
        "kind": dice.choice(["entry", "card"]),
        "created": "2026-11-23T08:00:00.000Z",
        "zone": "Europe/London",
        "exercise": None,
        "answers": {"line": words, "list": [words[:9], ""], "scale": 3},
        "text": words,
        "tags": ["hope"],
        "marks": [],
        "ancestors": [],
        "unknown": {"kept": [1, 2.5, None, True]},
    }


def head(dice: random.Random) -> dict[str, Any]:
    ids = {name: protocol.new_id() for name in ("id", "rev", "key_id")}
    parent = dice.choice([None, protocol.new_id()])
    merge_parent = dice.choice([None, protocol.new_id()])
    return ids | {"parent": parent, "merge_parent": merge_parent, "deleted": dice.random() < 0.2}


@pytest.fixture(scope="module")
def both() -> Both:
    """What was asked, what the browser's code answered, and the data key."""
    dice = random.Random(45)  # noqa: S311  sizes and letters, not keys
    data_key, salt, code = (secrets.token_bytes(size) for size in (32, 16, 20))
    vault = {"vault_id": protocol.new_id(), "key_id": protocol.new_id()}
    entry_key = protocol.derived(data_key, "entry")
    passphrases = [
        {
            **vault,
            "typed": typed,
            "salt": protocol.b64(salt),
            "kdf": protocol.KDF,
            "wrapped": protocol.b64(
                protocol.wrap(
                    protocol.derived(protocol.root(pair[0], salt), "wrap"), data_key, **vault
                )
            ),
        }
        for pair in SAME
        for typed in pair
    ]
    recovery = protocol.derived(code, "recovery-wrap")
    codes = [
        {
            **vault,
            "bytes": protocol.b64(code),
            "wrapped": protocol.b64(protocol.wrap(recovery, data_key, **vault)),
        }
    ]
    rows = []
    plains = []
    for number in range(1000):
        row, plain = head(dice), entry(dice, number * 3)
        row["ciphertext"] = protocol.seal(entry_key, vault["vault_id"], row, plain)
        rows.append(row)
        plains.append({"plain": plain, "head": dice.choice([None, head(dice)]), "deleted": False})
    asked = {
        **vault,
        "data_key": protocol.b64(data_key),
        "passphrases": passphrases,
        "codes": codes,
        "rows": rows,
        "plains": plains,
        "assignment": protocol.new_id(),
        "expected": [each["plain"] for each in plains],
    }
    script = ["scripts/with_node.sh", "node", "tests/client/support/vectors.js"]
    done = subprocess.run(
        script, cwd=HERE, input=json.dumps(asked), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return asked, json.loads(done.stdout), data_key


def test_f45_every_way_of_typing_a_passphrase_gives_the_same_keys(both: Both) -> None:
    asked, answer, data_key = both
    for question, given in zip(asked["passphrases"], answer["passphrases"], strict=True):
        root = protocol.root(question["typed"], protocol.unb64(question["salt"]))
        assert given["root"] == protocol.b64(root)
        assert given["login"] == protocol.b64(protocol.derived(root, "login"))
        assert given["data_key"] == protocol.b64(data_key)
    assert len({given["root"] for given in answer["passphrases"]}) == len(SAME)


def test_f45_a_recovery_code_is_written_and_read_alike(both: Both) -> None:
    asked, answer, data_key = both
    code = protocol.unb64(asked["codes"][0]["bytes"])
    (given,) = answer["codes"]
    assert given["text"] == protocol.recovery_code(code)
    assert protocol.read_code(given["text"].replace("0", "o").replace("1", "l")) == code
    assert given["again"] == protocol.b64(code)
    assert given["login"] == protocol.b64(protocol.derived(code, "recovery-login"))
    assert given["data_key"] == protocol.b64(data_key)


def test_f45_a_thousand_records_sealed_here_open_in_the_browsers_code(both: Both) -> None:
    asked, answer, _ = both
    assert answer["opened"] == asked["expected"]


def test_f45_a_thousand_records_sealed_by_the_browsers_code_open_here(both: Both) -> None:
    asked, answer, data_key = both
    key = protocol.derived(data_key, "entry")
    assert len(answer["sealed"]) == 1000
    for question, row in zip(asked["plains"], answer["sealed"], strict=True):
        above = question["head"]
        assert row["parent"] == (above["rev"] if above else None)
        plain = protocol.open_row(key, asked["vault_id"], row)
        ancestors = [above["rev"]] if above else []
        assert plain == question["plain"] | {"ancestors": ancestors}
        assert len(protocol.unb64(row["ciphertext"])) - 28 in {2**power for power in range(9, 17)}
    with pytest.raises(InvalidTag):
        protocol.open_row(key, asked["vault_id"], answer["sealed"][0] | {"deleted": True})


def test_f45_the_copy_key_is_the_same(both: Both) -> None:
    _, answer, data_key = both
    expected = hmac.new(protocol.derived(data_key, "copy"), b"about", sha256).digest()
    assert answer["copied"] == protocol.b64(expected)


def test_f45_a_mark_without_a_name_is_the_same(both: Both) -> None:
    asked, answer, data_key = both
    key = protocol.derived(data_key, "tally")
    expected = hmac.new(key, asked["assignment"].encode(), sha256).digest()
    assert answer["token"] == protocol.b64(expected)


def test_f45_a_lock_that_the_browser_set_opens_here_by_passphrase_and_by_code(
    both: Both,
) -> None:
    _, answer, _ = both
    made = answer["made"]
    assert made["kdf"] == protocol.KDF
    ids = made["vault_id"], made["key_id"]
    root = protocol.root("lantern orchard pebble wren", protocol.unb64(made["salt"]))
    wrapped = protocol.unb64(made["wrappedByPassphrase"])
    by_passphrase = protocol.unwrap(protocol.derived(root, "wrap"), wrapped, *ids)
    code = protocol.derived(protocol.read_code(made["code"]), "recovery-wrap")
    by_code = protocol.unwrap(code, protocol.unb64(made["wrappedByRecovery"]), *ids)
    assert by_passphrase == by_code
    assert len(by_code) == 32
