"""What concerns a public place, and so is anyone's to see: never a home's matter that was taken down without its room."""

from itertools import product

import pytest

from xiwei.service.actions import asking, ordering
from xiwei.service.models import Channel, Ticket
from xiwei.service.models.tickets import PUBLIC
from xiwei.service.queries import deeds
from xiwei.service.rules import discretion
from xiwei.service.tests import make
from xiwei.shared.refusals import NotAllowed
from xiwei.standards.models import Setting

pytestmark = pytest.mark.django_db
OURS = {Channel.PAGE, Channel.CODE, Channel.ROUND, Channel.SENSOR}


@pytest.fixture
def w():
    return make.world()


def test_of_all_cases_these_are_public_by_row_and_by_query(w):
    items = {
        setting: make.leak_item(w.cast, code=f"R-{setting.upper()}", name=setting, setting=setting)
        for setting in Setting.values
    }
    public, found = set(), {}
    for inside, place, setting, channel in product(("room", "household", ""), (w.lift, None), (*items, ""), Channel):
        ticket = make.ticket(w, now=w.now)
        Ticket.objects.filter(pk=ticket.pk).update(
            room=w.room if inside == "room" else None,
            household=w.household if inside == "household" else None,
            place=place,
            item=items.get(setting),
            channel=channel,
        )
        found[ticket.pk] = (inside, place is not None, setting, channel)
        if not inside and (place or setting == "public" or (channel in OURS and setting in ("", "either"))):
            public.add(ticket.pk)
    rows = Ticket.objects.filter(pk__in=found)
    assert {found[one.pk] for one in rows if one.is_public} == {found[pk] for pk in public}
    assert set(rows.filter(PUBLIC).values_list("pk", flat=True)) == public


def test_a_home_s_matter_noted_by_a_guard_without_its_room_is_no_neighbour_s_to_find_follow_or_read(w):
    words = "1栋王芳家厨房漏水，备用钥匙在鞋柜"
    need = make.need(w, words=words, room=None, household=None, asker=None, building=w.buildings[0])
    ticket = asking.take(need, channel=Channel.GATE, by=w.staff_zhou, now=w.now)
    order = ordering.accept(ticket.orders.get(), by=w.staff_sun, now=w.now)
    order = ordering.arrive(order, by=w.staff_sun, now=w.now)
    ordering.tick(order, by=w.staff_sun, now=w.now, steps=[0, 1])
    ordering.finish(order, by=w.staff_sun, now=w.now, pictures=[make.picture()], note="钥匙已还门卫")
    with pytest.raises(NotAllowed):
        asking.follow(ticket, by=w.li_qiang, now=w.now)
    assert deeds.around(w.buildings[0].pk, since=w.now) == []
    assert not Ticket.objects.filter(PUBLIC, pk=ticket.pk).exists()


def test_what_anyone_reads_of_it_names_the_service_or_the_kind_never_the_words(w):
    told = make.ticket(w, now=w.now)
    told.item, told.words, told.line, told.kind = None, "302的张伟在电梯里抽烟", "order", "complaint"
    assert discretion.matter_for_anyone(told) == "秩序投诉"
    told.item = w.leak
    assert discretion.matter_for_anyone(told) == "水管漏水"
