"""How long data is kept: rows with bounds, carried out at night, with a count left behind and the held spared."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from tests.cast import PEOPLE, STAFF
from xiwei.ledger.models import Entry
from xiwei.people import erasures, jobs
from xiwei.people.actions import invitations, looks
from xiwei.people.actions import retention as actions
from xiwei.people.models import Hold, Import, Invitation, Keeping, Tombstone, Viewing, ViewingKind, Wish
from xiwei.people.periods import INVITATIONS, LOOKS
from xiwei.people.queries import retention as queries
from xiwei.people.retention import period_of, periods
from xiwei.people.tests.make import NOW, cast, moved_out
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = pytest.mark.django_db
OLD = NOW - timedelta(days=3 * 365 + 1)
YOUNG = NOW - timedelta(days=3 * 365 - 1)


@pytest.fixture
def town():
    return cast()


def look(town, at, **of):
    what = {"household": town.household, "project_id": town.project.pk, "by": town.staff_zhao, **of}
    return looks.note(ViewingKind.HOME, now=at, what="住户页", **what)


def goes(town) -> dict[str, int]:
    return {one.period.code: one.tonight for one in queries.tonight(town.company.pk, now=NOW) if one.tonight}


def test_every_kind_s_default_lies_within_its_bounds_and_says_where_it_comes_from():
    assert len(periods()) >= 8
    assert [one.code for one in periods() if not one.least <= one.days <= one.most or not str(one.source)] == []


def test_what_is_past_goes_at_night_and_leaves_a_count_and_a_line(town):
    look(town, OLD)
    look(town, OLD - timedelta(days=1))
    kept = look(town, YOUNG)
    dry = goes(town)
    assert (jobs.keep_no_longer(NOW), dry, goes(town)) == (2, {LOOKS: 2}, {})
    assert list(Viewing.objects.all()) == [kept]
    stone = Tombstone.objects.get()
    assert (stone.company, stone.code, stone.day, stone.count) == (town.company, LOOKS, date(2026, 9, 21), 2)
    line = Entry.objects.get(kind="people.kept_no_longer")
    assert (line.actor_label, line.data) == ("系统", {"what": "谁查看过住户资料", "count": 2, "code": LOOKS})


def test_run_again_it_does_nothing_and_more_of_the_same_day_is_added_to_the_count(town):
    look(town, OLD)
    assert [jobs.keep_no_longer(NOW), jobs.keep_no_longer(NOW), Tombstone.objects.get().count] == [1, 0, 1]
    look(town, OLD)
    assert [jobs.keep_no_longer(NOW), Tombstone.objects.get().count] == [1, 2]


def test_it_works_through_many_in_slices(town, monkeypatch):
    monkeypatch.setattr(actions, "SLICE", 2)
    for _ in range(5):
        look(town, OLD)
    assert (jobs.keep_no_longer(NOW), Tombstone.objects.get().count, Viewing.objects.count()) == (5, 5, 0)


def test_a_failed_line_undoes_the_slice(town, monkeypatch):
    look(town, OLD)
    monkeypatch.setattr("xiwei.ledger.actions.record", lambda *given, **kept: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.keep_no_longer(NOW)
    assert (Viewing.objects.count(), Tombstone.objects.count()) == (1, 0)


def test_whose_data_is_held_is_spared_until_the_hold_is_lifted(town):
    look(town, OLD)
    look(town, OLD, household=town.neighbour_household)
    row = actions.hold(town.company, named="王芳", reason="漏水赔偿在打官司", by=town.staff_he, now=NOW)
    jobs.keep_no_longer(NOW)
    assert [one.household for one in Viewing.objects.all()] == [town.household]
    actions.lift(row, by=town.staff_he, now=NOW)
    jobs.keep_no_longer(NOW)
    assert Viewing.objects.count() == 0


def test_held_twice_is_held_once(town):
    rows = [actions.hold(town.company, named="王芳", reason="打官司", by=town.staff_he, now=NOW) for _ in range(2)]
    assert (rows[0], Hold.objects.count(), Entry.objects.filter(kind="people.held").count()) == (rows[1], 1, 1)


@pytest.mark.parametrize(("named", "says"), [("孙师傅", "没有找到"), ("安先生", "没有找到"), ("王", "没有找到")])
def test_nobody_is_held_by_chance(town, named, says):
    with pytest.raises(NotNow, match=says):
        actions.hold(town.company, named=named, reason="打官司", by=town.staff_he, now=NOW)


def test_of_two_of_one_name_a_number_tells_which(town):
    town.li_qiang.name = "王芳"
    town.li_qiang.save()
    with pytest.raises(NotNow, match="有 2 位"):
        actions.hold(town.company, named="王芳", reason="打官司", by=town.staff_he, now=NOW)
    assert (
        actions.hold(town.company, named="13800000002", reason="打官司", by=town.staff_he, now=NOW).person
        == town.li_qiang
    )


def test_a_company_s_own_period_takes_the_place_of_the_default_in_that_company_alone(town):
    actions.set_period(town.company, LOOKS, days=400, source="资料管理办法", by=town.staff_he, now=NOW)
    look(town, NOW - timedelta(days=401))
    assert goes(town) == {LOOKS: 1}
    assert (queries.days_of(town.company.pk)[LOOKS], queries.days_of(town.other_company.pk)[LOOKS]) == (400, 1095)
    assert queries.said_for(town.wang_fang)[LOOKS] == "查看以后 400 天"


@pytest.mark.parametrize(
    ("days", "source", "code"), [(364, "x", LOOKS), (3651, "x", LOOKS), (400, " ", LOOKS), (9, "x", "no")]
)
def test_a_period_stays_within_its_bounds_and_says_by_what_right(town, days, source, code):
    with pytest.raises(BadInput):
        actions.set_period(town.company, code, days=days, source=source, by=town.staff_he, now=NOW)
    assert Keeping.objects.count() == 0


@pytest.mark.parametrize("name", STAFF)
def test_only_the_company_s_manager_sets_periods_and_holds(town, name):
    by = getattr(town, name)
    done = []
    for do in (
        lambda: actions.set_period(town.company, LOOKS, days=400, source="办法", by=by, now=NOW),
        lambda: actions.hold(town.company, named="王芳", reason="打官司", by=by, now=NOW),
    ):
        try:
            done.append(bool(do()))
        except NotAllowed:
            done.append(False)
    assert done == [name == "staff_he"] * 2


def test_an_invitation_that_is_over_keeps_no_phone(town):
    made = invitations.invite_resident(
        town.rooms[0],
        phone="13912345678",
        name="钱多多",
        relation="owner",
        by=town.staff_zheng,
        now=NOW - timedelta(days=200),
    )
    open_ = invitations.invite_resident(
        town.rooms[1], phone="13912345679", name="钱少", relation="owner", by=town.staff_zheng, now=NOW
    )
    assert goes(town) == {INVITATIONS: 1}
    jobs.keep_no_longer(NOW)
    kept = {one.pk: (one.name, one.phone) for one in Invitation.objects.all()}
    assert kept == {made.pk: ("钱**", ""), open_.pk: ("钱少", "13912345679")}


def test_the_files_of_an_imported_sheet_go_and_its_counts_stay(town, django_capture_on_commit_callbacks):
    default_storage.save("imports/abc/sheet", ContentFile(b"x"))
    sent = Import.objects.create(
        company=town.company, project=town.project, filename="a.csv", folder="imports/abc", sheet="", state="done", total=7,
        uploaded_at=NOW, ended_at=NOW - timedelta(days=31),
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        jobs.keep_no_longer(NOW)
    sent.refresh_from_db()
    assert (sent.folder, sent.total, default_storage.exists("imports/abc/sheet")) == ("", 7, False)


def test_a_wish_that_waits_is_never_past(town):
    made = {"company": town.company, "project": town.project, "household": town.household, "person": town.wang_fang}
    asked = Wish.objects.create(kind="correct", asked_at=OLD, **made)
    Wish.objects.create(kind="correct", state="done", asked_at=OLD, answered_at=OLD, **made)
    jobs.keep_no_longer(NOW)
    assert list(Wish.objects.all()) == [asked]


def test_the_company_reads_what_would_go_and_changes_a_period_on_the_page(town):
    look(town, OLD)
    client = Client()
    client.force_login(town.he)
    sent = {"days": "400", "source": "资料管理办法第 5 条"}
    assert client.post(f"/company/keeping/{LOOKS}/", sent).status_code == 302
    page = client.get("/company/keeping/").content.decode()
    assert ("资料管理办法第 5 条" in page, Keeping.objects.get().days, period_of(LOOKS).days) == (True, 400, 1095)
    client.post("/company/keeping/hold/", {"named": "王芳", "reason": "打官司"})
    assert "打官司" in client.get("/company/keeping/").content.decode()
    client.post(f"/company/keeping/hold/{Hold.objects.get().pk}/lift/")
    assert Hold.objects.get().lifted_at is not None


def test_the_periods_are_read_by_director_and_company_and_changed_by_the_company_alone(town):
    read, changed = set(), set()
    for name in PEOPLE:
        client = Client()
        client.force_login(getattr(town, name))
        page = client.get("/company/keeping/")
        if page.status_code == 200:
            read.add(name)
            assert (f"/company/keeping/{LOOKS}/" in page.content.decode()) is (name != "zheng")
        sent = {"days": "400", "source": f"{name}的办法", "key": name}
        if client.post(f"/company/keeping/{LOOKS}/", sent).status_code == 302:
            changed.add(name)
    assert (read, changed) == ({"zheng", "he", "outsider"}, {"he", "outsider"})
    assert {one.company_id for one in Keeping.objects.all()} == {town.company.pk, town.staff_outsider.company_id}


def test_who_is_spared_is_not_told_to_the_director(town):
    actions.hold(town.company, named="王芳", reason="打官司", by=town.staff_he, now=NOW)
    client = Client()
    client.force_login(town.zheng)
    assert "打官司" not in client.get("/company/keeping/").content.decode()


def test_whose_data_is_held_is_not_erased(town):
    moved_out(town.household, by=town.staff_zheng, now=NOW)
    actions.hold(town.company, named="王芳", reason="打官司", by=town.staff_he, now=NOW)
    assert [why.sentence for why in erasures.in_the_way(town.wang_fang, town.company.pk) if "纠纷" in why.sentence] == [
        "王芳的资料因为纠纷或调查暂时留着。"
    ]
