"""Secrets at rest."""

import pytest

from xiwei.shared import secrets

ADDRESS = "jsons://账号:口令@sms.example.com/send"


def test_a_sealed_secret_opens_again_and_shows_nothing() -> None:
    sealed = secrets.seal(ADDRESS)
    assert secrets.unseal(sealed) == ADDRESS
    assert "sms.example.com" not in sealed
    assert secrets.seal(ADDRESS) != sealed


def test_a_tampered_secret_does_not_open() -> None:
    sealed = secrets.seal(ADDRESS)
    with pytest.raises(secrets.Unreadable):
        secrets.unseal(sealed[:-6] + "AAAAA=")


def test_a_new_key_stands_before_the_old_until_all_is_resealed(settings) -> None:
    old = secrets.seal(ADDRESS)
    first_key, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    settings.ENCRYPTION_KEYS = ["new-key-of-the-company", first_key]
    assert secrets.unseal(old) == ADDRESS
    fresh = secrets.reseal(old)
    settings.ENCRYPTION_KEYS = ["new-key-of-the-company"]
    assert secrets.unseal(fresh) == ADDRESS
    with pytest.raises(secrets.Unreadable):
        secrets.unseal(old)
    with pytest.raises(secrets.Unreadable):
        secrets.reseal(old)
