"""Where a need is can be put right by staff, and a number that many doors bear is asked about before anyone is sent."""

import pytest

from xiwei.estate.spoken import past_building
from xiwei.ledger.models import Entry
from xiwei.notices.models import Message
from xiwei.people.models import Household
from xiwei.people.queries.who import who
from xiwei.service.actions import asking, ending, locating
from xiwei.service.forms.asking import StaffForm
from xiwei.service.forms.verbs import LocateForm
from xiwei.service.models import Channel, Ticket
from xiwei.service.queries import finding, tickets
from xiwei.service.rules import offering
from xiwei.service.tests import make
from xiwei.shared.refusals import BadInput, NotNow

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> make.World:
    return make.world()


def told(w: make.World, *, channel: str = Channel.GATE, **changed) -> Ticket:
    """周勇 wrote "302" and nothing of who said it."""
    fields = {"room": None, "household": None, "asker": None, "spot": "302", **changed}
    by = w.staff_zhou if channel == Channel.GATE else w.wang_fang
    return asking.take(make.need(w, **fields), channel=channel, by=by, now=w.now)


def locate(w: make.World, ticket: Ticket, stood, spot: str = "", **more) -> Ticket:
    return locating.locate(ticket, by=w.staff_zhao, now=w.now, stood=stood, spot=spot, **more)


def test_the_room_brings_its_household_and_whoever_was_meant_by_the_phone(w):
    ticket = locate(w, told(w), w.room, name="王芳", phone=w.wang_fang.phone)
    kept = Ticket.objects.get(pk=ticket.pk)
    assert (kept.room, kept.household, kept.asker, kept.spot, kept.spot_label) == (
        w.room, w.household, w.wang_fang, "", w.room.label,
    )  # fmt: skip
    line = Entry.objects.get(kind="service.located")
    assert (line.data, line.room_id) == ({"before": "302", "after": w.room.label}, w.room.pk)


def test_the_household_it_turns_out_to_be_hears_that_it_is_seen_to(w):
    ticket = locate(w, told(w), w.room)
    heard = Message.objects.filter(about="service.received", person=w.wang_fang)
    assert [(one.title, one.body) for one in heard] == [
        (f"已收到：{ticket.title}", "周勇最先接到，会跟到办好为止。"),
    ]  # fmt: skip


def test_it_is_found_by_its_new_place_and_no_longer_by_the_old(w):
    ticket = locate(w, told(w, spot="三零二"), w.room)
    zhao = who(w.zhao_min, day=w.now.date())
    found = [[one.pk for one in finding.anything(zhao, words, w.now).tickets] for words in ("1-1-501", "三零二")]
    assert found == [[ticket.pk], []]


def test_whoever_has_the_work_hears_where_it_is(w):
    locate(w, told(w), w.lift, spot="三楼")
    heard = Message.objects.filter(about="service.located")
    assert {(one.person.name, one.body) for one in heard} == {
        (name, f"由“302”更正为“{w.lift.name} 三楼”，赵敏更正的。") for name in ("孙师傅", "周勇")
    }


def test_a_resident_s_own_report_of_their_home_stays_where_they_said(w):
    ticket = make.ticket(w)
    with pytest.raises(NotNow, match="住户自己报的家里的事"):
        locate(w, ticket, w.lift)
    assert "locate" not in offering.to_staff(Ticket.objects.get(pk=ticket.pk), w.staff_zhao, now=w.now)


def test_what_a_resident_told_of_a_public_place_is_never_put_into_a_home(w):
    public = make.public_need(w)
    ticket = asking.take(public, channel=Channel.PAGE, by=w.wang_fang, now=w.now)
    with pytest.raises(BadInput, match="公共地方"):
        locate(w, ticket, w.rooms[0])
    assert locate(w, ticket, None, spot="中心花园喷泉旁").spot_label == "中心花园喷泉旁"


def told_of_home(w: make.World) -> Ticket:
    """周勇 noted it for 1-1-501, as 王芳's by her phone."""
    fields = {"spot": "", "asker_name": "王芳", "asker_phone": w.wang_fang.phone}
    return asking.take(make.need(w, **fields), channel=Channel.GATE, by=w.staff_zhou, now=w.now)


def test_a_wrong_room_is_put_right_and_whoever_was_matched_there_has_it_no_longer(w):
    ticket = told_of_home(w)
    other = Household.objects.filter(project=w.project, until=None).exclude(pk=w.household.pk)[0]
    kept = locate(w, ticket, other.room, name="李强", phone=w.li_qiang.phone)
    assert (kept.household, kept.asker) == (other, w.li_qiang)
    assert [tickets.for_person(who(one, day=w.now.date())).filter(pk=kept.pk).exists() for one in (w.wang_fang, w.li_qiang)] == [
        False, True,
    ]  # fmt: skip


def test_what_a_household_has_spoken_of_goes_to_no_other_home(w):
    ticket = told_of_home(w)
    ending.remark(ticket, by=w.wang_fang, now=w.now, words="钥匙在门垫下")
    with pytest.raises(NotNow, match="说过话"):
        locate(w, ticket, w.rooms[0])
    assert locate(w, Ticket.objects.get(pk=ticket.pk), w.room, spot="厨房").spot == "厨房"


def test_a_home_s_matter_is_never_put_where_neighbours_read_it(w):
    with pytest.raises(NotNow, match="邻居就看得到"):
        locate(w, told_of_home(w), w.lift)
    with pytest.raises(NotNow, match="邻居就看得到"):
        locate(w, told_of_home(w), None, spot="中心花园")


def test_saving_the_form_as_it_was_drawn_moves_nothing_and_keeps_the_number(w):
    ticket = told(w, room=w.room, spot="厨房水槽下", household=None, asker_phone="13911112222")
    form = LocateForm({"where": ticket.spot_label, "name": "刘阿姨"}, ticket=ticket, now=w.now)
    assert form.is_valid(), form.errors
    data = {name: form.cleaned_data[name] for name in ("stood", "spot", "name", "phone")}
    kept = locating.locate(ticket, by=w.staff_zhao, now=w.now, **data)
    assert (kept.room, kept.spot, kept.asker_name, kept.asker_phone) == (w.room, "厨房水槽下", "刘阿姨", "13911112222")


def test_no_number_noted_before_is_in_the_form(w):
    form = LocateForm(ticket=told(w, asker_phone="13911112222", asker_name="刘阿姨"), now=w.now)
    assert "13911112222" not in form.as_p()


@pytest.mark.parametrize("spot", ["", "  ", "楼道"])
def test_a_place_nobody_could_find_is_refused(w, spot):
    ticket = told(w)
    with pytest.raises(BadInput, match="一栋一栋找"):
        locate(w, ticket, None, spot=spot)
    assert Ticket.objects.get(pk=ticket.pk).spot == "302"


def form_of(w: make.World, **typed: str) -> StaffForm:
    return StaffForm({"words": "厨房漏水", "channel": "gate", **typed}, project_id=w.project.pk)


def test_a_number_that_many_doors_bear_is_asked_about_and_nothing_is_written(w):
    form = form_of(w, room_words="501")
    assert form.errors["room_words"] == ["501 有 4 处，请在下面点一处，或写上楼栋，比如 1-1-501。您写的都还在。"]
    assert form_of(w, room_words="1-1-501").is_valid()


def test_a_door_typed_whole_is_the_room_though_nobody_tapped_it(w):
    form = form_of(w, room_words="1-1-501")
    assert form.is_valid()
    assert (form.cleaned_data["room"], form.cleaned_data["room_words"]) == (w.room, "1-1-501")


def test_a_door_that_is_not_there_is_said_to_be_missing(w):
    form = form_of(w, room_words="4711")
    assert form.errors["room_words"] == ["没有 4711 这个房号，请写上楼栋，比如 1-1-4711。您写的都还在。"]


@pytest.mark.parametrize(
    ("typed", "stood", "spot"),
    [
        ("1-1-501", "room", ""),
        ("1栋1单元501 厨房水槽下", "room", "厨房水槽下"),
        ("1栋1单元电梯", "lift", ""),
        ("1栋1单元电梯 三楼", "lift", "三楼"),
        ("喷泉旁边", None, "喷泉旁边"),
    ],
)
def test_the_form_of_the_place_reads_it_as_people_type_it(w, typed, stood, spot):
    form = LocateForm({"where": typed}, ticket=told(w), now=w.now)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["stood"], form.cleaned_data["spot"]) == (stood and getattr(w, stood), spot)


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("5栋的王阿姨家", "王阿姨家"), ("5栋 的王阿姨家", "王阿姨家"), ("5号楼的大堂", "大堂"), ("2栋1单元楼道", "1单元楼道"),
        ("的确良布店", "的确良布店"), ("5栋的", "的"),
    ],
)  # fmt: skip
def test_what_is_said_beyond_a_building_begins_with_no_stray_word(typed, rest):
    assert past_building(typed) == rest


def test_who_left_no_name_is_called_by_the_home_where_that_is_known():
    w = make.world()
    told = make.ticket(w)
    for fields, called in (
        ({"asker": None, "asker_name": ""}, f"{w.room}的住户"),
        ({"asker": None, "asker_name": "", "room": None}, "未留姓名"),
        ({"asker": None, "asker_name": "李小姐"}, "李"),
    ):
        Ticket.objects.filter(pk=told.pk).update(**{"room": w.room, **fields})
        assert Ticket.objects.get(pk=told.pk).asker_called.startswith(called)
