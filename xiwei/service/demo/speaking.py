"""What is said while a ticket lives: the facts by which words are chosen, and the choosing."""

from dataclasses import dataclass
from datetime import datetime

from xiwei.people.models import Line
from xiwei.service.demo.manners import called, spoken
from xiwei.service.demo.passing import Passing
from xiwei.service.demo.phrases import Asking, Case, Sayings, facts_of
from xiwei.service.demo.seasons import Year, is_night
from xiwei.service.models import Promise, WaitReason

# Who came within so many minutes was quick.
QUICK = 90


@dataclass(kw_only=True)
class Speaking(Passing):
    """Time passing over a tale of which something is said."""

    asking: Asking
    case: Case
    sayings: Sayings
    year: Year

    def __post_init__(self) -> None:
        super().__post_init__()
        item = self.site.items[self.asking.item]
        self._matter = facts_of(self.asking, item, indoors=self.tale.ticket.household is not None)
        if self.site.project.code == "YF":
            self._matter.add("office")

    def say(self, kind: str, *, when: datetime | None = None, more: frozenset[str] = frozenset()) -> str:
        """A saying that fits by now; "" where none does."""
        slots = {"when": spoken(when, self.t) if when else "", "worker": self.called}
        return self.sayings.pick(kind, self.facts | more, self.chance, **slots)

    @property
    def called(self) -> str:
        """What residents call whoever does the work."""
        assert self.site.duty is not None
        staff = self.worker if self.tale.orders else self.tale.ticket.first_contact
        line = self.site.duty.line_of[staff.pk]
        return "师傅" if self.tale.orders and line == Line.MANAGEMENT else called(staff, line)

    @property
    def facts(self) -> set[str]:
        """What sayings may ask of the matter, this moment, and how it went so far."""
        return self._matter | self.year.facts(self.t) | self._course()

    def _course(self) -> set[str]:
        tale, ticket = self.tale, self.tale.ticket
        came = next((order.arrived_at for order in tale.orders if order.arrived_at), None)
        marks = {
            "late": ticket.breached or ticket.level >= 2, "reopened": ticket.reopened > 0,
            "waited": any(wait.reason in (WaitReason.PARTS, WaitReason.HANDS) for wait in tale.waits),
            "moved": sum(isinstance(row, Promise) and bool(row.reason) for row in tale.rows) > 0,
            "paid": any(order.agreed_fen for order in tale.orders),
            "quick": came is not None and (came - ticket.asked_at).total_seconds() < QUICK * 60,
            "nightwork": came is not None and is_night(came),
            "wetwork": came is not None and self._wet(came),
        }  # fmt: skip
        return {mark for mark, holds in marks.items() if holds}

    def _wet(self, came: datetime) -> bool:
        """Whether somebody went through the rain for it."""
        return "rain" in self.year.facts(came) and self.site.project.code != "YF"
