"""The demo estate: two companies, their people and a year of what was asked and done, the same every time.

`world` lays the ground (`estate`, `people`, `homes`, `rosters`); `history` and `present` tell stories of tickets, and
`deeds` writes down what each verb of xiwei.service.actions would have left, many stories at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from xiwei.service.demo import world as ground
from xiwei.service.demo.ground import Scale, World


@dataclass(frozen=True)
class Made:
    """What came of a seeding."""

    world: World
    summary: str


def seed(scale: Scale, *, say: Callable[[str], object] = lambda words: None) -> Made:
    """Lay out the demo in an empty database; `say` hears of each stage."""
    began = perf_counter()
    say("登记公司、楼栋、住户、人员和排班……")
    world = ground.build(scale)
    return Made(world, f"演示小区建好了，用时 {perf_counter() - began:.0f} 秒。")
