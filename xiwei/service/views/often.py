"""How often one address may write, or try a code, as a stranger."""

from datetime import timedelta
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext

from xiwei.estate.models import Place
from xiwei.people.guesses import by_code
from xiwei.people.middleware import PersonRequest
from xiwei.service.forms.fields import fresh_key
from xiwei.service.models import Ticket
from xiwei.service.queries import places

__all__ = ["by_code", "pictures_of", "too_often"]

HOUR = int(timedelta(hours=1).total_seconds())


def too_often(name: str, key: str, *, to: int, most: int) -> bool:
    """Whether more than `most` forms came under this name within the hour; the same form sent again counts once.

    One key sent `to` several (places, matters: their ids) is a form to each, for each takes it as new; and a form without
    its key is another one each time: else the key would be a way round.
    """
    # Read and written under the lock of the library's own limits: of forty sent at once each would count the same few.
    # Where the lock is not free within its second, so many are waiting that this one is too many as well.
    with ratelimit.cache_lock(name) as locked:
        return not locked or _over(name, f"{to}:{key or fresh_key()}", most)


def _over(name: str, form: str, most: int) -> bool:
    keys = set(cache.get(name, ())) | {form}
    if len(keys) > most:
        return True
    cache.set(name, list(keys), timeout=HOUR)
    return False


def pictures_of(request: PersonRequest, where: Place | Ticket) -> Any:
    """The photos sent; of a stranger's address that sent too many, none: drawing them anew costs us most of all.

    The words are taken all the same: they may be of a danger.
    """
    if request.FILES and places.is_stranger(request.who, where) and _too_many_pictures(request):
        messages.warning(request, gettext("照片传得太多了，这一次没有收下，文字不受影响。请过一会儿再传。"))
        return None
    return request.FILES


def _too_many_pictures(request: HttpRequest) -> bool:
    """Whether this address has sent photos as a stranger more often than a person would."""
    return not ratelimit.consume(request, app="allauth.account", action="wall_pictures")
