"""What every test stands on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("XIWEI_DEMO", "1")


@pytest.fixture(autouse=True)
def _all_companies_in_scope() -> Iterator[None]:
    """Tests of the domain read every company; a page opens its own scope over this one, as it does when served."""
    from xiwei.shared import scope

    with scope.everywhere("tests"):
        yield


@pytest.fixture(autouse=True)
def _files_apart(settings, tmp_path: Path) -> None:
    """No test leaves a file in the working tree."""
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": tmp_path / "files", "base_url": None}}
    storages["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = storages
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
