"""Codes of walls and labels: how many wrong ones an address may try."""

from collections.abc import Callable
from typing import Any, TypeVar

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.http import HttpRequest

GUESSES: dict[str, Any] = {"app": "allauth.account", "action": "wall_code", "limit_get": True}
T = TypeVar("T")


def by_code(request: HttpRequest, find: Callable[[str], T | None], code: str) -> T | None:
    """What stands behind a code. Raises RateLimited for a wrong one from an address that gave too many of them.

    A right one is never refused: a whole estate may share an address, and one who guesses would shut its walls to
    everyone, reports of danger too. Not the limit but a code's 40 bits and more keep guesses from being right.
    """
    found = find(code)
    if found is None and code and not ratelimit.consume(request, **GUESSES):
        raise RateLimited
    return found
