"""A person is made once, and a home's people come and go."""

import pytest

from tests.cast import NOW, PEOPLE, STAFF, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.people.actions import homes, people
from xiwei.people.models import Household, Person, Relation, Tenure
from xiwei.people.rules.homes import may_keep_homes
from xiwei.people.tests.make import moved_out
from xiwei.shared import phones, scope
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
NEW = "13912345678"


@pytest.fixture
def town() -> Cast:
    return cast()


@pytest.mark.parametrize(
    "typed",
    ["13912345678", " 139 1234 5678 ", "139-1234-5678", "+86 13912345678", "0086 139 1234 5678", "86-13912345678",
     "008613912345678", "8613912345678",
     "１３９１２３４５６７８", "（139）1234—5678", "139\u30001234\u00a05678"],
)  # fmt: skip
def test_a_number_is_one_number_however_it_is_typed(typed):
    assert phones.read(typed) == NEW


@pytest.mark.parametrize(
    "typed", ["", "1391234567", "139123456789", "12912345678", "0574-55550001", "abc", "١٣٩١٢٣٤٥٦٧٨", "+1"]
)
def test_what_is_no_mobile_number_is_refused_with_a_sentence(typed):
    with pytest.raises(BadInput, match="11 位数字"):
        phones.read(typed)


def test_a_number_from_abroad_keeps_its_country():
    assert phones.read("+852 9123 4567") == "+85291234567"


def test_a_person_is_made_once_for_a_phone_and_keeps_their_name(town):
    made = people.ensure_person("+86 139-1234-5678", "  陆  瑶 ", by=town.staff_zheng, now=NOW)
    again = people.ensure_person(NEW, "别的名字", by=town.staff_zheng, now=NOW)
    assert (again.pk, again.name, again.phone_verified, again.has_usable_password()) == (
        made.pk,
        "陆 瑶",
        False,
        False,
    )
    assert list(Entry.objects.values_list("kind", "company_id", "person_id")) == [
        ("people.person_registered", town.company.pk, made.pk)
    ]


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "王\u202e芳"])
def test_a_name_not_fit_for_print_is_refused(town, name):
    with pytest.raises(BadInput):
        people.ensure_person(NEW, name, by=town.staff_zheng, now=NOW)
    assert Person.objects.filter(phone=NEW).count() == 0


def test_a_household_moves_in_with_its_first_person_to_call(town):
    person = people.ensure_person(NEW, "陆瑶", by=town.staff_zheng, now=NOW)
    household = homes.move_in(town.rooms[0], person=person, by=town.staff_zheng, now=NOW)
    tenure = Tenure.objects.get(household=household)
    assert (household.name, tenure.person, tenure.relation, tenure.contact) == ("陆瑶", person, "owner", True)
    kinds = Entry.objects.filter(household_id=household.pk).order_by("pk").values_list("kind", "seen_by")
    assert list(kinds) == [("people.household_moved_in", 2), ("people.tenure_opened", 2)]


def test_a_second_household_is_refused_while_one_lives_there(town):
    with pytest.raises(NotNow, match="王芳户"):
        homes.move_in(town.room, person=town.li_qiang, by=town.staff_zheng, now=NOW)
    assert Household.objects.filter(room=town.room).count() == 1


def test_joining_twice_changes_nothing(town):
    first = homes.open_tenure(town.household, town.li_qiang, relation=Relation.FAMILY, by=town.staff_zheng, now=NOW)
    lines = Entry.objects.count()
    again = homes.open_tenure(town.household, town.li_qiang, relation=Relation.TENANT, by=town.staff_zheng, now=NOW)
    assert (again.pk, again.relation, Entry.objects.count()) == (first.pk, "family", lines)


def test_who_leaves_a_household_may_come_back_later(town):
    homes.open_tenure(town.household, town.sun, relation=Relation.FAMILY, by=town.staff_zheng, now=NOW)
    tenure = Tenure.objects.get(household=town.household, person=town.wang_fang)
    homes.end_tenure(tenure, by=town.staff_zheng, now=NOW)
    back = homes.open_tenure(town.household, town.wang_fang, relation=Relation.FAMILY, by=town.staff_zheng, now=NOW)
    assert back.pk != tenure.pk
    assert town.household.tenures.filter(until=None).count() == 2


def test_a_household_that_moves_out_takes_its_people_with_it(town):
    moved_out(town.household, by=town.staff_zheng, now=NOW)
    assert town.household.tenures.filter(until=None).count() == 0
    with pytest.raises(NotNow, match="已经迁出"):
        homes.open_tenure(
            Household.objects.get(pk=town.household.pk),
            town.wang_fang,
            relation="owner",
            by=town.staff_zheng,
            now=NOW,
        )
    assert homes.move_in(town.room, person=town.li_qiang, by=town.staff_zheng, now=NOW).room == town.room


def test_staff_without_the_right_register_nobody(town):
    for staff in (town.staff_zhou, town.staff_outsider):
        with pytest.raises(NotAllowed):
            homes.move_in(town.rooms[0], person=town.li_qiang, by=staff, now=NOW)


def test_a_person_corrects_their_name_and_each_company_that_knows_them_reads_it(town):
    people.change_person(town.he, name="何大明", now=NOW)
    homes.open_tenure(town.other_household, town.he, relation="tenant", by=town.he, now=NOW)
    people.change_person(town.he, name="何明", now=NOW)
    lines = Entry.objects.filter(kind="people.name_changed").values_list("company_id", "data")
    first, second = ({"before": before, "after": after} for before, after in (("何经理", "何大明"), ("何大明", "何明")))
    told = sorted((company, data["before"], data["after"]) for company, data in lines)
    known = [(town.company.pk, first), (town.company.pk, second), (town.other_company.pk, second)]
    assert told == sorted((company, data["before"], data["after"]) for company, data in known)
    people.change_person(town.he, name="何明", now=NOW)
    assert Entry.objects.filter(kind="people.name_changed").count() == 3


def test_a_new_name_reaches_every_home_that_goes_by_it_in_each_company_and_no_other(town):
    mine = homes.move_in(town.rooms[0], person=town.li_qiang, by=town.staff_zheng, now=NOW)
    ours = homes.open_tenure(town.household, town.li_qiang, relation="family", by=town.staff_zheng, now=NOW).household
    theirs = homes.open_tenure(town.other_household, town.li_qiang, relation="tenant", by=town.staff_outsider, now=NOW)
    Household.objects.filter(pk=theirs.household_id).update(name="李强")
    people.change_person(town.li_qiang, name="李小强", now=NOW)
    with scope.everywhere("a test looks at all"):
        names = [Household.objects.get(pk=pk).name for pk in (mine.pk, ours.pk, theirs.household_id)]
    assert names == ["李小强", "王芳", "李小强"]


def test_two_people_cannot_share_one_phone(town):
    with pytest.raises(BadInput, match="另一个账号"):
        people.prove_phone(town.wang_fang, phone=town.li_qiang.phone, now=NOW)


def test_the_first_registered_in_an_empty_room_makes_a_household_and_is_called_first(town):
    tenure = homes.register(town.rooms[0], name="陆瑶", phone=NEW, relation="owner", by=town.staff_zheng, now=NOW)
    assert (tenure.household.name, tenure.person.phone, tenure.contact) == ("陆瑶", NEW, True)
    kinds = Entry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["people.person_registered", "people.household_moved_in", "people.tenure_opened"]


def test_an_elder_without_a_phone_is_registered_once_into_the_household_there_is(town):
    first = homes.register(town.room, name="刘奶奶", relation="family", by=town.staff_zheng, now=NOW)
    again = homes.register(town.room, name="刘奶奶", relation="family", by=town.staff_zheng, now=NOW)
    assert (first.household, first.person.phone, again.pk) == (town.household, None, first.pk)
    assert Person.objects.filter(name="刘奶奶").count() == 1


def test_two_neighbours_of_one_name_without_phones_are_two_persons(town):
    here = homes.register(town.room, name="刘奶奶", relation="family", by=town.staff_zheng, now=NOW)
    there = homes.register(town.neighbour_room, name="刘奶奶", relation="family", by=town.staff_zheng, now=NOW)
    assert here.person.pk != there.person.pk


def test_only_one_of_a_household_is_called_first(town):
    other = homes.register(town.room, name="王小明", phone=NEW, relation="family", by=town.staff_zheng, now=NOW)
    homes.make_contact(other, by=town.staff_zheng, now=NOW)
    contacts = town.household.tenures.filter(contact=True, until=None)
    assert [tenure.person for tenure in contacts] == [other.person]


def test_who_is_called_first_passes_on_when_they_leave(town):
    other = homes.register(town.room, name="王小明", phone=NEW, relation="family", by=town.staff_zheng, now=NOW)
    homes.end_tenure(Tenure.objects.get(person=town.wang_fang), by=town.staff_zheng, now=NOW)
    assert [tenure.person for tenure in town.household.tenures.filter(contact=True)] == [other.person]
    assert Entry.objects.order_by("-pk").values_list("kind", flat=True)[0] == "people.contact_named"


def test_who_has_left_is_not_named_to_be_called_first(town):
    homes.register(town.room, name="王小明", phone=NEW, relation="family", by=town.staff_zheng, now=NOW)
    tenure = homes.end_tenure(Tenure.objects.get(person=town.wang_fang), by=town.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="已经不在这一户"):
        homes.make_contact(tenure, by=town.staff_zheng, now=NOW)


def test_the_last_of_a_household_does_not_leave_alone_and_is_told_the_way_that_decides_what_is_open(town):
    tenure = Tenure.objects.get(person=town.wang_fang)
    with pytest.raises(NotNow, match=r"王芳是这一户最后一位.*请办搬离或退租"):
        homes.end_tenure(tenure, by=town.staff_zheng, now=NOW)
    tenure.refresh_from_db()
    assert (tenure.until, Household.objects.get(pk=town.household.pk).until, Entry.objects.count()) == (None, None, 0)


def test_one_who_left_already_stays_as_they_are(town):
    homes.register(town.room, name="王小明", phone=NEW, relation="family", by=town.staff_zheng, now=NOW)
    gone = homes.end_tenure(Tenure.objects.get(person=town.wang_fang), by=town.staff_zheng, now=NOW)
    lines = Entry.objects.count()
    assert (homes.end_tenure(gone, by=town.staff_zheng, now=NOW).until, Entry.objects.count()) == (NOW.date(), lines)


@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_keep_the_register_of_homes(town, name):
    serving = {attribute.removeprefix("staff_"): attribute for attribute in STAFF}
    attribute = next((a for a in serving.values() if getattr(town, a).person == getattr(town, name)), "")
    where = {"company_id": town.company.pk, "project_id": town.project.pk}
    assert may_keep_homes(getattr(town, attribute, None), **where) == (name in {"zheng", "he"})
