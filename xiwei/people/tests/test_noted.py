"""A phone that only another company knows under another name: registered as if nobody knew it, joined by its holder."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.cast import NOW, Cast, cast
from xiwei.ledger.models import Entry
from xiwei.people.actions import homes as homes_actions
from xiwei.people.actions import invitations, looks
from xiwei.people.importing import mending
from xiwei.people.models import Household, Import, Person, Tenure
from xiwei.people.queries import homes as homes_queries
from xiwei.people.queries import importing as queries
from xiwei.people.tests.sheets_made import bring_in, everything, fates, homes, preview, row, table, why
from xiwei.people.tests.test_import_views import chosen, upload
from xiwei.shared import moment
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db
PHONE, REAL = "13912345678", "欧阳真名"
# What differs between any two drawings of one page: its tokens and keys, and the ids in its addresses and hues.
OWN = re.compile(
    r'(?<=name="key" value=")\w+|(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=X-CSRFToken": ")\w+'
    r'|(?<=/)\d+(?=[/"?])|(?<=[?;]home=)\d+|(?<=x-hue-)\d'
)


@pytest.fixture
def made(monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: NOW)
    return cast()


@pytest.fixture
def zheng(client: Client, made: Cast) -> Client:
    client.force_login(made.zheng)
    return client


def elsewhere(made: Cast, phone: str = PHONE) -> Person:
    """The phone's holder, who lives with the other company and has proved it."""
    person = Person.objects.create(phone=phone, phone_verified=True, name=REAL, joined_at=NOW)
    homes_actions.open_tenure(made.other_household, person, relation="owner", by=made.staff_outsider, now=NOW)
    return person


def both(made: Cast, do: Callable[[], Any]) -> list[Any]:
    """What `do` gives where nobody knows the phone, and where only the other company does."""
    found = []
    for held in ("13900000000", PHONE):
        with transaction.atomic():
            elsewhere(made, held)
            found.append(do())
            transaction.set_rollback(True)
    return found


def register(made: Cast, name: str = "某某", room: int = 0, **more: Any) -> Tenure:
    said = {"name": name, "phone": PHONE, "relation": "owner"} | more
    return homes_actions.register(made.rooms[room], **said, by=made.staff_zheng, now=NOW)


def drawn(client: Client, page: str, said: dict[str, Any] | None = None) -> tuple[int, str]:
    """A page, or what a form answers, without its keys and ids."""
    answer = client.post(page, said, follow=True) if said else client.get(page)
    return answer.status_code, OWN.sub("", answer.content.decode())


# --- by hand


def test_the_answer_to_a_form_is_the_same_byte_for_byte(zheng, made):
    page = reverse("room_people", args=[made.rooms[0].pk])
    said = {"name": "某某", "phone": PHONE, "relation": "owner", "since": "", "key": "k1"}
    unknown, known = both(made, lambda: drawn(zheng, page, said))
    assert known == unknown
    assert (known[0], "某某已登记为" in known[1], "尾号 5678" in known[1], REAL in known[1]) == (200, True, True, False)


def test_the_home_the_list_and_the_number_are_the_same(zheng, made):
    def seen() -> list[Any]:
        tie = register(made)
        pages = [reverse("households", args=[made.project.pk]) + "?q=5678"]
        pages += [reverse("household", args=[tie.household_id]), reverse("room_people", args=[made.rooms[0].pk])]
        number = looks.show_phone(tie.person, reason="核对", by=made.staff_zheng, now=NOW)
        found = list(homes_queries.found_by([made.project], "5678").values_list("name", flat=True))
        return [drawn(zheng, page) for page in pages] + [number, found, tie.person.name, tie.person.phone_tail]

    unknown, known = both(made, seen)
    assert known == unknown
    assert (known[3:], [status for status, _ in known[:3]]) == ([PHONE, ["某某"], "某某", "5678"], [200] * 3)
    assert [REAL in words for _, words in known[:3]] == [False] * 3


def test_the_lines_are_the_same(made):
    def told() -> list[Any]:
        register(made)
        lines = Entry.objects.filter(company_id=made.company.pk).order_by("pk")
        return list(lines.values_list("kind", "subject_label", "actor_label", "data"))

    unknown, known = both(made, told)
    assert known == unknown
    assert [kind for kind, *_ in known] == [
        "people.person_registered",
        "people.household_moved_in",
        "people.tenure_opened",
    ]


@pytest.mark.parametrize(
    ("second", "names"),
    [
        ({"name": "某某", "room": 1}, ["某某", "某某"]),
        ({"name": "另一个名字", "room": 1}, ["某某", "某某"]),
        ({"name": REAL, "room": 1}, ["某某", "某某"]),
        ({"name": "某某", "phone": "", "room": 0}, ["某某", "某某"]),
    ],
)
def test_what_is_registered_after_it_is_answered_the_same(made, second, names):
    """The second name for the phone meets whom the first registered, so that trying names one by one tells nothing."""

    def tried() -> tuple[list[str], int]:
        ties = [register(made), register(made, **second)]
        return [tie.person.name for tie in ties], len({tie.person_id for tie in ties})

    unknown, known = both(made, tried)
    assert (known, known[0]) == (unknown, names)


def test_the_account_is_neither_taken_nor_touched(made):
    real = elsewhere(made)
    tie = register(made)
    assert (tie.person.phone, tie.person.noted_phone, tie.person == real) == (None, PHONE, False)
    assert [one.company for one in real.tenures.all()] == [made.other_company]
    assert (Person.objects.get(pk=real.pk).name, tie.person.has_usable_password()) == (REAL, False)
    assert Entry.objects.filter(company_id=made.company.pk, person_id=real.pk).count() == 0


def test_each_company_notes_its_own(made):
    """A third company meets neither the account nor whom the second noted."""
    real = elsewhere(made)
    here = register(made)
    Tenure.objects.filter(person=real).update(company=made.company)  # as though the account were this company's
    there = homes_actions.register(
        made.other_room, name="旁人", phone=PHONE, relation="family", by=made.staff_outsider, now=NOW
    )
    assert (there.person.name, there.person == here.person, there.person.noted_phone) == ("旁人", False, PHONE)


def test_an_invitation_to_who_is_registered_so_is_made_the_same(made):
    def asked() -> str:
        register(made)
        return invite(made).name

    assert both(made, asked) == ["某某", "某某"]


# --- by a sheet


SHEETS = [
    [row("3-1-101", "某某", PHONE)],
    [row("3-1-101", "某某", PHONE), row("3-1-102", "某某", PHONE), row("3-1-101", "某某", PHONE, "租客")],
    [row("3-1-101", "某某", f"{PHONE}/0531-88888888")],
    [row("3-1-101", "某某、另某", f"{PHONE}/13911112222")],
    [row("1-1-501", "王芳", "13800000001"), row("1-1-501", "某某", PHONE, "家庭成员")],
]


@pytest.mark.parametrize("rows", SHEETS)
@pytest.mark.parametrize(
    "after",
    [
        [row("3-1-101", "某某", PHONE)],
        [row("3-1-101", "某某", "13911113333")],
        [row("3-1-101", "某某")],
        [row("3-1-103", "另一个名字", PHONE)],
        [row("3-1-103", REAL, PHONE)],
    ],
)
def test_every_row_s_fate_is_the_same_the_first_time_and_after(made, tmp_path, rows, after):
    def carried() -> list[Any]:
        first, later = table(tmp_path / "a.xlsx", rows), table(tmp_path / "b.xlsx", after)
        told = [preview(made.project, first, NOW), bring_in(made.project, first, NOW)]
        told += [bring_in(made.project, first, NOW), preview(made.project, later, NOW)]
        told += [bring_in(made.project, later, NOW), bring_in(made.project, later, NOW)]
        return [*told, exported(made)]

    unknown, known = both(made, lambda: [without_ids(one) for one in carried()])
    assert known == unknown


def without_ids(told: Any) -> Any:
    return [one._replace(household=None) for one in told] if isinstance(told[0], tuple) and told[0] else told


def exported(made: Cast) -> list[Any]:
    """The rows of the project's sheet that have people."""
    rows = mending._rows(queries.rooms_to_write(made.project), queries.residents(made.project))
    return [one for one in rows if len(one) > 10]


def test_a_second_run_changes_nothing(made, tmp_path):
    elsewhere(made)
    path = table(tmp_path / "a.xlsx", [row("3-1-101", "某某", PHONE), row("3-1-102", "某某", PHONE)])
    assert fates(bring_in(made.project, path, NOW)) == ["created", "created"]
    before, people, lines = everything(), homes(made.project), Entry.objects.count()
    assert fates(bring_in(made.project, path, NOW)) == ["unchanged", "unchanged"]
    assert (everything(), homes(made.project), Entry.objects.count()) == (before, people, lines)
    assert Person.objects.filter(noted_phone=PHONE).count() == 1


def test_a_corrected_number_is_a_way_in_and_back_again(made, tmp_path):
    elsewhere(made)

    def sent(phone: str) -> tuple[list[str], str | None, str | None]:
        told = bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "某某", phone)]), NOW)
        person = Tenure.objects.get(household__room__label="3栋1单元101", until=None).person
        return fates(told), person.phone, person.noted_phone

    assert [sent(PHONE), sent("13911113333"), sent(PHONE), sent(PHONE)] == [
        (["created"], None, PHONE),
        (["updated"], "13911113333", None),
        (["updated"], None, PHONE),
        (["unchanged"], None, PHONE),
    ]


def test_a_number_learnt_later_is_noted_with_who_had_none(made, tmp_path):
    def learnt() -> list[Any]:
        bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "某某")]), NOW)
        told = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-101", "某某", PHONE)]), NOW)
        return [fates(told), told[0].says, Tenure.objects.get(household__room__label="3栋1单元101").person.mobile]

    unknown, known = both(made, learnt)
    assert (known, known[0], known[2]) == (unknown, ["updated"], PHONE)


def test_the_same_company_still_says_whose_its_own_phone_is(made, tmp_path):
    elsewhere(made)
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "某某", PHONE)]), NOW)
    told = bring_in(made.project, table(tmp_path / "b.xlsx", [row("3-1-102", "某人", PHONE)]), NOW)
    assert why(told) == ["第 2 行「手机号」在本小区登记的是“某某”（3栋1单元101），不是“某人”，请核对。"]


def test_the_preview_s_page_is_the_same(zheng, made, tmp_path):
    def shown() -> tuple[int, str]:
        path: Path = table(tmp_path / "业主.xlsx", [row("3-1-101", "某某", PHONE), row("3-1-102", "李四", "1391")])
        upload(zheng, made, path)
        sent = Import.objects.latest("pk")
        page = reverse("import_sheet", args=[sent.project_id, sent.pk])
        return drawn(zheng, page, {**chosen(sent), "key": "k2"})

    unknown, known = both(made, shown)
    assert known == unknown
    assert (known[0], "将新增 1 行" in known[1], REAL in known[1]) == (200, True, False)


# --- joined by the holder


def invite(made: Cast, room: int = 0, **more: Any):
    said = {"phone": PHONE, "name": "某某", "relation": "family"} | more
    return invitations.invite_resident(made.rooms[room], **said, by=made.staff_zheng, now=NOW)


def living(person: Person, company: Any) -> list[tuple[str, str, bool, Any]]:
    ties = Tenure.objects.filter(person=person, company=company, until=None).order_by("household__room__label")
    return list(ties.values_list("household__room__label", "relation", "contact", "since"))


def test_the_holder_who_accepts_takes_the_place_of_whom_the_company_noted(made):
    real = elsewhere(made)
    tie = register(made)
    homes_actions.register(made.room, name="某某", phone=PHONE, relation="tenant", by=made.staff_zheng, now=NOW)
    invitations.accept(invite(made), person=real, now=NOW)
    assert living(real, made.company) == [
        (made.rooms[0].label, "owner", True, NOW.date()),
        (made.room.label, "tenant", False, NOW.date()),
    ]
    assert living(tie.person, made.company) == []
    assert (Person.objects.get(pk=tie.person_id).mobile, Person.objects.get(pk=real.pk).name) == ("", REAL)
    assert Household.objects.filter(room=made.rooms[0]).count() == 1
    assert list(Entry.objects.filter(person_id=real.pk, company_id=made.company.pk).values_list("kind", flat=True)) == [
        "people.tenure_opened",
        "people.contact_named",
        "people.tenure_opened",
        "people.joined",
    ]


def test_the_holder_sees_the_home_from_then_on_and_not_before(made, client):
    real = elsewhere(made)
    household = register(made).household
    client.force_login(real)

    def seen() -> bool:
        page = client.get(reverse("my_home"), {"home": household.pk})
        return page.context["tenure"].household_id == household.pk

    before = seen()
    invitations.accept(invite(made), person=real, now=NOW)
    assert (before, seen()) == (False, True)


def test_an_invitation_of_one_company_joins_nothing_of_another(made):
    real = elsewhere(made)
    here = register(made)
    other = Person.objects.create(noted_phone=PHONE, name="别处某", joined_at=NOW)
    homes_actions.open_tenure(made.other_household, other, relation="family", by=made.staff_outsider, now=NOW)
    invitations.accept(invite(made), person=real, now=NOW)
    assert living(other, made.other_company) == [(made.other_room.label, "family", False, NOW.date())]
    assert (Person.objects.get(pk=other.pk).noted_phone, Person.objects.get(pk=here.person_id).noted_phone) == (
        PHONE,
        None,
    )


def test_who_holds_another_phone_joins_nothing(made):
    elsewhere(made)
    tie = register(made)
    theirs = invite(made, 1, phone=made.li_qiang.phone, name="李强", relation="tenant")
    invitations.accept(theirs, person=made.li_qiang, now=NOW)
    assert living(tie.person, made.company) == [(made.rooms[0].label, "owner", True, NOW.date())]


def test_after_joining_the_sheet_meets_the_holder_and_the_room_is_not_asked_again(made, tmp_path):
    real = elsewhere(made)
    bring_in(made.project, table(tmp_path / "a.xlsx", [row("3-1-101", "某某", PHONE)]), NOW)
    tie = Tenure.objects.get(household__room__label="3栋1单元101")
    room = tie.household.room
    made.rooms[0] = room
    invitations.accept(invite(made), person=real, now=NOW)
    told = bring_in(made.project, tmp_path / "a.xlsx", NOW)
    assert (fates(told), living(real, made.company)) == (["unchanged"], [(room.label, "owner", True, NOW.date())])
    with pytest.raises(NotNow, match="已经登记在"):
        invite(made)
