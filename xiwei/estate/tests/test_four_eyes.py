"""Nobody destroys a paper alone, nor by moving its days: who proposed, who confirms, and the day between."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from xiwei.estate.actions import documents as actions
from xiwei.estate.actions import lending, retention
from xiwei.estate.actions.documents import Described
from xiwei.estate.models import Document
from xiwei.estate.rules import retention as rules
from xiwei.estate.rules.retention import Step
from xiwei.estate.tests import make, papers
from xiwei.ledger.models import Entry, Seen
from xiwei.ledger.queries import timeline
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW, TODAY = papers.NOW, papers.TODAY
LATER = NOW + rules.WAIT
STAFF = ["staff_zhao", "staff_sun", "staff_zhou", "staff_wu", "staff_chen", "staff_zheng", "staff_he", "staff_outsider"]
MAY = {"staff_zheng", "staff_he"}


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def ripe(cast):
    """A contract kept long enough, put before yesterday."""
    return papers.put(
        cast, "supply_contract", name="旧合同", paper=True, dated_on=date(2010, 1, 1), now=NOW - 2 * rules.WAIT
    )


def step(document, now=NOW):
    from xiwei.estate.queries import documents as queries

    document.refresh_from_db()
    return rules.step(document, queries.loan_out(document), now)


def kinds_of(document):
    lines = Entry.objects.filter(subject_type="estate.document", subject_id=document.pk).order_by("pk")
    return [line.kind.removeprefix("estate.document_") for line in lines]


def test_a_contract_in_force_cannot_be_made_ripe_and_destroyed_by_one(cast):
    before = NOW - 2 * rules.WAIT
    document = papers.put(cast, "supply_contract", name="维保合同", expires_on=date(2027, 6, 30), now=before)
    said = Described(name="维保合同", expires_on=date(2010, 1, 1))
    with pytest.raises(BadInput, match="为什么改日期"):
        actions.note(document, said=said, by=cast.staff_zheng, now=NOW)
    assert (step(document), kinds_of(document)) == (Step.KEPT, ["put"])
    actions.note(document, said=said, why="写错了年份", by=cast.staff_zheng, now=NOW)
    for now in (NOW, LATER - timedelta(seconds=1)):
        assert step(document, now) == Step.FRESH
        with pytest.raises(NotNow, match="以后才能提出销毁"):
            retention.propose(document, why="期满", by=cast.staff_zheng, now=now)
    retention.propose(document, why="期满", by=cast.staff_zheng, now=LATER)
    with pytest.raises(NotAllowed, match="要由另一位"):
        retention.destroy(document, by=cast.staff_zheng, now=LATER)
    assert kinds_of(document) == ["put", "retimed", "proposed"]


def test_the_line_of_changed_days_tells_old_and_new(cast):
    document = papers.put(cast, "supply_contract", name="维保合同", expires_on=date(2027, 6, 30))
    said = Described(name="维保合同", dated_on=date(2009, 5, 1), expires_on=date(2010, 1, 1))
    actions.note(document, said=said, why="写错了年份", by=cast.staff_zheng, now=NOW)
    line = timeline(subject=document, seen_by=Seen.STAFF, limit=1)[0]
    assert line.sentence == (
        "“维保合同”的文件日期、到期日由没有写、2027年6月30日改为2009年5月1日、2010年1月1日；"
        "保管期由2037年6月30日改为2020年1月1日。原因：写错了年份"
    )


def test_days_that_were_empty_on_what_is_kept_for_ever_take_no_reason(cast):
    document = papers.put(cast, "as_built_water", name="图")
    actions.note(document, said=Described(name="图", dated_on=date(2020, 1, 1)), by=cast.staff_zheng, now=NOW)
    assert kinds_of(document) == ["put", "noted"]
    with pytest.raises(BadInput, match="为什么改日期"):
        actions.note(document, said=Described(name="图", dated_on=date(2021, 1, 1)), by=cast.staff_zheng, now=NOW)


def test_each_step_on_the_way_out(cast, ripe):
    assert step(ripe) == Step.RIPE
    retention.propose(ripe, why="期满", by=cast.staff_zheng, now=NOW)
    assert step(ripe) == Step.PROPOSED
    lending.borrow(ripe, borrower="老钱", purpose="", due_on=TODAY, by=cast.staff_zheng, now=NOW)
    assert step(ripe) == Step.LENT
    lending.give_back(ripe, by=cast.staff_zheng, now=NOW)
    retention.withdraw(ripe, by=cast.staff_he, now=NOW)
    assert step(ripe) == Step.RIPE
    retention.hold(ripe, why="诉讼", by=cast.staff_zheng, now=NOW)
    assert step(ripe) == Step.HELD
    retention.release(ripe, why="结案", by=cast.staff_zheng, now=NOW)
    assert (step(ripe), step(ripe, LATER)) == (Step.FRESH, Step.RIPE)
    retention.propose(ripe, why="期满", by=cast.staff_zheng, now=LATER)
    retention.destroy(ripe, by=cast.staff_he, now=LATER)
    assert step(ripe) == Step.GONE
    assert (ripe.destroyed_why, ripe.proposed_at, ripe.proposed_by) == ("期满", None, None)
    assert kinds_of(ripe) == [
        "put", "proposed", "borrowed", "returned", "unproposed", "held", "released", "proposed", "destroyed",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["staff_zheng", "staff_he"])
def test_whoever_released_a_hold_does_not_destroy_alone(cast, ripe, who):
    by = getattr(cast, who)
    retention.hold(ripe, why="诉讼", by=by, now=NOW)
    retention.release(ripe, why="结案", by=by, now=NOW)
    with pytest.raises(NotNow, match="以后才能提出销毁"):
        retention.propose(ripe, why="期满", by=by, now=NOW)
    with pytest.raises(NotNow, match="还没有人提出"):
        retention.destroy(ripe, by=by, now=LATER)
    retention.propose(ripe, why="期满", by=by, now=LATER)
    with pytest.raises(NotAllowed, match="要由另一位"):
        retention.destroy(ripe, by=by, now=LATER)
    assert step(ripe, LATER) == Step.PROPOSED


@pytest.mark.parametrize("deed", ["note", "version", "hold"])
def test_a_proposal_falls_when_the_document_changes(cast, ripe, deed):
    retention.propose(ripe, why="期满", by=cast.staff_zheng, now=NOW)
    by = cast.staff_zheng
    if deed == "note":
        actions.note(ripe, said=Described(name="新名", dated_on=ripe.dated_on), by=by, now=NOW)
    elif deed == "version":
        actions.new_version(ripe, file=papers.sent("新.pdf"), why="补页", by=by, now=NOW)
    else:
        retention.hold(ripe, why="诉讼", by=by, now=NOW)
    ripe.refresh_from_db()
    assert (ripe.proposed_at, ripe.proposed_by, ripe.proposed_label, ripe.proposed_why) == (None, None, "", "")
    with pytest.raises(NotNow):
        retention.destroy(ripe, by=cast.staff_he, now=NOW)


@pytest.mark.parametrize("name", STAFF)
def test_each_of_the_cast_proposes_confirms_and_withdraws_or_may_not(cast, name):
    by = getattr(cast, name)
    other = cast.staff_he if name != "staff_he" else cast.staff_zheng

    def old(what):
        return papers.put(cast, "supply_contract", name=what, dated_on=date(2010, 1, 1), now=NOW - 2 * rules.WAIT)

    fresh, first, second = old("甲"), old("乙"), old("丙")
    for one in (first, second):
        retention.propose(one, why="期满", by=other, now=NOW)
    deeds = [
        lambda: retention.propose(fresh, why="期满", by=by, now=NOW),
        lambda: retention.destroy(first, by=by, now=NOW),
        lambda: retention.withdraw(second, by=by, now=NOW),
    ]
    for deed in deeds:
        if name in MAY:
            deed()
        else:
            with pytest.raises(NotAllowed):
                deed()
    gone = Document.objects.filter(destroyed_at__isnull=False).count()
    proposed = Document.objects.filter(proposed_at__isnull=False).count()
    assert (gone, proposed) == ((1, 1) if name in MAY else (0, 2))


def test_a_proposal_takes_a_reason(cast, ripe):
    with pytest.raises(BadInput, match="为什么销毁"):
        retention.propose(ripe, why=" ", by=cast.staff_zheng, now=NOW)
    assert step(ripe) == Step.RIPE


def test_the_page_says_why_a_paper_cannot_go_yet_and_until_when(client, cast):
    kept = papers.put(cast, "supply_contract", name="新合同", expires_on=date(2027, 6, 30))
    for_ever = papers.put(cast, "as_built_water", name="水图")
    client.force_login(cast.zheng)
    assert "要保管到 2037年6月30日" in client.get(reverse("document", args=[kept.pk])).content.decode()
    assert "要长期保管" in client.get(reverse("document", args=[for_ever.pk])).content.decode()
    client.force_login(cast.sun)
    assert "要长期保管" not in client.get(reverse("document", args=[for_ever.pk])).content.decode()


def test_a_renewed_contract_gets_its_new_number_and_days(client, cast):
    document = papers.put(cast, "supply_contract", name="合同", number="WB-25", expires_on=date(2027, 1, 1))
    Document.objects.update(reminded=30)
    client.force_login(cast.zheng)
    page = client.get(reverse("document", args=[document.pk])).content.decode()
    assert "现在是 WB-25，空着就不变" in page and "现在是 2027年1月1日，空着就不变" in page
    data = {"file": papers.sent("续.pdf"), "why": "续签一年", "number": "WB-26", "expires_on": "2028-01-01"}
    assert client.post(reverse("document_version", args=[document.pk]), data).status_code == 302
    document.refresh_from_db()
    assert (document.number, document.expires_on, document.keep_until) == ("WB-26", date(2028, 1, 1), date(2038, 1, 1))
    assert (document.name, document.latest, document.reminded) == ("合同", 2, None)
    assert document.versions.get(number=2).said["expires_on"] == "2028-01-01"
    assert kinds_of(document) == ["put", "retimed", "noted", "version_added"]


def test_a_new_version_without_days_leaves_them_as_they_are(client, cast):
    document = papers.put(cast, "supply_contract", name="合同", number="WB-25", expires_on=date(2027, 1, 1))
    client.force_login(cast.zheng)
    client.post(reverse("document_version", args=[document.pk]), {"file": papers.sent("改.pdf"), "why": "补页"})
    document.refresh_from_db()
    assert (document.number, document.expires_on, document.latest) == ("WB-25", date(2027, 1, 1), 2)
    assert kinds_of(document) == ["put", "version_added"]
