"""Who was erased after a backup was taken does not come back with it: their words, pictures and number are erased again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from xiwei.ledger.backups import restoring
from xiwei.ledger.models import Entry
from xiwei.ledger.seals import sealing
from xiwei.notices.tests import places
from xiwei.people import erased
from xiwei.people.actions import erasing, homes
from xiwei.people.actions.erasing_again import Again, erase_again
from xiwei.people.erased import Erased
from xiwei.people.models import Household, Person, Tenure
from xiwei.people.queries import erasing as queries
from xiwei.people.tests.make import moved_out
from xiwei.service.actions import asking, ending
from xiwei.service.models import Photo, Ticket
from xiwei.service.tests import make
from xiwei.service.tests.test_erasing import everything, wrongs
from xiwei.shared import moment
from xiwei.shared.refusals import NotNow

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "水槽底下一直滴，王芳急着用"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_passphrase(settings, tmp_path, monkeypatch) -> None:
    places.with_a_passphrase(settings, tmp_path, monkeypatch)


@pytest.fixture
def elsewhere(settings, tmp_path) -> Iterator[places.Places]:
    with places.places(settings, tmp_path) as found:
        yield found


@pytest.fixture
def w(monkeypatch) -> make.World:
    """王芳 asked for her kitchen with a picture, and 李强 for his; each matter is open."""
    w = make.world()
    monkeypatch.setattr(moment, "now", lambda: w.now + 3 * DAY)
    asked = make.need(w, words=SAID, pictures=[make.picture()], item=None)
    asking.take(asked, channel="page", by=w.wang_fang, now=w.now)
    his = make.need(w, asker=w.li_qiang, room=w.neighbour_room, household=w.neighbour_household, words="阳台灯不亮")
    asking.take(his, channel="page", by=w.li_qiang, now=w.now)
    sealing.seal_new(now=w.now + HOUR)
    return w


def backed_up(**options: Any) -> Path:
    call_command("backup", **options)
    (path,) = Path(options.get("to", settings.BACKUPS)).glob("*.backup")
    return path


def erase(w: make.World) -> None:
    """She withdraws, moves out and is erased, as it goes."""
    mine = Ticket.objects.get(words=SAID)
    ending.withdraw(mine, by=w.wang_fang, words="不用了", now=w.now + DAY)
    moved_out(w.household, by=w.staff_zheng, now=w.now + DAY)
    sealing.seal_new(now=w.now + DAY)
    told: dict[str, Any] = {"company_id": w.company.pk, "by": w.staff_zheng, "now": w.now + DAY + HOUR}
    erasing.erase(w.wang_fang, **told, reason="本人要求")


def left_of(w: make.World) -> list[str]:
    texts = ("王芳", w.wang_fang.phone, "水槽底下", "滴，")
    return [line for line in everything().split("\n") for text in texts if text in line]


def test_who_was_erased_after_the_backup_is_erased_again_and_the_seals_verify(w, elsewhere, capsys):
    path = backed_up()
    photo = Photo.objects.get(ticket__words=SAID).path
    erase(w)
    elsewhere()
    call_command("restore", path)
    told = capsys.readouterr().out
    assert ("备份以后抹去过的 1 人，已照抹去名单再抹去一次" in told, "1 件事在备份里还没有办完" in told) == (True, True)
    assert (left_of(w), wrongs(), photo in places.files()) == ([], [], False)
    assert "阳台灯不亮" in everything()  # and of the neighbour nothing went
    assert list(Tenure.objects.filter(until=None).values_list("person__name", flat=True)) == ["李强"]
    assert not Household.objects.filter(pk=w.household.pk, until=None).exists()
    sealing.seal_new(now=w.now + 4 * DAY)
    assert wrongs() == []
    call_command("erase_again")
    assert "没有人要再抹去" in capsys.readouterr().out


def test_a_backup_newer_than_the_erasure_is_left_as_it_is(w, elsewhere, capsys):
    erase(w)
    path = backed_up()
    before = places.rows()
    elsewhere()
    call_command("restore", path)
    assert ("没有人要再抹去" in capsys.readouterr().out, places.rows()["ledger_entry"]) == (
        True,
        before["ledger_entry"],
    )


def test_the_list_goes_with_the_backups_wherever_they_are_written_and_stays_for_the_next_time(
    w, elsewhere, settings, tmp_path
):
    older = backed_up()
    erase(w)
    away = tmp_path / "away"
    backed_up(to=away)
    settings.BACKUPS = tmp_path / "another-machine"
    elsewhere()
    call_command("restore", older.rename(away / "older.backup"))
    assert left_of(w) == []
    known, unreadable = erased.read([settings.BACKUPS])
    assert ({one.person_id for one in known}, len(known), unreadable) == ({w.wang_fang.pk}, 2, 0)


def test_where_a_family_lives_on_only_the_one_who_was_erased_goes(w, elsewhere):
    homes.open_tenure(w.household, w.sun, relation="family", by=w.staff_zheng, now=w.now)
    path = backed_up()
    homes.end_tenure(w.household.tenures.get(person=w.wang_fang), by=w.staff_zheng, now=w.now + DAY)
    ending.withdraw(Ticket.objects.get(words=SAID), by=w.sun, words="不用了", now=w.now + DAY)
    sealing.seal_new(now=w.now + DAY)
    told: dict[str, Any] = {"company_id": w.company.pk, "by": w.staff_zheng, "now": w.now + DAY}
    erasing.erase(w.wang_fang, **told, reason="本人要求")
    elsewhere()
    call_command("restore", path)
    (tie,) = Tenure.objects.filter(household=w.household, until=None)
    assert (tie.person, tie.contact, left_of(w), wrongs()) == (w.sun, True, [], [])


def test_one_who_was_given_the_same_number_after_a_restore_is_not_taken_for_them(w):
    known = [Erased(w.company.pk, w.wang_fang.pk, w.wang_fang.joined_at - DAY, w.now)]
    assert (erase_again(known, now=w.now + DAY), Person.objects.get(pk=w.wang_fang.pk).name) == (Again(), "王芳")


def test_the_list_tells_nothing_without_the_keys_and_takes_no_line_of_anybody_else(w, settings, capsys):
    erase(w)
    written = (settings.BACKUPS / erased.NAME).read_text()
    assert [word for word in ("王芳", w.wang_fang.phone, str(w.company.pk), "2026") if word in written.split()] == []
    assert (settings.BACKUPS / erased.NAME).stat().st_mode & 0o777 == 0o600
    (known,) = erased.read([settings.BACKUPS])[0]
    token = Entry.objects.get(kind="people.erased").data["token"]
    assert known == Erased(w.company.pk, w.wang_fang.pk, w.wang_fang.joined_at, w.now + DAY + HOUR, token)
    with (settings.BACKUPS / erased.NAME).open("a") as file:
        file.write("gAAAAABforged")  # and torn: no end of line
    erased.note(known)
    assert erased.read([settings.BACKUPS])[0] == [known, known]
    with pytest.raises(CommandError, match="有 1 行打不开"):
        call_command("erase_again")


def test_where_no_list_lies_beside_the_backup_it_is_said(w, elsewhere, settings, capsys):
    path = backed_up()
    (settings.BACKUPS / erased.NAME).unlink()
    elsewhere()
    call_command("restore", path)
    assert "没有抹去名单（erased.list），不知道备份以后抹去过谁" in capsys.readouterr().out


def test_nobody_is_erased_whom_the_list_would_not_tell_of(w, settings, tmp_path):
    ending.withdraw(Ticket.objects.get(words=SAID), by=w.wang_fang, now=w.now + DAY)
    (tmp_path / "a-file").write_text("")
    settings.BACKUPS = tmp_path / "a-file"
    with pytest.raises(NotNow, match="抹去名单写不进去"):
        erase_now(w)
    assert Person.objects.get(pk=w.wang_fang.pk).name == "王芳"


def erase_now(w: make.World) -> None:
    moved_out(w.household, by=w.staff_zheng, now=w.now + DAY)
    sealing.seal_new(now=w.now + DAY)
    erasing.erase(w.wang_fang, company_id=w.company.pk, by=w.staff_zheng, now=w.now + 2 * DAY, reason="本人要求")


def test_a_chain_that_does_not_verify_is_no_reason_to_bring_back_who_was_erased(w, elsewhere, capsys, monkeypatch):
    path = backed_up()
    erase(w)
    elsewhere()
    restore = restoring.restore

    def with_a_fault(*given: Any, **more: Any) -> restoring.Restored:
        found = restore(*given, **more)
        found.wrong.append("第 3 行的文字与封存时不一样，被改过。")
        return found

    monkeypatch.setattr(restoring, "restore", with_a_fault)
    with pytest.raises(SystemExit) as ended:
        call_command("restore", path)
    told = capsys.readouterr().out
    assert (ended.value.code, left_of(w)) == (1, [])
    assert ["✗ 第 3 行" in told, "再抹去一次" in told, "全部相符" in told] == [True, True, False]


def test_of_two_who_are_erased_at_one_moment_the_line_of_one_does_not_speak_for_the_other(w):
    """The backup was taken between the two: it knows that one of them is erased."""
    at = w.now + DAY + HOUR
    erase(w)
    hers = Entry.objects.get(kind="people.erased").data["token"]
    other = Erased(w.company.pk, w.li_qiang.pk, w.li_qiang.joined_at, at, "f" * 16)
    herself = Erased(w.company.pk, w.wang_fang.pk, w.wang_fang.joined_at, at, hers)
    of_before = Erased(w.company.pk, w.wang_fang.pk, w.wang_fang.joined_at, at)
    assert [queries.brought_back(one) for one in (other, herself, of_before)] == [w.li_qiang, None, None]
