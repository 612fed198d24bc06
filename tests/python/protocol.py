"""PROTOCOL.md in Python, written from that page alone: what the browser's code is judged by."""

import base64
import hmac
import json
import re
import secrets
import unicodedata
from hashlib import sha256
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KDF = {"algorithm": "argon2id", "memory_kib": 65536, "iterations": 3, "parallelism": 1}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Unicode's White_Space property, written out.
WHITE_SPACE = "\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_id() -> str:
    return b64(secrets.token_bytes(16))


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def normalised(passphrase: str) -> bytes:
    text = unicodedata.normalize("NFKC", passphrase)
    text = re.sub(f"[{WHITE_SPACE}]+", " ", text).strip(" ")
    if not 15 <= len(text) <= 128:
        raise ValueError(len(text))
    return text.encode()


def root(passphrase: str, salt: bytes, kdf: dict[str, Any] = KDF) -> bytes:
    return hash_secret_raw(
        normalised(passphrase),
        salt,
        time_cost=kdf["iterations"],
        memory_cost=kdf["memory_kib"],
        parallelism=kdf["parallelism"],
        hash_len=32,
        type=Type.ID,
        version=0x13,
    )


def derived(secret: bytes, name: str) -> bytes:
    """One of the keys of section 1: `login`, `wrap`, `recovery-login`, `entry`, `copy`, …"""
    return HKDF(SHA256(), 32, salt=b"", info=f"between-visits/v1/{name}".encode()).derive(secret)


def recovery_code(code: bytes) -> str:
    number = int.from_bytes(code)
    letters = "".join(CROCKFORD[number >> shift & 31] for shift in range(155, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 32, 4))


def read_code(typed: str) -> bytes:
    letters = re.sub(r"[\s-]", "", typed.upper()).translate(str.maketrans("OIL", "011"))
    number = 0
    for letter in letters:
        number = number << 5 | CROCKFORD.index(letter)
    return number.to_bytes(20)


def wrap(key: bytes, data_key: bytes, vault_id: str, key_id: str) -> bytes:
    nonce = secrets.token_bytes(12)
    about = compact(["between-visits/v1/data-key", vault_id, key_id])
    return nonce + AESGCM(key).encrypt(nonce, data_key, about)


def unwrap(key: bytes, wrapped: bytes, vault_id: str, key_id: str) -> bytes:
    about = compact(["between-visits/v1/data-key", vault_id, key_id])
    return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], about)


def _about(vault_id: str, row: dict[str, Any]) -> bytes:
    names = ("id", "rev", "parent", "merge_parent", "deleted", "key_id")
    return compact(["between-visits/v1", vault_id, *(row[name] for name in names)])


def seal(entry_key: bytes, vault_id: str, row: dict[str, Any], plain: dict[str, Any]) -> str:
    """The ciphertext of a record, as it goes over the wire."""
    text = compact(plain)
    size = 512
    while size < len(text) + 1:
        size *= 2
    if size > 65_536:
        raise ValueError(len(text))
    nonce = secrets.token_bytes(12)
    padded = (text + b"\x80").ljust(size, b"\0")
    return b64(nonce + AESGCM(entry_key).encrypt(nonce, padded, _about(vault_id, row)))


def open_row(entry_key: bytes, vault_id: str, row: dict[str, Any]) -> dict[str, Any]:
    """The plaintext of a record; raises cryptography's InvalidTag for another key or place."""
    sealed = unb64(row["ciphertext"])
    padded = AESGCM(entry_key).decrypt(sealed[:12], sealed[12:], _about(vault_id, row))
    text = padded.rstrip(b"\0")
    if text[-1:] != b"\x80":
        raise ValueError("padding")
    return dict(json.loads(text[:-1]))


def copy_id(copy_key: bytes, record: str, one_rev: str, other_rev: str) -> str:
    """The id of a kept-both copy; the lower rev is lower by its letters, as in the inventory."""
    about = compact(["between-visits/v1/copy", record, *sorted((one_rev, other_rev))])
    return b64(hmac.new(copy_key, about, sha256).digest()[:16])
