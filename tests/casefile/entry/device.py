"""A security key in software: it signs what it is asked, and says of its user what the test wants it to say."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


@dataclass
class Device:
    """`verifies` is whether it asks for finger, face or PIN."""

    verifies: bool = True
    origin: str = "https://testserver"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    number: bytes = b"a key of sixteen"
    owner: str = ""

    def make(self, options: Any) -> str:
        """Its answer to a page that enrols a passkey."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        credential = AttestedCredentialData.create(bytes(16), self.number, self._public())
        told = AuthenticatorData.create(self._place(asked["rp"]["id"]), self._flags() | FLAG.AT, 0, bytes(credential))
        attested = AttestationObject.create("none", told, {})
        client = self._client("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": client, "attestationObject": bytes(attested)})

    def show(self, options: Any) -> str:
        """Its answer to a page that asks for a known passkey."""
        asked = options["publicKey"]
        told = bytes(AuthenticatorData.create(self._place(asked["rpId"]), self._flags(), 0))
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        answer = {"clientDataJSON": client, "authenticatorData": told, "signature": signature}
        return self._answer(answer, userHandle=self.owner)

    def _answer(self, parts: dict[str, bytes], **more: str) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()} | more
        number = websafe_encode(self.number)
        said = {"id": number, "rawId": number, "type": "public-key", "response": response}
        return json.dumps(said | {"clientExtensionResults": {"credProps": {"rk": True}}})

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _flags(self) -> AuthenticatorData.FLAG:
        return FLAG.UP | FLAG.UV if self.verifies else FLAG.UP

    def _place(self, name: str) -> bytes:
        return sha256(name.encode()).digest()

    def _public(self) -> Any:
        return ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
