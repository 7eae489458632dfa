"""The pages that keep the menu, the promises and the hours: who opens them, what they do, what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import PEOPLE
from xiwei.estate.models import Project
from xiwei.ledger.models import Entry
from xiwei.shared.worktime import ALWAYS
from xiwei.standards import queries, rules
from xiwei.standards.models import Hours, MenuItem, TimePromise
from xiwei.standards.queries import menu
from xiwei.standards.tests import make

pytestmark = pytest.mark.django_db
OWN = {"he", "outsider"}  # each is a manager: of 翠湖物业, of the other company


@pytest.fixture
def made():
    return make.filled()


def get(client, person, page, /, *args, **query):
    client.force_login(person)
    return client.get(reverse(page, args=args), query)


def post(client, person, page, /, *args, **sent):
    client.force_login(person)
    return client.post(reverse(page, args=args), sent)


def sent(item: MenuItem, **changed) -> dict:
    """An item as its form posts it."""
    fields = {name: getattr(item, name) for name in rules.FIELDS}
    lists = {name: "\n".join(fields[name]) for name in ("steps", "words", "goes_with")}
    return {**fields, **lists, "price_fen": str(item.price_fen / 100), "reason": "材料进价上涨", **changed}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", ["menu_admin", "menu_sheet", "promises_admin"])
def test_who_sees_how_the_menu_and_the_promises_are_kept(client, made, name, page):
    status = get(client, getattr(made, name), page).status_code
    assert status == (200 if name in OWN | {"zheng"} else 403)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", ["menu_new", "menu_import"])
def test_only_managers_add_to_the_menu(client, made, name, page):
    assert get(client, getattr(made, name), page).status_code == (200 if name in OWN else 403)


def of_ours(name: str, *, seen: bool) -> int:
    """What a page of 翠湖物业's own answers: a colleague is refused, anyone else finds nothing."""
    if name in {"wang_fang", "li_qiang", "lin", "outsider"}:
        return 404
    return 200 if name == "he" or (name == "zheng" and seen) else 403


@pytest.mark.parametrize("name", PEOPLE)
def test_who_opens_an_item_its_hours_and_one_promise(client, made, name):
    person = getattr(made, name)
    assert get(client, person, "menu_revise", make.item(made).pk).status_code == of_ours(name, seen=True)
    assert get(client, person, "hours", made.project.pk).status_code == of_ours(name, seen=False)
    promise = get(client, person, "promise", "ordinary", "arrival", project=made.project.pk).status_code
    assert promise == (200 if name == "he" else 404 if name == "outsider" else 403)


@pytest.mark.parametrize("name", [name for name in PEOPLE if name != "he"])
def test_nobody_else_changes_what_is_ours(client, made, name):
    before = (Entry.objects.count(), MenuItem.objects.count(), TimePromise.objects.count(), Hours.objects.count())
    person, item = getattr(made, name), make.item(made)
    own = TimePromise.objects.filter(company=made.company).first()
    for response in (
        post(client, person, "menu_revise", item.pk, **sent(item, price_fen="9")),
        post(client, person, "menu_retire", item.pk, reason="想停"),
        post(client, person, "hours", made.project.pk, day0="09:00-10:00"),
        post(client, person, "promise_drop", own.pk, reason="不想要"),
    ):
        assert response.status_code in (403, 404)
    after = (Entry.objects.count(), MenuItem.objects.count(), TimePromise.objects.count(), Hours.objects.count())
    assert after == before


def test_a_stranger_is_asked_to_sign_in(client, made):
    for page in ("menu_admin", "menu_new", "menu_sheet", "menu_import", "promises_admin"):
        response = client.get(reverse(page))
        assert (response.status_code, "login" in response.url) == (302, True)


def test_another_companys_page_is_not_there(client, made):
    for page in ("menu_admin", "promises_admin", "menu_sheet"):
        assert get(client, made.he, page, company=made.other_company.pk).status_code == 404
    assert get(client, made.he, "promises_admin", project=made.other_project.pk).status_code == 404


def test_an_item_is_revised_once_though_sent_twice(client, made):
    item = make.item(made)
    first, again = (
        post(client, made.he, "menu_revise", item.pk, **sent(item, price_fen="30", key="k1")) for _ in range(2)
    )
    fresh = make.item(made)
    assert (fresh.version, fresh.price_fen) == (2, 3000)
    assert first.url == again.url == reverse("menu_revise", args=[fresh.pk])


def test_a_refused_revision_keeps_what_was_typed(client, made):
    item = make.item(made)
    response = post(client, made.he, "menu_revise", item.pk, **sent(item, covers="改成这样写", goes_with="NOT-THERE"))
    page = response.content.decode()
    assert (response.status_code, make.item(made).version) == (422, 1)
    assert "NOT-THERE 不在现在的清单上" in page and "改成这样写" in page


@pytest.mark.parametrize("price", ["", "三十", "1.005", "-1", "1e9"])
def test_a_price_that_is_none_is_refused(client, made, price):
    item = make.item(made)
    assert post(client, made.he, "menu_revise", item.pk, **sent(item, price_fen=price)).status_code == 422
    assert make.item(made).version == 1


def test_a_service_is_added_and_retired(client, made):
    fields = sent(make.item(made), code="h-piano", name="钢琴搬运", goes_with="H-LOAD")
    added = post(client, made.he, "menu_new", **fields)
    item = make.item(made, "H-PIANO")
    assert added.url == reverse("menu_revise", args=[item.pk])
    assert post(client, made.he, "menu_retire", item.pk, reason="没有人用").status_code == 302
    item.refresh_from_db()
    assert item.until is not None
    retired = get(client, made.he, "menu_admin", retired="1").content.decode()
    assert "钢琴搬运" in retired and "钢琴搬运" not in get(client, made.he, "menu_admin", q="钢琴").content.decode()


def test_a_director_reads_and_finds_no_button(client, made):
    page = get(client, made.zheng, "menu_revise", make.item(made).pk).content.decode()
    assert "存为新的一版" not in page and "停办这一项" not in page
    assert reverse("menu_new") not in get(client, made.zheng, "menu_admin").content.decode()


def test_a_promise_is_changed_for_one_project_and_given_up_again(client, made):
    address = reverse("promise", args=["ordinary", "arrival"]) + f"?project={made.project.pk}"
    client.force_login(made.he)
    typed = {"number": "1", "unit": "hours", "reason": "人手增加，能更快到场", "key": "k1"}
    for _ in range(2):
        assert client.post(address, typed).status_code == 302
    own = TimePromise.objects.get(project=made.project)
    assert (
        own.minutes,
        "本项目" in get(client, made.he, "promises_admin", project=made.project.pk).content.decode(),
    ) == (
        60,
        True,
    )
    assert post(client, made.he, "promise_drop", own.pk, reason="和别处一样了").status_code == 302
    assert TimePromise.objects.filter(project=made.project, until__isnull=True).count() == 0


def test_a_working_day_is_the_projects_own(client, made):
    client.force_login(made.he)
    post(client, made.he, "hours", made.project.pk, **{f"day{day}": "09:00-12:00 13:00-18:00" for day in range(5)})
    address = reverse("promise", args=["ordinary", "arrival"]) + f"?project={made.project.pk}"
    client.post(address, {"number": "2", "unit": "days", "reason": "人手少"})
    assert TimePromise.objects.get(project=made.project).minutes == 2 * 8 * 60


@pytest.mark.parametrize(
    "typed", [{"number": "0"}, {"number": ""}, {"unit": "years"}, {"number": "61", "unit": "days"}]
)
def test_a_length_that_is_none_is_refused(client, made, typed):
    address = reverse("promise", args=["urgent", "response"])
    client.force_login(made.he)
    response = client.post(address, {"number": "5", "unit": "minutes", "reason": "试试看", **typed})
    assert (response.status_code, TimePromise.objects.filter(company=made.company, until__isnull=False).count()) == (
        422,
        0,
    )


def test_what_is_agreed_each_time_has_no_page(client, made):
    assert get(client, made.he, "promise", "planned", "arrival").status_code == 404
    assert get(client, made.he, "promise", "nothing", "arrival").status_code == 404


def test_a_projects_hours_are_typed_as_people_write_them(client, made):
    week = {"day0": "8:30-12:00、13:30—18:00", "day5": "09：00 至 12：00"}
    assert post(client, made.he, "hours", made.project.pk, **week).status_code == 302
    assert queries.hours(made.project.pk) == [(0, 510, 720), (0, 810, 1080), (5, 540, 720)]
    assert queries.calendar(made.project.pk) is not ALWAYS


@pytest.mark.parametrize("day", ["早上", "18:00-08:00", "08:00-12:00 11:00-13:00", "08:75-09:00", "08:00-25:00"])
def test_hours_that_are_none_are_refused_and_kept_on_the_page(client, made, day):
    response = post(client, made.he, "hours", made.project.pk, day0=day)
    assert (response.status_code, day in response.content.decode()) == (422, True)
    assert len(queries.hours(made.project.pk)) == 6


def test_the_holidays_are_shown_with_their_worked_weekends(client, made):
    page = get(client, made.he, "promises_admin").content.decode()
    assert "国庆节" in page and "10月1日" in page and "10月10日" in page


def queries_of(client, person, name, **query) -> int:
    get(client, person, name, **query)
    with CaptureQueriesContext(connection) as asked:
        get(client, person, name, **query)
    return len(asked)


def keep(made, count: int) -> None:
    """Leave so many repairs on the menu."""
    pks = list(menu.items(made.company.pk).filter(line="repair").values_list("pk", flat=True)[count:])
    MenuItem.objects.filter(pk__in=pks).delete()


@pytest.mark.parametrize(
    ("name", "person", "query"),
    [
        ("menu", "wang_fang", {"line": "repair"}),
        ("menu", "wang_fang", {"q": "水"}),
        ("menu_admin", "he", {"line": "repair"}),
    ],
)
def test_a_list_of_three_costs_what_a_list_of_one_does(client, made, name, person, query):
    keep(made, 3)
    three = queries_of(client, getattr(made, person), name, **query)
    keep(made, 1)
    assert queries_of(client, getattr(made, person), name, **query) == three


def test_three_projects_cost_what_one_does(client, made):
    one = queries_of(client, made.he, "promises_admin")
    Project.objects.bulk_create(
        Project(company=made.company, code=f"C{n}", name=f"{n}苑", kind="residential") for n in range(2)
    )
    assert queries_of(client, made.he, "promises_admin") == one
