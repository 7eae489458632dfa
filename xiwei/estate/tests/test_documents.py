"""Documents: put, renewed, put right, lent, held, destroyed; each a line, and each refused where it must be."""

from datetime import date, timedelta

import pytest

from tests.cast import PEOPLE
from xiwei.estate.actions import documents as actions
from xiwei.estate.actions import lending, retention
from xiwei.estate.actions.documents import Described
from xiwei.estate.models import Content, Document, TextState
from xiwei.estate.papers import files, kinds, nouns
from xiwei.estate.queries import documents as queries
from xiwei.estate.queries import needs
from xiwei.estate.rules import documents as rules
from xiwei.estate.tests import make, papers
from xiwei.ledger.models import Entry
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW, TODAY = papers.NOW, papers.TODAY
STAFF = ["staff_zhao", "staff_sun", "staff_zhou", "staff_wu", "staff_chen", "staff_zheng", "staff_he", "staff_outsider"]


@pytest.fixture
def cast():
    return make.cast()


def kinds_of(document):
    lines = Entry.objects.filter(subject_type="estate.document", subject_id=document.pk).order_by("pk")
    return [line.kind.removeprefix("estate.document_") for line in lines]


LATER = NOW + timedelta(hours=24)


def destroyed(cast, document, now=LATER):
    """One proposes, another does it."""
    retention.propose(document, why="保管期满", by=cast.staff_zheng, now=now)
    return retention.destroy(document, by=cast.staff_he, now=now)


def stored(store):
    return sorted(path.name.split("-")[0] for path in store.rglob("*") if path.is_file())


def test_a_document_is_kept_by_its_hash_with_its_line(cast, store):
    file = papers.sent("3栋给排水.pdf")
    document = papers.put(cast, name="给排水竣工图", file=file, of=("building", cast.buildings[0]))
    version = queries.version(document, 1)
    file.seek(0)
    with files.open_kept(version.content.path) as kept:
        assert kept.read() == file.read()
    assert stored(store) == [version.content.sha256]
    assert (document.of_label, document.building_id, document.paper) == ("1栋", cast.buildings[0].pk, False)
    assert kinds_of(document) == ["put"]


def test_bytes_that_are_there_already_are_kept_once(cast, store, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one = papers.put(cast, file=papers.sent("甲.pdf", papers.pdf("同一份")))
        other = papers.put(cast, file=papers.sent("乙.pdf", papers.pdf("同一份")))
    assert Content.objects.count() == 1
    assert queries.version(one, 1).content == queries.version(other, 1).content
    assert len(stored(store)) == 1


def test_a_refused_document_leaves_no_file(cast, store, monkeypatch):
    def fails(*_, **__):
        raise RuntimeError("the ledger is full")

    monkeypatch.setattr("xiwei.estate.actions.documents.ledger.record", fails)
    with pytest.raises(RuntimeError):
        papers.put(cast)
    assert (Document.objects.count(), stored(store)) == (0, [])


def test_a_new_version_stands_beside_the_old(cast):
    document = papers.put(cast)
    actions.new_version(
        document, file=papers.sent("改.pdf", papers.pdf("改")), why="改造后出图", by=cast.staff_zheng, now=NOW
    )
    numbers = [(one.number, one.filename, one.why) for one in queries.versions(document)]
    assert numbers == [(2, "改.pdf", "改造后出图"), (1, "as_built_water一份.pdf", "")]
    assert kinds_of(document) == ["put", "version_added"]


def test_the_same_bytes_are_no_new_version(cast):
    document = papers.put(cast, file=papers.sent("甲.pdf", papers.pdf("甲")))
    with pytest.raises(BadInput, match="一模一样"):
        actions.new_version(
            document, file=papers.sent("乙.pdf", papers.pdf("甲")), why="再传", by=cast.staff_zheng, now=NOW
        )
    assert kinds_of(document) == ["put"]


def test_a_correction_says_what_it_changed_and_is_warned_of_anew(cast):
    document = papers.licence(cast, date(2026, 10, 1))
    Document.objects.filter(pk=document.pk).update(reminded=30)
    said = Described(name="消防检测报告", number="XF-1", expires_on=date(2027, 10, 1))
    actions.note(document, said=said, why="续检", by=cast.staff_zheng, now=NOW)
    document.refresh_from_db()
    assert (document.number, document.reminded, document.keep_until) == ("XF-1", None, date(2037, 10, 1))
    line = Entry.objects.get(kind="estate.document_noted")
    assert (line.data["what"], line.data["before"]) == ("编号", {"number": ""})


def test_a_correction_of_nothing_leaves_no_line(cast):
    document = papers.put(cast)
    actions.note(document, said=Described(name=document.name), by=cast.staff_zheng, now=NOW)
    assert kinds_of(document) == ["put"]


def test_an_original_is_lent_and_comes_back(cast):
    document = papers.put(cast, paper=True)
    due = TODAY + timedelta(days=7)
    lending.borrow(document, borrower="设计院 老钱", purpose="核对管线", due_on=due, by=cast.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="设计院 老钱"):
        lending.borrow(document, borrower="别人", purpose="", due_on=due, by=cast.staff_zheng, now=NOW)
    lending.give_back(document, by=cast.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="没有借出"):
        lending.give_back(document, by=cast.staff_zheng, now=NOW)
    assert kinds_of(document) == ["put", "borrowed", "returned"]


def test_what_has_no_original_is_not_lent(cast):
    with pytest.raises(NotNow, match="没有登记纸质原件"):
        lending.borrow(
            papers.put(cast), borrower="甲", purpose="", due_on=TODAY, by=cast.staff_zheng, now=NOW
        )  # fmt: skip


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_of_return_is_near_and_to_come(cast, days):
    document = papers.put(cast, paper=True)
    with pytest.raises(BadInput, match="一年以内"):
        lending.borrow(
            document, borrower="甲", purpose="", due_on=TODAY + timedelta(days=days), by=cast.staff_zheng, now=NOW
        )


def test_what_is_held_is_neither_changed_nor_destroyed(cast):
    document = papers.put(cast, "supply_contract", name="旧合同", dated_on=date(2010, 1, 1))
    retention.hold(document, why="诉讼中", by=cast.staff_zheng, now=NOW)
    deeds = [
        lambda: actions.note(document, said=Described(name="改"), by=cast.staff_zheng, now=NOW),
        lambda: actions.new_version(document, file=papers.sent("x.pdf"), why="换", by=cast.staff_zheng, now=NOW),
        lambda: retention.propose(document, why="到期", by=cast.staff_zheng, now=LATER),
        lambda: retention.destroy(document, by=cast.staff_he, now=LATER),
    ]
    for deed in deeds:
        with pytest.raises(NotNow, match="诉讼中"):
            deed()
    retention.release(document, why="结案", by=cast.staff_zheng, now=NOW)
    destroyed(cast, document)
    assert kinds_of(document) == ["put", "held", "released", "proposed", "destroyed"]


def test_what_is_destroyed_leaves_its_line_and_no_byte(cast, store, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = papers.put(cast, "supply_contract", name="旧合同", dated_on=date(2010, 1, 1), note="含报价")
        destroyed(cast, document)
    document.refresh_from_db()
    content = queries.version(document, 1).content
    assert (document.note, content.text, content.gone_at, stored(store)) == ("", "", LATER, [])
    assert queries.anything(papers.asker(cast.zheng), "旧合同", TODAY) == []
    line = Entry.objects.get(kind="estate.document_destroyed")
    assert line.data["hashes"] == [content.sha256]


def test_bytes_of_another_document_outlive_the_destroyed(cast, store, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        old = papers.put(
            cast, "supply_contract", dated_on=date(2010, 1, 1), file=papers.sent("a.pdf", papers.pdf("一"))
        )
        papers.put(cast, "supply_contract", file=papers.sent("b.pdf", papers.pdf("一")))
        destroyed(cast, old)
    assert len(stored(store)) == 1


def test_bytes_that_were_destroyed_may_come_again(cast, store, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        old = papers.put(
            cast, "supply_contract", dated_on=date(2010, 1, 1), file=papers.sent("a.pdf", papers.pdf("一"))
        )
        destroyed(cast, old)
        again = papers.put(cast, "supply_contract", file=papers.sent("b.pdf", papers.pdf("一")))
    content = queries.version(again, 1).content
    assert (content.gone_at, content.text_state) == (None, TextState.WAITING)
    with files.open_kept(content.path) as kept:
        assert kept.read() == papers.pdf("一")


def test_what_must_be_kept_is_not_destroyed(cast):
    for kind, said in [("as_built_water", "长期保管"), ("supply_contract", "还没到期")]:
        document = papers.put(cast, kind, dated_on=date(2024, 1, 1))
        with pytest.raises(NotNow, match=said):
            retention.propose(document, why="腾地方", by=cast.staff_zheng, now=LATER)


def test_an_original_that_is_out_comes_home_before_it_is_destroyed(cast):
    document = papers.put(cast, "supply_contract", paper=True, dated_on=date(2010, 1, 1))
    lending.borrow(document, borrower="老钱", purpose="", due_on=TODAY, by=cast.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="老钱"):
        retention.propose(document, why="期满", by=cast.staff_zheng, now=LATER)


MAY_SEE = {
    "drawings": {"staff_zhao", "staff_sun", "staff_zheng", "staff_he"},
    "papers": {"staff_zhao", "staff_zheng", "staff_he"},
    "secret": {"staff_zheng", "staff_he"},
    "residents": {"staff_zhao", "staff_zheng", "staff_he"},
}
KEEPERS = {"staff_zheng", "staff_he"}


@pytest.mark.parametrize("level", MAY_SEE)
def test_each_kind_is_seen_by_those_whose_post_says_so(cast, level):
    kind = next(one for one in kinds.kinds().values() if one.level == level)
    document = papers.put(cast, kind.code, of=("room", cast.room) if level == "residents" else None)
    assert {name for name in STAFF if rules.may_see(getattr(cast, name), document)} == MAY_SEE[level]
    shown = {
        name for name in PEOPLE if document in queries.found(papers.asker(getattr(cast, name)), queries.Asked(), TODAY)
    }
    assert {f"staff_{name.split('_')[0]}" for name in shown} == MAY_SEE[level]


@pytest.mark.parametrize("name", STAFF)
def test_only_those_who_keep_the_archive_write_in_it(cast, name):
    document, by = papers.put(cast, paper=True), getattr(cast, name)
    subject = nouns.subject("project", cast.project.pk)
    deeds = [
        lambda: actions.put(subject, kind="as_built_fire", said=Described(name="甲"), file=papers.sent("a.pdf"), by=by, now=NOW),
        lambda: actions.new_version(document, file=papers.sent("b.pdf"), why="新", by=by, now=NOW),
        lambda: actions.note(document, said=Described(name="乙", paper=True), by=by, now=NOW),
        lambda: lending.borrow(document, borrower="甲", purpose="", due_on=TODAY, by=by, now=NOW),
        lambda: lending.give_back(document, by=by, now=NOW),
        lambda: retention.hold(document, why="争议", by=by, now=NOW),
        lambda: retention.release(document, why="了结", by=by, now=NOW),
    ]  # fmt: skip
    before = Entry.objects.count()
    for deed in deeds:
        if name in KEEPERS:
            deed()
        else:
            with pytest.raises(NotAllowed):
                deed()
    assert Entry.objects.count() - before == (len(deeds) if name in KEEPERS else 0)


def test_nobody_finds_by_words_what_they_may_not_open(cast):
    papers.put(cast, "supply_contract", name="绝密报价")
    found = {name: len(queries.anything(papers.asker(getattr(cast, name)), "绝密报价", TODAY)) for name in PEOPLE}
    assert {name for name, count in found.items() if count} == {"zheng", "he"}


def test_a_document_is_found_by_its_name_number_note_place_and_kind(cast):
    document = papers.put(
        cast, "quality_warranty", of=("room", cast.room), name="两书", number="ZB-77", note="地暖另册", shelf="二号柜"
    )
    for words in ("两书", "ZB-77", "地暖另册", "1-1-501", "1栋1单元501", "质量保修", "二号柜", "地暖 两书"):
        assert queries.anything(papers.asker(cast.zheng), words, TODAY) == [document], words
    assert queries.anything(papers.asker(cast.zheng), "没有的词", TODAY) == []


def test_a_look_at_a_residents_paper_is_one_line_the_household_reads(cast):
    document = papers.resident_paper(cast)
    for minutes in (0, 10, 45):
        actions.look_at(document, by=cast.staff_zhao, now=NOW + timedelta(minutes=minutes))
    lines = Entry.objects.filter(kind="estate.document_looked_at")
    assert [(line.household_id, line.seen_by, line.actor_staff_id) for line in lines] == [
        (cast.household.pk, 2, cast.staff_zhao.pk)
    ] * 2


def test_a_kind_belongs_where_the_catalogue_says(cast):
    with pytest.raises(BadInput, match="不归在"):
        papers.put(cast, "lift_inspection")
    with pytest.raises(BadInput, match="早于"):
        papers.put(cast, dated_on=date(2026, 2, 1), expires_on=date(2026, 1, 1))


def test_what_is_missing_is_what_must_be_there_and_is_not(cast):
    who = papers.asker(cast.zheng)

    def lacks():
        return {(one.kind.code, one.subject.label) for one in needs.standing(cast.project, who, TODAY).lacks}

    before = lacks()
    assert {label for code, label in before if code == "as_built_water"} == {"1栋", "2栋"}
    assert len({label for code, label in before if code == "lift_inspection"}) == 4
    papers.put(cast, "as_built_water", of=("building", cast.buildings[0]))
    papers.put(cast, "lift_inspection", of=("place", cast.lift), expires_on=TODAY)
    papers.licence(cast, TODAY - timedelta(days=1))
    papers.put(cast, "as_built_structure")
    gone = before - lacks()
    assert gone == {
        ("as_built_water", "1栋"), ("lift_inspection", cast.lift.name), ("as_built_structure", "1栋"),
        ("as_built_structure", "2栋"),
    }  # fmt: skip
    expired = [one.expired.name for one in needs.standing(cast.project, who, TODAY).lacks if one.expired]
    assert expired == ["消防检测报告"]


@pytest.mark.parametrize(
    ("left", "told", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (45, 60, None),
        (30, 60, 30),
        (5, None, 7),
        (5, 7, None),
        (0, 7, 0),
        (-3, 0, None),
    ],
)
def test_each_warning_is_due_once_and_only_the_nearest(left, told, due):
    assert rules.warning_due(left, told) == due


def test_the_catalogue_holds_together():
    found = kinds.kinds()
    assert {one.level for one in found.values()} == set(rules.LEVELS)
    assert {one.group for one in found.values()} == set(kinds.groups())
    assert {one.must for one in found.values()} == {"", "project", "building", "lift"}
    assert [one.code for one in found.values() if one.must and not one.source] == []
    assert [one.code for one in found.values() if one.must in ("project", "building") and one.must not in one.of] == []
    assert {noun for one in found.values() for noun in one.of} == {one.name for one in nouns.all_nouns()}
