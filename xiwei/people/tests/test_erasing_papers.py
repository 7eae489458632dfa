"""Whoever is erased leaves no paper in the archive: no byte, no word in the index, no name in a row or a line."""

from datetime import timedelta

import pytest

from tests.cast import cast as everyone
from xiwei.estate.actions import reading, retention
from xiwei.estate.models import Content, Document, Version
from xiwei.estate.queries import documents as queries
from xiwei.estate.tests import papers
from xiwei.estate.tests.conftest import store  # noqa: F401
from xiwei.ledger.models import Entry
from xiwei.ledger.seals import sealing
from xiwei.people import erasures
from xiwei.people.actions import erasing
from xiwei.people.erasures import NOBODY
from xiwei.people.tests.make import moved_out
from xiwei.shared.refusals import NotNow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NAME = "王芳委托书"


@pytest.fixture
def cast():
    return everyone()


@pytest.fixture
def paper(cast):
    """王芳 gave it; then she moved out."""
    made = papers.resident_paper(cast, name=NAME, note="王芳本人送来", file=papers.sent("王芳.pdf", papers.pdf(NAME)))
    reading.read_new(now=cast.now)
    moved_out(cast.household, by=cast.staff_zheng, now=cast.now + timedelta(hours=1))
    return made


def erase(cast):
    now = cast.now + timedelta(hours=2)
    sealing.seal_new(now=now)
    by = papers.asker(cast.zheng).staff_in(cast.company.pk)
    return erasing.erase(cast.wang_fang, company_id=cast.company.pk, by=by, now=now, reason="本人要求")


def test_a_residents_paper_goes_with_them(cast, paper, store, django_capture_on_commit_callbacks):  # noqa: F811
    kept = papers.put(cast, "quality_warranty", of=("room", cast.room), name="两书")
    with django_capture_on_commit_callbacks(execute=True):
        assert erase(cast)["住户资料"] == 1
    paper.refresh_from_db()
    version, content = Version.objects.get(document=paper), Content.objects.exclude(gone_at=None).get()
    assert (paper.name, paper.note, version.filename, version.said, content.text) == (NOBODY, "", NOBODY, {}, "")
    assert len([path for path in (store / "archive").rglob("*") if path.is_file()]) == 1
    assert queries.anything(papers.asker(cast.he), "委托书", papers.TODAY) == []
    lines = Entry.objects.filter(subject_type="estate.document", subject_id=paper.pk)
    assert [line for line in lines if "王芳" in f"{line.data}{line.subject_label}"] == []
    assert Document.objects.get(pk=kept.pk).destroyed_at is None


def test_a_held_paper_stands_in_the_way(cast, paper):
    retention.hold(paper, why="渗水纠纷", by=cast.staff_zheng, now=cast.now)
    way = [one.address for one in erasures.in_the_way(cast.wang_fang, cast.company.pk) if "渗水纠纷" in one.sentence]
    assert way == [f"/archive/{paper.pk}/"]
    with pytest.raises(NotNow, match="渗水纠纷"):
        erase(cast)
