"""Whatever names somebody stays in the project it stands in: every row of the new one is looked through."""

import re

import pytest
from django.apps import apps
from django.db import models

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Entry
from xiwei.notices.actions import channels
from xiwei.service.models import GroupMember, ServiceGroup
from xiwei.service.tests import like
from xiwei.service.tests.like import ALL
from xiwei.service.tests.test_copying import copy, rows


@pytest.fixture
def w(db):
    return like.two_projects()


PRIVATE = [
    "王芳", "李强", "赵敏", "孙师傅", "13900001111", "139 0000 1111", "0574-55550001", "https://hook.cn/k?secret=abc",
    "wang@cuihu.cn",
]  # fmt: skip


def texts_of(project: Project) -> dict[str, str]:
    """Every word that stands in a row of this project, in any table; and what its lines say beside who did it."""
    kept = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if "project" not in names or model is Project:
            continue
        fields = [one.attname for one in model._meta.concrete_fields if not isinstance(one, models.ForeignKey)]
        for row in model._base_manager.filter(project=project).values(*fields):
            kept[f"{model.__name__} {row['id']}"] = " ".join(map(str, row.values()))
    for line in Entry.objects.filter(project_id=project.pk):
        kept[f"line {line.pk}"] = f"{line.kind} {line.subject_label} {line.data}"
    return kept


def test_whatever_names_somebody_stays_where_it_is_and_the_preview_says_why(w):
    Company.objects.filter(pk=w.company.pk).update(phone="0574-55550001")
    channels.set_up(
        w.company.pk,
        "feishu",
        address="https://open.feishu.cn/open-apis/bot/v2/hook/0123456789secret",
        by=w.staff_he,
        now=w.now,
    )
    for number, words in enumerate(PRIVATE):
        like.place(w, w.project, f"{number}号门 {words}")
        ServiceGroup.objects.create(company=w.company, project=w.project, name=f"{number}组{words}"[:30])
    copy(w, *ALL)
    told = texts_of(w.fresh)
    found = {where: words for where, said in told.items() for words in PRIVATE if words in said}
    assert (found, len(told) > 10) == ({}, True)
    assert not [said for said in told.values() if re.search(r"1[3-9]\d{9}|secret", said)]
    why = "名字里有人名、电话或网址，不带；请在这里另起名登记"
    assert {row for row in rows(w, "groups") if row[1] == "cannot"} == {
        (f"{number}组{words}"[:30], "cannot", why) for number, words in enumerate(PRIVATE)
    }


def test_no_person_home_ticket_shift_or_post_has_come(w):
    copy(w, *ALL)
    made = {
        model.__name__ for model in apps.get_models()
        if "project" in {field.name for field in model._meta.get_fields()}
        and model._base_manager.filter(project=w.fresh).exists()
    }  # fmt: skip
    assert made == {"Building", "Hours", "Place", "ServiceGroup", "TimePromise"}
    assert GroupMember.objects.filter(group__project=w.fresh).count() == 0
