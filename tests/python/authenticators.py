"""A passkey in software: what a browser makes of the server's options, without a browser."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from callers import SITE
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from protocol import b64, compact

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class SoftPasskey:
    """One key pair. What it answers can be told to be of another site, or of another kind."""

    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    count: int = 0
    origin: str = SITE
    flags: int = PRESENT | VERIFIED

    def made(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`, as the script sends it."""
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32), numbers.y.to_bytes(32)
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        about = bytes(16) + len(self.id).to_bytes(2) + self.id + public
        data = self._about(options["rp"]["id"], self.flags | ATTESTED) + about
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._wire(client, attestationObject=b64(attestation))

    def used(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.get`."""
        self.count += 1
        data = self._about(options["rpId"], self.flags)
        client = self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._wire(client, authenticatorData=b64(data), signature=b64(signed))

    def _about(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return compact({"type": kind, "challenge": challenge, "origin": self.origin})

    def _wire(self, client: bytes, **response: str) -> str:
        response["clientDataJSON"] = b64(client)
        own = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key"}
        return json.dumps(own | {"response": response})
