"""Files of these tests go to a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """The file store, empty."""
    storages = {
        **django_settings.STORAGES,
        "default": {**django_settings.STORAGES["default"], "OPTIONS": {"location": tmp_path, "base_url": None}},
    }
    with override_settings(STORAGES=storages):
        yield tmp_path
