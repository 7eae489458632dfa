"""The clock of a ticket's life: how long things take, who is at work by then, and what chance brings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiwei.people.models import Person, Staff
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.demo.ground import Site
from xiwei.service.demo.seasons import awake, minutes
from xiwei.standards.models import Urgency


@dataclass(kw_only=True)
class Passing:
    """Time passing over one tale: `t` is now in it, and only moves on."""

    tale: Tale
    slow: float = 1.0

    def __post_init__(self) -> None:
        self.t = self.tale.cursor
        self.chance = self.tale.chance

    @property
    def site(self) -> Site:
        return self.tale.site

    @property
    def answering(self) -> Staff:
        return self.tale.ticket.answering

    @property
    def worker(self) -> Staff:
        return self.tale.order.worker

    @property
    def asker(self) -> Person | None:
        return self.tale.ticket.asker

    @property
    def urgent(self) -> bool:
        return self.tale.ticket.urgency == Urgency.URGENT

    def happens(self, share: float) -> bool:
        """Whether it does, in that share of cases."""
        return self.chance.random() < share

    def later(self, mean: float, *, least: float = 1) -> datetime:
        """Some minutes on, about `mean` of them; three times as many at worst, but for those slow today."""
        self.t += minutes(least + min(self.chance.expovariate(1 / mean), 3 * mean) * self.slow)
        self.t = max(self.t, self.tale.cursor + timedelta(seconds=20))
        return self.t

    def at_work(self, staff: Staff) -> None:
        """Wait until they are at work."""
        assert self.site.duty is not None
        self.t = max(self.t, self.site.duty.at_work(staff, self.t))

    def by_day(self, staff: Staff) -> None:
        """Wait until they are at work and people are up; who works nights only rings when their turn has come round."""
        for _ in range(8):
            self.at_work(staff)
            if (morning := awake(self.t, self.chance)) == self.t:
                return
            self.t = morning
