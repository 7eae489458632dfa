"""A passkey in software: what a phone's secure chip does, so that the door is tried as a browser would try it."""

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftKey:
    """One passkey for one site."""

    def __init__(self, rp_id: str = "testserver"):
        self.rp_id, self.origin = rp_id, f"http://{rp_id}"
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.user = ""

    def create(self, options: dict[str, Any], *, verified: bool = True) -> str:
        """Answer navigator.credentials.create(): a new key for this user, with no attestation."""
        public = options["publicKey"]
        self.user = public["user"]["id"]
        data = CollectedClientData.create("webauthn.create", public["challenge"], self.origin)
        key = ES256.from_cryptography_key(self.private.public_key())
        kept = AttestedCredentialData.create(b"\0" * 16, self.id, key)
        flags = (VERIFIED if verified else AuthenticatorData.FLAG.UP) | AuthenticatorData.FLAG.AT
        signed = AuthenticatorData.create(sha256(self.rp_id.encode()), flags, 0, kept)
        attested = AttestationObject.create("none", signed, {})
        answer = {"clientDataJSON": websafe_encode(data), "attestationObject": websafe_encode(attested)}
        return self._said(answer, clientExtensionResults={"credProps": {"rk": True}})

    def get(self, options: dict[str, Any], *, user: str | None = None) -> str:
        """Answer navigator.credentials.get(): the challenge signed."""
        data = CollectedClientData.create("webauthn.get", options["publicKey"]["challenge"], self.origin)
        signed = AuthenticatorData.create(sha256(self.rp_id.encode()), VERIFIED, 1)
        signature = self.private.sign(signed + data.hash, ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(data),
            "authenticatorData": websafe_encode(signed),
            "signature": websafe_encode(signature),
            "userHandle": self.user if user is None else user,
        }
        return self._said(answer, clientExtensionResults={})

    def _said(self, response: dict[str, str], **more: Any) -> str:
        name = websafe_encode(self.id)
        return json.dumps({"type": "public-key", "id": name, "rawId": name, "response": response, **more})
