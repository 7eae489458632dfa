"""The demo estate: two companies, their people and a year of what was asked and done, the same every time.

`world` lays the ground (`estate`, `people`, `homes`, `rosters`); `history` and `present` tell stories of tickets, and
`deeds` writes down what each verb of xiwei.service.actions would have left, many stories at a time.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import merge
from time import perf_counter

from django.db import connection

from xiwei.service.demo import arranged, besides, changing_hands, history, kept, present, signing
from xiwei.service.demo import world as ground
from xiwei.service.demo.ground import Scale, World
from xiwei.service.demo.writing import leave_unread, write

# So many tickets are held in memory and written in one transaction.
BATCH = 400


@dataclass(frozen=True)
class Made:
    """What came of a seeding."""

    world: World
    tickets: int
    lines: int
    seconds: float

    @property
    def summary(self) -> str:
        """In a sentence."""
        return f"演示小区建好了：报事 {self.tickets} 件，台账 {self.lines} 行，用时 {self.seconds:.0f} 秒。"


def seed(scale: Scale, *, say: Callable[[str], object] = lambda words: None, with_members: bool = True) -> Made:
    """Lay out the demo in an empty database; `say` hears of each stage."""
    with _seldom_swept():
        return _seed(scale, say, with_members)


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """Python looks for rings among all living objects after each 700 new ones: a seventh of the time here, and finds none.

    So it looks after each 100,000, and takes 10 MB more.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _seed(scale: Scale, say: Callable[[str], object], with_members: bool) -> Made:
    began = perf_counter()
    say("登记公司、楼栋、住户、人员和排班……")
    world = ground.build(scale, with_members=with_members)
    say("写一年的报事……")
    year = history.History(world)
    stories = merge(year.stories(), present.stories(world, year.album), key=lambda story: story[0])
    tickets = lines = 0
    for tales in history.in_batches(stories, BATCH):
        lines += write(tales)
        tickets += len(tales)
        if tickets // 20_000 > (tickets - len(tales)) // 20_000:
            say(f"  {tickets} 件……")
    kept.settle(world)
    changing_hands.tell(world)
    lines += signing.sign(world)
    arranged.arrange(world)
    say("排巡查和养护……")
    lines += besides.write(world, scale.now)
    leave_unread(world.cast.values(), scale.now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Made(world, tickets, lines, perf_counter() - began)
