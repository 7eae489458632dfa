"""The pages of those who answer for an estate: who may open them, and at what cost."""

import pytest

from xiwei.service.models import ServiceGroup
from xiwei.service.tests import make
from xiwei.service.tests.test_pages import signed_in
from xiwei.shared import moment

pytestmark = pytest.mark.django_db

# Every page of a face × each of the cast; the order is that of tests.cast.PEOPLE.
NAMES = ["wang_fang", "li_qiang", "zhao_min", "sun", "zhou_yong", "wu", "chen_yuan", "zheng", "he", "lin", "outsider"]
PAGES = {
    "/board/": [403, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "/company/": [403, 403, 403, 403, 403, 403, 403, 403, 200, 403, 200],
    "/morning/": [302, 302, 200, 200, 200, 200, 200, 200, 302, 302, 302],
    "/today/": [302, 302, 200, 200, 200, 200, 200, 200, 302, 302, 302],
    "/take/": [403, 403, 200, 200, 200, 200, 200, 200, 403, 403, 403],
    "/tickets/": [404, 404, 200, 200, 200, 200, 200, 200, 200, 200, 200],
    "/search/?words=漏水": [404, 404, 200, 200, 200, 200, 200, 200, 200, 200, 200],
    "/projects/{project}/buildings/": [404, 404, 200, 404, 404, 404, 404, 200, 200, 404, 404],
    "/projects/{project}/groups/": [404, 404, 403, 403, 403, 403, 403, 200, 200, 404, 404],
    "/households/{household}/": [404, 404, 200, 404, 404, 404, 404, 200, 200, 404, 404],
}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_answers_each_of_the_cast_as_it_should(page):
    w = make.world()
    make.ticket(w, now=moment.now())
    address = page.format(project=w.project.pk, household=w.household.pk)
    answers = [signed_in(getattr(w, name)).get(address).status_code for name in NAMES]
    assert dict(zip(NAMES, answers, strict=True)) == dict(zip(NAMES, PAGES[page], strict=True))


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
