"""Secrets at rest: what must be read again (a gateway's key), so it is encrypted and not hashed.

Keys come from XIWEI_ENCRYPTION_KEYS: the first seals, all open. XIWEI_SECRET_KEY opens too, and seals where
no other key is given. To change a key: put the new one first, run `manage.py reseal`, take the old one away.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """None of today's keys opens it: it must be entered anew."""


def seal(secret: str) -> str:
    """Encrypted, with the moment of sealing; a tampered text will not open."""
    return _ring().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises Unreadable."""
    try:
        return _ring().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("no key opens this secret") from error


def reseal(sealed: str) -> str:
    """The same secret under today's first key. Raises Unreadable."""
    try:
        return _ring().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("no key opens this secret") from error


def _ring() -> MultiFernet:
    keys = [*settings.ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_lock(key) for key in keys])


@cache
def _lock(key: str) -> Fernet:
    """A key of its own for this use: whoever learns it learns nothing of sessions."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"xiwei.shared.secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
