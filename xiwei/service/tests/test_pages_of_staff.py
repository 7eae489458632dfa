"""The pages of those who answer for an estate: what they find, and at what cost. Who may open them is in tests/matrix."""

import html

import pytest

from xiwei.ledger.models import Entry
from xiwei.service.models import ServiceGroup
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db

LISTS = ["/tickets/", "/board/", "/morning/", "/today/", "/home/", "/my/tickets/", "/projects/{project}/buildings/"]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_costs_the_same_queries_with_one_row_and_with_three(page, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    w = make.world()
    who = {"/today/": w.sun, "/home/": w.wang_fang, "/my/tickets/": w.wang_fang, "/morning/": w.zhao_min}.get(
        page, w.zheng
    )
    client, counts = signed_in(who), []
    for rows in (1, 2):
        for _ in range(rows):
            make.ticket(w, now=moment.now())
        client.get(page.format(project=w.project.pk))
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert client.get(page.format(project=w.project.pk)).status_code == 200
        counts.append(len(taken))
    assert counts[0] == counts[1]


def test_search_finds_a_ticket_by_number_name_phone_room_and_words():
    w = make.world()
    ticket = make.ticket(w, now=moment.now())
    client = signed_in(w.zheng)
    for words in (str(ticket.pk), ticket.number, "王芳", "0001", "501", "水槽"):
        assert f"/t/{ticket.pk}/" in client.get("/search/", {"words": words}).content.decode(), words
    assert f"/t/{ticket.pk}/" not in client.get("/search/", {"words": "没有说过"}).content.decode()


def test_a_director_forms_a_group_and_a_stair_of_another_group_is_refused():
    w = make.world()
    client = signed_in(w.zheng)
    made = client.post(f"/projects/{w.project.pk}/groups/", {"name": "二组", "key": "1"})
    group = ServiceGroup.objects.get(name="二组")
    assert made["Location"] == f"/projects/{w.project.pk}/groups/{group.pk}/"
    building = w.buildings[0]
    form = {"member_repair": w.staff_sun.pk, "areas": [f"{building.pk}-"], "key": "2"}
    answer = client.post(made["Location"], form)
    assert answer.status_code == 422 and "已由“一组”服务" in answer.content.decode()
    assert group.members.count() == 0


def test_lists_show_a_family_name_alone_and_the_home_s_own_page_with_its_line_the_whole():
    """heart.md: every look of staff at a resident's data is a line; a list leaves none, so it shows less."""
    w = make.world()
    make.ticket(w, now=moment.now())
    w.household.since = moment.now().date()
    w.household.save()
    butler = signed_in(w.zhao_min)
    pages = [f"/search/?words={w.wang_fang.name}", "/morning/", f"/projects/{w.project.pk}/households/"]
    shown = [html.unescape(butler.get(page).content.decode()).split("<h1")[-1] for page in pages]
    assert [("王*" in page, "王芳" in page.replace('value="王芳"', "")) for page in shown] == [(True, False)] * 3
    looked = Entry.objects.filter(kind="people.looked_at", household_id=w.household.pk)
    before = looked.count()
    assert "王芳" in html.unescape(butler.get(f"/households/{w.household.pk}/").content.decode())
    assert (before, looked.count()) == (0, 1)


def test_the_box_above_every_page_asks_the_search_as_its_page_does():
    w = make.world()
    page = html.unescape(signed_in(w.zheng).get("/board/").content.decode())
    box = page.split('class="x-search"')[1].split("</form>")[0]
    assert ('action="/search/"' in box, 'name="words"' in box) == (True, True)
