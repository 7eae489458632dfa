"""Pages of long lists: counted no further than anybody leafs."""

from functools import cached_property
from typing import Any, Protocol

from django.core.paginator import Paginator
from django.db.models import QuerySet

MOST = 1000


class Counted(Protocol):
    """A list that is sliced, and counted no further than asked."""

    def count_to(self, most: int) -> int: ...

    def __getitem__(self, part: slice) -> Any: ...


class LongPaginator(Paginator):
    """Of more than MOST rows it says "more than MOST" and gives the first MOST: further on, one searches.

    So a list of a million costs what a list of a thousand does: the count ends there, and so does leafing.
    """

    object_list: "QuerySet[Any] | Counted"

    @cached_property
    def count(self) -> int:
        """How many rows there are, MOST at most."""
        return min(self._counted, MOST)

    @cached_property
    def _counted(self) -> int:
        if isinstance(self.object_list, QuerySet):
            return self.object_list.order_by()[: MOST + 1].count()
        return self.object_list.count_to(MOST + 1)

    @property
    def more(self) -> bool:
        """Whether there are more than `count`."""
        return self._counted > MOST
