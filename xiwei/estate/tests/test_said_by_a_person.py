"""What a person must say is not said for them: the paper original, a title, the date of a new version."""

from datetime import date

import pytest
from django.urls import reverse

from xiwei.estate.forms.documents import VersionForm
from xiwei.estate.models import Document
from xiwei.estate.papers import formats
from xiwei.estate.tests import make, papers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


@pytest.fixture
def cast():
    return make.cast()


@pytest.mark.parametrize(
    ("title", "reads"),
    [
        ("3栋给排水竣工图", True), ("维保合同", True), ("Fire system as built drawing", True), ("dr_v1", False),
        ("IMG_20260311", False), ("扫描件0001", False), ("微信图片_2026", False), ("图1", False), ("scan", False),
    ],
)  # fmt: skip
def test_a_file_name_serves_as_a_title_only_where_it_reads_as_words(title, reads):
    assert formats.reads_as_words(title) is reads


def test_a_name_that_tells_nothing_is_asked_for_and_one_that_does_is_taken(client, cast):
    client.force_login(cast.zheng)
    data = {"kind": "as_built_fire", "within": f"project:{cast.project.pk}"}
    answer = client.post(reverse("archive_new"), data | {"file": papers.sent("dr_v1.pdf")})
    assert answer.status_code == 422 and "“dr_v1”看不出是什么" in answer.content.decode()
    assert Document.objects.count() == 0
    client.post(reverse("archive_new"), data | {"file": papers.sent("dr_v1.pdf"), "name": "消防总图"})
    client.post(reverse("archive_new"), data | {"file": papers.sent("消防竣工图.pdf")})
    assert {one.name for one in Document.objects.all()} == {"消防总图", "消防竣工图"}


def test_nobody_says_for_the_person_that_there_is_a_paper_original(client, cast):
    client.force_login(cast.zheng)
    page = client.get(reverse("archive_new"), {"kind": "as_built_fire", "of": f"project:{cast.project.pk}"})
    assert not page.context["form"]["paper"].value()


def test_a_new_version_has_its_own_date_and_keeps_its_number(client, cast):
    document = papers.put(cast, dated_on=date(2020, 1, 1), number="水-01")
    assert VersionForm(of=document)["dated_on"].value() is None
    client.force_login(cast.zheng)
    data = {"file": papers.sent("新图.pdf"), "why": "改造"}
    address = reverse("document_version", args=[document.pk])
    assert client.post(address, data).status_code == 422
    document.refresh_from_db()
    assert (document.latest, document.dated_on) == (1, date(2020, 1, 1))
    again = data | {"file": papers.sent("新图.pdf"), "dated_on": "2026-03-01"}
    assert client.post(address, again).status_code == 302
    document.refresh_from_db()
    assert (document.latest, document.dated_on, document.number) == (2, date(2026, 3, 1), "水-01")
