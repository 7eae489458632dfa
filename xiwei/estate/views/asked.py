"""What these views are given: the middleware's request, and a record or the right refusal."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from xiwei.estate.rules import Asker

T = TypeVar("T")


class Asked(HttpRequest):
    """Django's request with the moment and the one who asks; people's middleware sets them."""

    now: datetime
    who: Asker
    face: str


def or_404(find: Callable[[Asker, int], T], who: Asker, pk: int) -> T:
    """The record, or 404 for a stranger; a colleague's missing right is refused by the query itself (law 6)."""
    try:
        return find(who, pk)
    except ObjectDoesNotExist as absent:
        raise Http404 from absent
