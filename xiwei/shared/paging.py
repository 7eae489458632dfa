"""Pages of long lists: counted no further than anybody leafs."""

from functools import cached_property
from typing import Any, Protocol, cast

from django.core.paginator import Paginator

MOST = 1000


class Counted(Protocol):
    """A list that is sliced, and counted no further than asked."""

    def count_to(self, most: int) -> int: ...

    def __getitem__(self, part: slice) -> Any: ...


class LongPaginator(Paginator):
    """Of more than MOST rows it says "more than MOST" and gives the first MOST: further on, one searches.

    So a list of a million costs what a list of a thousand does: the count ends there, and so does leafing.
    """

    def __init__(self, found: Counted, size: int):
        super().__init__(cast(Any, found), size)
        self.found = found

    @cached_property
    def count(self) -> int:
        """How many rows there are, MOST at most."""
        return min(self._counted, MOST)

    @cached_property
    def _counted(self) -> int:
        return self.found.count_to(MOST + 1)

    @property
    def more(self) -> bool:
        """Whether there are more than `count`."""
        return self._counted > MOST
