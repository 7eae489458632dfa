"""How often one address may write, or try a code, without an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext

from xiwei.people.middleware import PersonRequest
from xiwei.service.forms.fields import fresh_key

HOUR = int(timedelta(hours=1).total_seconds())
GUESSES: dict[str, Any] = {"app": "allauth.account", "action": "wall_code", "limit_get": True}
T = TypeVar("T")


def too_often(name: str, key: str, *, most: int) -> bool:
    """Whether more than `most` forms came under this name within the hour; the same form sent again counts once.

    A form without its key is another one each time: else leaving the key out would be a way round.
    """
    keys = set(cache.get(name, ())) | {key or fresh_key()}
    if len(keys) > most:
        return True
    cache.set(name, list(keys), timeout=HOUR)
    return False


def by_code(request: HttpRequest, find: Callable[[str], T | None], code: str) -> T | None:
    """What stands behind a code. Raises RateLimited for an address that gave too many wrong ones: they are not tried out."""
    if not ratelimit.consume(request, dry_run=True, **GUESSES):
        raise RateLimited
    found = find(code)
    if found is None and code:
        ratelimit.consume(request, **GUESSES)
    return found


def pictures_of(request: PersonRequest) -> Any:
    """The photos sent; of an address that sent too many, none: drawing them anew costs us most of all it may ask for.

    The words are taken all the same: they may be of a danger.
    """
    if request.FILES and not request.who.person and _too_many_pictures(request):
        messages.warning(request, gettext("照片传得太多了，这一次没有收下，文字不受影响。请过一会儿再传。"))
        return None
    return request.FILES


def _too_many_pictures(request: HttpRequest) -> bool:
    """Whether this address has sent photos without an account more often than a person would."""
    return not ratelimit.consume(request, app="allauth.account", action="wall_pictures")
