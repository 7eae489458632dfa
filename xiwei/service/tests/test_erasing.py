"""A person who is erased is nowhere any more, in no row, file, index or line; and every seal still verifies."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiwei.ledger.models import Chain, Entry
from xiwei.ledger.seals import sealing, verifying
from xiwei.notices.models import Message, Weight
from xiwei.people.actions import erasing, people
from xiwei.people.models import Household, Person, Tenure
from xiwei.people.tests.make import moved_out
from xiwei.service.actions import asking, ending, following, ordering
from xiwei.service.index import INDEX
from xiwei.service.models import Channel, Photo, Ticket
from xiwei.service.queries import boards, needing
from xiwei.service.tests.make import need, picture, public_need, ticket, world
from xiwei.shared import pictures
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = pytest.mark.django_db
SAID = "厨房水槽下面漏水，地上一摊"


@pytest.fixture
def w():
    return world()


def lived(w, *, words: str = SAID) -> Ticket:
    """王芳 asked for her kitchen with a picture, spoke of her neighbour's lamp, withdrew, and moved out."""
    mine = asking.take(
        need(w, words=words, pictures=[picture()], item=None), channel=Channel.PAGE, by=w.wang_fang, now=w.now
    )
    lamp = asking.take(public_need(w, asker=w.li_qiang), channel=Channel.PAGE, by=w.li_qiang, now=w.now)
    asking.follow(lamp, by=w.wang_fang, now=w.now)
    following.add_word(lamp, by=w.wang_fang, words=f"我也是，{words}", now=w.now)
    ending.withdraw(mine, by=w.wang_fang, words=f"不用了：{words}", now=w.now)
    moved_out(w.household, by=w.staff_zheng, now=w.now + timedelta(hours=1))
    return mine


def _neighbours(w, **changed: Any) -> asking.Need:
    return need(w, asker=w.li_qiang, room=w.neighbour_room, household=w.neighbour_household, **changed)


def erase(w, *, by: Any = None, hours: int = 2) -> dict[str, int]:
    sealing.seal_new(now=w.now + timedelta(hours=hours))
    return dict(
        erasing.erase(
            w.wang_fang,
            company_id=w.company.pk,
            by=by or w.staff_zheng,
            now=w.now + timedelta(hours=hours),
            reason="本人要求",
        )
    )


def everything() -> str:
    """All text in every table of ours, and the index of words."""
    found = []
    for model in apps.get_models():
        if not model._meta.app_label.startswith(("django", "auth", "contenttypes")):
            columns = [
                f.name
                for f in model._meta.concrete_fields
                if isinstance(f, models.CharField | models.TextField | models.JSONField)
            ]
            found += (
                [json.dumps(row, ensure_ascii=False, default=str) for row in model.objects.values_list(*columns)]
                if columns
                else []
            )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT words FROM {INDEX.table}")
        found += [str(row[0]) for row in cursor.fetchall()]
    return "\n".join(found)


def wrongs() -> list[str]:
    looks = verifying.empty_looks()
    found = [verifying.verify(chain, looks).wrong for chain in Chain.objects.all()]
    return [one.sentence for one in found if one]


def test_nothing_of_her_is_left_in_any_table_file_or_index_and_the_seals_verify(w):
    mine = lived(w)
    photo = Photo.objects.get(ticket=mine)
    before = everything()
    assert all(text in before for text in ("王芳", w.wang_fang.phone, SAID))
    assert default_storage.exists(photo.path)
    count = erase(w)
    sealing.seal_new(now=w.now + timedelta(hours=3))
    after = everything()
    assert [
        line for line in after.split("\n") for text in ("王芳", w.wang_fang.phone, SAID, "水槽") if text in line
    ] == []
    assert wrongs() == []
    assert (count["报事"], count["照片"], count["住户登记"]) == (1, 1, 1)


def test_who_went_by_another_name_before_is_gone_by_both(w):
    lived(w)
    people.change_person(w.wang_fang, name="王方方", now=w.now + timedelta(hours=1))
    w.wang_fang.refresh_from_db()
    before = everything()
    assert all(text in before for text in ("王芳", "王方方"))
    erase(w)
    sealing.seal_new(now=w.now + timedelta(hours=3))
    assert [line for line in everything().split("\n") for text in ("王芳", "王方方") if text in line] == []
    assert wrongs() == []


def test_the_files_go_once_the_erasure_is_certain(w, django_capture_on_commit_callbacks):
    photo = Photo.objects.get(ticket=lived(w))
    with django_capture_on_commit_callbacks(execute=True):
        erase(w)
    assert (default_storage.exists(photo.path), default_storage.exists(photo.path + ".small")) == (False, False)


def test_a_file_that_cannot_be_dropped_keeps_no_other(w, django_capture_on_commit_callbacks, monkeypatch, caplog):
    dropped: list[str] = []

    def drop(path: str) -> None:
        dropped.append(path)
        if len(dropped) == 1:
            raise OSError("只读")

    monkeypatch.setattr(pictures, "drop", drop)
    photo = Photo.objects.get(ticket=lived(w))
    Photo.objects.create(**_columns(photo) | {"path": "photos/another.jpg"})
    with django_capture_on_commit_callbacks(execute=True):
        erase(w)
    assert sorted(dropped) == sorted([photo.path, "photos/another.jpg"])
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert told == f"the file {dropped[0]} of somebody who was erased could not be dropped"


def test_a_file_that_another_picture_shows_too_stays(w, django_capture_on_commit_callbacks):
    photo = Photo.objects.get(ticket=lived(w))
    other = asking.take(_neighbours(w), channel=Channel.PAGE, by=w.li_qiang, now=w.now)
    Photo.objects.create(**{**_columns(photo), "ticket": other})
    with django_capture_on_commit_callbacks(execute=True):
        erase(w)
    assert default_storage.exists(photo.path)


def _columns(photo: Photo) -> dict[str, Any]:
    return {f.name: getattr(photo, f.name) for f in Photo._meta.concrete_fields if not f.primary_key}


def test_what_was_done_stays_the_estate_s(w):
    mine = lived(w)
    erase(w)
    kept = Ticket.objects.get(pk=mine.pk)
    assert (kept.title, kept.words, kept.state, kept.line, kept.room) == ("内容已抹去", "", "closed", "repair", w.room)
    assert Household.objects.get(pk=w.household.pk).name == "（已抹去）"
    lines = Entry.objects.filter(subject_type="service.ticket", subject_id=mine.pk)
    assert lines.count() >= 3 and set(lines.values_list("subject_label", flat=True)) == {""}
    told = lines.get(kind="service.received")
    assert (told.data, told.actor_label) == ({"channel": "业主页面", "first": "赵敏"}, "")


def test_what_others_said_of_their_own_matters_stays(w):
    lived(w)
    theirs = asking.take(_neighbours(w, words="李强家的水管也在漏"), channel=Channel.PAGE, by=w.li_qiang, now=w.now)
    erase(w)
    assert Ticket.objects.get(pk=theirs.pk).words == "李强家的水管也在漏"
    assert Entry.objects.get(subject_id=theirs.pk, kind="service.received").data["words"] == "李强家的水管也在漏"


def test_one_known_to_another_company_keeps_the_account_and_is_nobody_here(w):
    lived(w)
    there = Household.objects.create(company=w.other_company, project=w.other_project, room=w.other_room, name="王芳")
    Tenure.objects.create(company=w.other_company, household=there, person=w.wang_fang, relation="owner")
    erase(w)
    kept = Person.objects.get(pk=w.wang_fang.pk)
    assert (kept.name, kept.is_active, Household.objects.get(pk=there.pk).name) == ("王芳", True, "王芳")
    here = Tenure.objects.get(company=w.company, household=w.household)
    assert (here.person.name, here.person.is_active, here.person == kept) == ("（已抹去）", False, False)


def test_whoever_is_erased_is_no_call_to_make_and_no_message_to_read(w):
    told = ticket(w, item=None)
    order = ordering.arrive(ordering.accept(told.orders.get(), by=w.staff_sun, now=w.now), by=w.staff_sun, now=w.now)
    ordering.finish(order, by=w.staff_sun, now=w.now, note="换了软管")
    told = Ticket.objects.get(pk=told.pk)
    ending.confirm(told, by=w.wang_fang, now=w.now)
    ending.rate(told, by=w.wang_fang, now=w.now, stars=2, chips=["slow"], words="来得慢")
    moved_out(w.household, by=w.staff_zheng, now=w.now)
    assert [one.called for one in boards.three_lists(w.project, w.now).unhappy] == ["王*"]
    Message.objects.exclude(person=w.wang_fang).update(weight=Weight.LOUD, read_at=None)
    erase(w)
    assert boards.three_lists(w.project, w.now).unhappy == []
    assert needing.needing_me(w.staff_zhao, w.now) == []
    blanked = Message.objects.filter(title="内容已按要求抹去")
    assert blanked.exists() and set(blanked.values_list("weight", "body")) == {(Weight.QUIET, "")}
    assert not blanked.filter(read_at=None).exists()
    assert Ticket.objects.get(pk=told.pk).asker_called == "（已抹去）"


def test_done_twice_nothing_is_written_over(w):
    lived(w)
    erase(w)
    lines = Entry.objects.filter(kind="ledger.words_erased").count()
    erase(w, hours=3)
    assert (
        Entry.objects.filter(kind="ledger.words_erased").count() == lines + 1
    )  # the first one's own line named her room
    assert wrongs() == []


def test_whoever_lives_here_still_or_has_something_open_is_not_erased(w):
    open_one = ticket(w)
    with pytest.raises(NotNow) as refused:
        erase(w)
    assert refused.value.sentence == (
        f"现在还不能抹去：王芳还登记在{w.room.label}，先办搬离。报事 {open_one.number} 还没有办结。什么都没有改动。"
    )
    assert Ticket.objects.get(pk=open_one.pk).words == SAID


def test_whom_the_company_employed_is_not_erased(w):
    with pytest.raises(NotNow, match="孙师傅在本公司任职过，用工记录依法保存"):
        erasing.erase(w.staff_sun.person, company_id=w.company.pk, by=w.staff_he, now=w.now, reason="本人要求")


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("staff_zheng", True), ("staff_he", True), ("staff_zhao", False), ("staff_sun", False), ("staff_zhou", False),
        ("staff_wu", False), ("staff_chen", False), ("staff_lin", False), ("staff_outsider", False),
    ],
)  # fmt: skip
def test_who_may_erase(w, who, may):
    lived(w)
    if may:
        assert erase(w, by=getattr(w, who))["报事"] == 1
    else:
        with pytest.raises(NotAllowed):
            erase(w, by=getattr(w, who))


WORDS = st.text("漏水了我家厨房的灯不亮abc123", min_size=4, max_size=12).map(lambda text: f"王芳家{text}")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS)
def test_whatever_she_said_is_gone(words):
    with transaction.atomic():
        w = world()
        lived(w, words=words)
        erase(w)
        sealing.seal_new(now=w.now + timedelta(hours=3))
        after, wrong = everything(), wrongs()
        transaction.set_rollback(True)
    assert (words in after, "王芳" in after, wrong) == (False, False, [])
