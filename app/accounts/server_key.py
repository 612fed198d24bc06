"""The server's own key, which no copy of the database contains.

Both wraps of every data key are sealed by it, so that a stolen database or backup gives nothing to
guess passphrases against. From it also come the answers for names that nobody has, and the hashes
that say nothing to whoever lacks it.
"""

import hmac
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.encoding import decode
from app.guessable import KEY_BYTES, MAKE_ONE, new_key
from app.settings import Settings

NONCE_BYTES = 12
SALT_BYTES = 16


class ServerKeyFault(Exception):
    """There is no server key, or it is not the one that this database was made with."""


class ServerKey:
    """Everything that is done with the key; the key itself is not kept."""

    def __init__(self, key: bytes) -> None:
        def derive(purpose: str) -> bytes:
            about = f"between-visits/server/{purpose}".encode()
            return HKDF(SHA256(), KEY_BYTES, salt=b"", info=about).derive(key)

        self._wraps = AESGCM(derive("wraps"))
        self._salts = derive("salts")
        self._names = derive("names")
        self._devices = derive("devices")
        self._deletions = derive("deletions")
        self._codes = derive("codes")
        self._desk = derive("desk")
        self._second_factors = derive("second-factors")
        self.tallies = derive("tallies")  # the noise of published counts
        self.pushes = derive("pushes")  # what reminders are signed by

    def seal(self, secret: bytes, owner_id: str, which: str) -> bytes:
        """A wrap, or another secret, as it is stored: for this owner and purpose alone."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._wraps.encrypt(nonce, secret, f"{owner_id} {which}".encode())

    def open(self, sealed: bytes, owner_id: str, which: str) -> bytes:
        """The secret again; raises ServerKeyFault where another key sealed it, or it was moved."""
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._wraps.decrypt(nonce, text, f"{owner_id} {which}".encode())
        except InvalidTag:
            raise ServerKeyFault(
                "the stored keys were sealed by another server key; put back the one that this"
                " database was made with, for no other opens them"
            ) from None

    def made_up_salt(self, name: str) -> bytes:
        """The salt of a name that nobody has: the same at every question."""
        return _keyed(self._salts, name.encode())[:SALT_BYTES]

    def name_mark(self, name: str) -> bytes:
        """Stands for a name where guesses are counted."""
        return _keyed(self._names, name.encode())

    def device_mark(self, name: str, token: bytes) -> bytes:
        """Stands for a device of one account."""
        return _keyed(self._devices, token + name.encode())

    def code_mark(self, code: bytes) -> bytes:
        """Stands for a code that is too short for a plain hash."""
        return _keyed(self._codes, code)

    def deletion_mark(self, account_id: str) -> str:
        """Stands for an account in the ledger of deletions: 64 hexadecimal letters."""
        return _keyed(self._deletions, account_id.encode()).hex()

    def desk_mark(self, what: bytes) -> bytes:
        """Vouches for what a Desk cookie says."""
        return _keyed(self._desk, what)

    def factor_mark(self, account_id: str, which: str, what: str = "") -> bytes:
        """Stands for something of one account's second factor: a used code, or where wrong tries
        are counted.
        """
        return _keyed(self._second_factors, f"{account_id} {which} {what}".encode())


def load_server_key(settings: Settings, *, make: bool = True) -> ServerKey:
    """The key that the settings name, or that stands beside the SQLite database; there one is
    made at the first start, if it may. Raises ServerKeyFault where there is none.
    """
    if settings.server_key:
        return ServerKey(decode(settings.server_key.get_secret_value()))
    path = settings.beside_database(".server-key")
    if path is None:
        raise ServerKeyFault(
            f"SERVER_KEY must be set, on PostgreSQL, where no file can hold one; {MAKE_ONE} for a"
            " new database, and an old one needs the key that it was made with"
        )
    if not path.exists():
        if not make:
            raise ServerKeyFault(
                f"there is none in SERVER_KEY or at {path}; put the copy of it back there; one is"
                " made at a start alone, where there are no accounts and no backup to put back"
            )
        _make(path)
    try:
        key = decode(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    except OSError as fault:
        raise ServerKeyFault(
            f"{path}: {fault.strerror}; it has to belong to the user that the server runs as"
        ) from None
    if len(key) != KEY_BYTES:
        raise ServerKeyFault(f"{path} does not hold a server key; put the copy of it back there")
    return ServerKey(key)


def _make(path: Path) -> None:
    # Written aside and then linked: two workers that start at once agree on one, and a power cut
    # leaves a whole key or none.
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{new_key()}\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        path.hardlink_to(aside)
    aside.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _keyed(key: bytes, what: bytes) -> bytes:
    return hmac.new(key, what, sha256).digest()
