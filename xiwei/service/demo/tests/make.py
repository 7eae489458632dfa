"""Builders for the demo's tests: the tests' own cast as a site that tales can be told of."""

import random
from datetime import datetime, timedelta

from xiwei.service.actions.asking import Need
from xiwei.service.demo.deeds import asking
from xiwei.service.demo.deeds.photos import Print
from xiwei.service.demo.deeds.tale import Tale
from xiwei.service.demo.ground import Scale, Site
from xiwei.service.demo.rosters import Duty
from xiwei.service.models import GroupMember
from xiwei.service.tests.make import World
from xiwei.shared.pictures import Picture
from xiwei.standards import queries as standards

LAG = timedelta(seconds=9)


def site(w: World) -> Site:
    """翠湖花园 of the tests: one group, no roster."""
    members = {one.line: one for one in GroupMember.objects.filter(group=w.group).select_related("staff__person")}
    duty = Duty(
        w.project, w.now.date(), [], members={one.pk: members for one in w.buildings}, director=w.staff_zheng,
        managers=[w.staff_he],
    )  # fmt: skip
    return Site(
        w.company, w.project, managers=[w.staff_he], duty=duty, calendar=standards.calendar(w.project.pk),
        promises=standards.promises(company_id=w.company.pk, project_id=w.project.pk),
    )  # fmt: skip


def tale(w: World, here: Site, need: Need, *, ends: datetime, channel: str, by: object, at: datetime, **more) -> Tale:
    """A tale everyone hears of, told until `ends`."""
    heard_by = {person.pk for person in w.everyone.values()}
    scale = Scale(ends)
    told = asking.take(
        here, need, scale=scale, chance=random.Random(1), heard_by=heard_by, channel=channel, by=by, at=at, **more
    )
    told.lag = LAG
    return told


def print_of(picture: Picture) -> Print:
    """The same picture, as if it had been kept."""
    return Print("demo/shared.jpg", picture.sha256, picture.width, picture.height)
