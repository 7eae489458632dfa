"""The pages of taking over another project's arrangements: choose, see, tick, bring, and read what came."""

import re

import pytest
from django.urls import reverse

from xiwei.estate.actions import copying as actions
from xiwei.estate.models import Project
from xiwei.ledger.models import Entry
from xiwei.service.tests import like
from xiwei.service.tests.test_pages import signed_in


@pytest.fixture
def w(db):
    return like.two_projects()


def plain(answer) -> str:
    """What one reads on it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def address(w, source=None) -> str:
    return reverse("like_one", args=[w.fresh.pk, (source or w.project).pk])


def bring(w, *parts, key="k1", client=None):
    return (client or signed_in(w.he)).post(address(w), {"key": key, "parts": parts}, follow=True)


def test_the_guide_and_the_project_s_page_lead_there(w):
    way = f'href="{reverse("like", args=[w.fresh.pk])}"'
    for name in ("guide", "project"):
        assert signed_in(w.he).get(reverse(name, args=[w.fresh.pk])).content.decode().count(way) == 1


def test_the_choice_is_of_the_company_s_own_others_samples_first_then_those_of_its_kind(w):
    alike = Project.objects.create(company=w.company, code="ZZ", name="竹园", kind="residential")
    park = Project.objects.create(company=w.company, code="AA", name="阿园", kind="park")
    actions.mark_sample(w.project, sample=True, by=w.staff_he, now=w.now)
    page = signed_in(w.he).get(reverse("like", args=[w.fresh.pk])).content.decode()
    ways = re.findall(rf'href="/projects/{w.fresh.pk}/like/(\d+)/"', page)
    assert ways == [str(w.project.pk), str(alike.pk), str(park.pk)]


def test_a_director_of_one_project_is_told_that_there_is_none_to_be_like(w):
    assert "还没有可以照着来的项目" in plain(signed_in(w.zheng).get(reverse("like", args=[w.project.pk])))


def test_what_would_come_is_ticked_and_what_stays_is_said(w):
    like.place(w, w.fresh, "东门")
    answer = signed_in(w.he).get(address(w))
    assert re.findall(r'name="parts" value="(\w+)" checked', answer.content.decode()) == like.ALL
    said = plain(answer)
    assert "会来 1栋1单元电梯、儿童游乐场" in said
    assert "照旧 东门 这里已有同名的，照旧" in said


def test_what_is_ticked_comes_and_the_page_after_says_it_in_words(w):
    answer = bring(w, "places", "groups")
    said = plain(answer)
    assert answer.redirect_chain == [(reverse("liked", args=[w.fresh.pk, Entry.objects.latest("pk").pk]), 302)]
    assert "公共地点：带来 3 处 还有 3 处这次带不了" in said
    assert "服务组：带来 2 组" in said
    assert "工作时间：" not in said
    assert (like.hours(w.fresh) != like.EVERY_DAY, len(like.places(w.fresh))) == (True, 3)


def test_the_same_form_twice_is_one_copying_and_the_same_page(w):
    client = signed_in(w.he)
    first, again = (bring(w, *like.ALL, client=client) for _ in range(2))
    assert first.redirect_chain == again.redirect_chain
    assert Entry.objects.filter(kind="estate.arrangements_copied").count() == 1


def test_nothing_ticked_and_nothing_to_bring_are_said_on_the_form_and_the_ticks_stay(w):
    answer = bring(w)
    assert (answer.status_code, "还没有勾选要带的部分" in plain(answer)) == (422, True)
    assert "checked" not in answer.content.decode()
    bring(w, *like.ALL, key="k2")
    page = signed_in(w.he).get(address(w))
    assert ("翠湖花园现在能带来的，这里都有了" in plain(page), "把勾选的带过来" in plain(page)) == (True, False)
    answer = bring(w, *like.ALL, key="k3")
    assert (answer.status_code, "这里什么也没有改" in plain(answer)) == (409, True)


def test_another_company_s_project_is_not_found_and_oneself_is_refused(w):
    client = signed_in(w.he)
    assert client.get(address(w, w.other_project)).status_code == 404
    assert client.get(address(w, w.fresh)).status_code == 422


def test_what_came_is_read_by_who_makes_the_project_ready_and_no_line_of_another_kind_is(w):
    bring(w, "places")
    line = Entry.objects.filter(kind="estate.place_added").latest("pk")
    assert signed_in(w.he).get(reverse("liked", args=[w.fresh.pk, line.pk])).status_code == 404
    copied = Entry.objects.get(kind="estate.arrangements_copied")
    assert signed_in(w.he).get(reverse("liked", args=[w.project.pk, copied.pk])).status_code == 404


def test_a_sample_is_named_by_a_button_and_by_it_no_longer(w):
    client, where = signed_in(w.he), reverse("project", args=[w.project.pk])
    for sample, said in (("1", "翠湖花园已定为样板"), ("0", "翠湖花园不再是样板")):
        answer = client.post(reverse("sample", args=[w.project.pk]), {"key": sample, "sample": sample}, follow=True)
        assert said in plain(answer)
        assert Project.objects.get(pk=w.project.pk).sample is (sample == "1")
    assert reverse("sample", args=[w.project.pk]) not in signed_in(w.zheng).get(where).content.decode()
