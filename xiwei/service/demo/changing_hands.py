"""Homes that changed hands in the past year, and one whose household leaves next week with a matter still open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from xiwei.people import bonds
from xiwei.people.actions import transfers
from xiwei.people.actions.transfers import Papers
from xiwei.people.models import Household, Staff, Transfer
from xiwei.people.queries import transfers as queries
from xiwei.people.rules.transfers import BRINGS, PAPERS
from xiwei.service.demo.ground import Site, World
from xiwei.service.models import Ticket
from xiwei.shared.worktime import SHANGHAI

# How many days ago, what kind, who came. Only homes that asked for nothing this year: nobody's story is cut in two.
YEAR = [
    (290, "sold", ("罗文斌", "郭晓彤")),
    (214, "inherited", ("邓丽萍",)),
    (133, "sold", ("谢国安",)),
    (61, "given", ("沈一诺",)),
    (18, "sold", ("韩志远", "曹思琪")),
]
PHONES = 13970001001
LATEST = 10, 20


@dataclass
class Changes:
    """Tells them of one site, by the hand of whoever directs it."""

    site: Site
    by: Staff
    now: datetime

    def tell(self) -> int:
        """All of them; returns how many a small estate had homes for."""
        phones, quiet = count(PHONES), self._quiet()
        made = [self._change(quiet, days, kind, names, phones) for days, kind, names in YEAR]
        return sum(one is not None for one in [*made, self._next_week()])

    def _quiet(self) -> list[Household]:
        asked = Ticket.objects.filter(project=self.site.project, household__isnull=False).values("household")
        found = Household.objects.filter(project=self.site.project, until=None, tenures__relation="owner").distinct()
        return list(found.exclude(pk__in=asked).select_related("room").order_by("room__label"))

    def _change(
        self, quiet: list[Household], days: int, kind: str, names: tuple[str, ...], phones: "count[int]"
    ) -> Transfer | None:
        at = (self.now - timedelta(days=days)).astimezone(SHANGHAI).replace(hour=LATEST[0], minute=LATEST[1])
        home = next((one for one in quiet if one.since and one.since < at.date() - timedelta(days=30)), None)
        if home is None:
            return None
        quiet.remove(home)
        people = [
            {"name": name, "phone": str(next(phones)), "relation": "family" if place else "owner"}
            for place, name in enumerate(names)
        ]
        return self._decide(home, kind, at, newcomers=people)

    def _next_week(self) -> Transfer | None:
        """The family of the oldest matter that is the room's own: it is to go on for those who buy."""
        theirs = Ticket.objects.filter(
            project=self.site.project, closed_at=None, household__until=None, household__tenures__relation="owner"
        ).exclude(household__in=[home.household.pk for home in self.site.homes if home.contact.pk in self._cast])
        for ticket in theirs.select_related("household__room").order_by("asked_at", "words"):
            assert ticket.household is not None
            if any("carry" in one.fates for one in bonds.open_of(ticket.household)):
                people = [{"name": "唐瑞雪", "phone": str(PHONES + 100), "relation": "owner"}]
                day = (self.now + timedelta(days=7)).astimezone(SHANGHAI).date()
                return self._decide(ticket.household, "sold", self.now, newcomers=people, day=day)
        return None

    @property
    def _cast(self) -> set[int]:
        return {home.contact.pk for home in self.site.homes if home.room.label in ("1栋1单元501", "1栋1单元502")}

    def _decide(self, home: Household, kind: str, at: datetime, **said: Any) -> Transfer:
        standing = queries.standing(home.room)
        decided = {
            one.name: ("carry", f"{one.hand_on}，接着办") if "carry" in one.fates else ("keep", "")
            for one in bonds.open_of(standing.bound(kind))
        }
        papers = [Papers(str(paper), f"2026-{home.room.pk:05d}") for paper in PAPERS[kind]]
        assert kind in BRINGS
        return transfers.decide(
            home.room, kind=kind, mark=standing.mark, papers=papers, decided=decided, by=self.by, now=at, **said
        )


def tell(world: World) -> int:
    """Those of 翠湖花园."""
    site = world.sites["CH"]
    return Changes(site, site.director, world.scale.now).tell()
