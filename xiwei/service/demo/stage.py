"""Where the stories of the present are told: a project with its people, and its working hours before and after now."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from xiwei.estate.models import RoomKind
from xiwei.ledger.models import Actor
from xiwei.people.models import Person, Staff
from xiwei.service.actions.asking import Need
from xiwei.service.demo.deeds import asking as deeds
from xiwei.service.demo.deeds import ordering
from xiwei.service.demo.deeds.tale import Cut, Tale
from xiwei.service.demo.ground import Home, Site, World
from xiwei.service.demo.manners import spoken
from xiwei.service.demo.pictures import Album
from xiwei.service.demo.seasons import half_hour
from xiwei.shared.worktime import SHANGHAI
from xiwei.standards.models import NeedKind, Urgency

# The hours in which hands are at work and residents awake, whenever the demo is opened.
OPENS, CLOSES = timedelta(hours=8, minutes=30), timedelta(hours=17, minutes=30)


class Stage:
    """One project with its people at hand. Hours are those of work: at three at night, an hour ago is half past four."""

    def __init__(self, world: World, site: Site, album: Album):
        self.world, self.site, self.album = world, site, album
        self.now, self.cast = world.scale.now, world.cast
        self.chance = world.scale.chance(f"present {site.project.code}")

    # ---- moments

    def ago(self, hours: float) -> datetime:
        """So many hours of work before now."""
        left, moment = timedelta(hours=hours), self.now
        while True:
            midnight = moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
            end = min(moment, midnight + CLOSES)
            worked = max(end - (midnight + OPENS), timedelta(0))
            if left < worked:
                return end - left
            left, moment = left - worked, midnight - timedelta(seconds=1)

    def ahead(self, hours: float) -> datetime:
        """The half hour after so many hours of work from now."""
        moment, left = self.now, timedelta(hours=hours)
        while True:
            midnight = moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
            begin = max(moment, midnight + OPENS)
            room = max(midnight + CLOSES - begin, timedelta(0))
            if left < room:
                return half_hour(begin + left)
            left, moment = left - room, midnight + timedelta(days=1)

    @property
    def at_work(self) -> bool:
        """Whether those of the day are at work now."""
        return self.ago(0.01) > self.now - timedelta(minutes=2)

    def spoken(self, moment: datetime) -> str:
        """A moment as people say it now."""
        return spoken(moment, self.now)

    # ---- people and deeds

    def home(self, number: int, building: int = 0) -> Home:
        """Some family of the estate, of a building if it stands; of a small estate, as many are taken round."""
        homes = self.site.homes_of(RoomKind.HOME, None)
        near = [one for one in homes if one.room.building and one.room.building.rank == building] if building else []
        among = [one for one in near or homes if one.contact.pk not in self.world.heard_by]
        return among[number % len(among)]

    def take(
        self, said: str, *, at: datetime, by: Person | Staff | Actor, channel: str, item: str = "", home: Home | None = None,
        place: str = "", scene: str = "", **more: Any,
    ) -> Tale:  # fmt: skip
        """A need told at a moment."""
        found = self.site.items.get(item)
        fields: dict[str, Any] = {
            "kind": found.kind if found else NeedKind.REPAIR,
            "line": found.done_by if found else "repair",
            "urgency": found.urgency if found else Urgency.ORDINARY,
            "asker": by if isinstance(by, Person) else None,
            **more,
        }
        need = Need(
            project=self.site.project, words=said, item=found, room=home.room if home else None,
            household=home.household if home else None, place=self.site.by_name[place] if place else None, **fields,
        )  # fmt: skip
        return deeds.take(
            self.site, need, scale=self.world.scale, chance=self.chance, heard_by=self.world.heard_by, channel=channel,
            by=by, at=at, prints=self.album.show(scene, fixed=False) if scene else [],
        )  # fmt: skip

    def told(self, tale: Tale, *steps: Callable[[], object]) -> Tale:
        """Take the steps that have happened by now, and let the clocks speak up to the present."""
        with suppress(Cut):
            for step in steps:
                step()
            tale.until(self.now + timedelta(seconds=1))
        return tale

    def give(self, tale: Tale, key: str) -> Staff:
        """The work goes to this colleague, by the word of whoever answers for it, unless it is theirs already."""
        staff = self.site.staff[key]
        if tale.order.worker.pk != staff.pk:
            ordering.assign(tale, to=staff, by=tale.ticket.answering, at=tale.cursor + timedelta(minutes=3))
        return staff

    def done(self, tale: Tale, *, at: datetime, note: str, scene: str = "", reading: str = "") -> None:
        """Accepted, gone to and finished, within an hour from a moment."""
        worker, begin = tale.order.worker, max(at, tale.cursor)
        ordering.accept(tale, by=worker, at=begin + timedelta(minutes=2))
        ordering.arrive(tale, by=worker, at=begin + timedelta(minutes=15))
        demanded = tale.ticket.item.evidence if tale.ticket.item else []
        steps = len(tale.ticket.item.steps) if tale.ticket.item else 0
        if "before" in demanded:
            before = self.album.show(scene, fixed=False)
            ordering.tick(tale, by=worker, at=begin + timedelta(minutes=18), steps=(), before=before)
        if steps or "signature" in demanded:
            signed_by = ordering.signer(tale.ticket) if "signature" in demanded else ""
            ordering.tick(tale, by=worker, at=begin + timedelta(minutes=40), steps=range(steps), signed_by=signed_by)
        prints = self.album.show(scene, fixed=True) if scene else []
        ordering.finish(tale, by=worker, at=begin + timedelta(minutes=48), note=note, prints=prints, reading=reading)
