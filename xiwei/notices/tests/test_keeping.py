"""The roots of the seals go to whoever outside keeps them, and show who made a chain over."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from tests.cast import NOW, Cast
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Entry, Seal
from xiwei.ledger.seals import sealing
from xiwei.ledger.tests.test_seals import by_hand
from xiwei.notices import jobs
from xiwei.notices.actions import keeping
from xiwei.notices.models import Keeper, KeeperWay
from xiwei.notices.tests.test_delivering import Gateway, gateway  # noqa: F401  (a fixture)
from xiwei.shared import secrets
from xiwei.shared.refusals import BadInput, NotAllowed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def sealed(cast: Cast) -> Cast:
    """Two chains: the project's and the company's own; and another company's."""
    with transaction.atomic():
        for about in (cast.project, cast.company, cast.other_project):
            ledger.record("estate.project_opened", about, by=SYSTEM, at=NOW, name=about.name, kind="住宅")
    sealing.seal_new(now=NOW)
    return cast


def keeper(cast: Cast, address: str = "wang@example.cn", way: str = KeeperWay.MAIL) -> Keeper:
    return Keeper.objects.create(
        company=cast.company, name="业委会 王老师", way=way, address=secrets.seal(address), due_at=NOW
    )


def test_a_mail_brings_the_last_seal_of_every_chain_of_the_company_and_no_other(sealed: Cast) -> None:
    kept = keeper(sealed)
    assert jobs.send_roots(NOW) == 1
    [letter] = mail.outbox
    name, text, kind = letter.attachments[0]
    assert (letter.to, letter.subject, name, kind) == (
        ["wang@example.cn"],
        "[翠湖物业] 台账封存的根",
        "roots.jsonl",
        "application/x-ndjson",
    )
    lines = [json.loads(line) for line in str(text).splitlines()]
    assert [line["chain"] for line in lines] == [f"{sealed.company.pk}/0", f"{sealed.company.pk}/{sealed.project.pk}"]
    assert {line["hash"] for line in lines} == set(
        Seal.objects.filter(company_id=sealed.company.pk).values_list("hash", flat=True)
    )
    told = Entry.objects.get(kind="notices.roots_sent")
    assert (told.data, told.subject_id) == ({"name": "业委会 王老师", "count": 2}, kept.pk)


def test_once_a_day_and_no_oftener(sealed: Cast) -> None:
    keeper(sealed)
    sent = [jobs.send_roots(NOW + hours * timedelta(hours=1)) for hours in (0, 1, 23, 24, 25, 48)]
    assert (sent, len(mail.outbox)) == ([1, 0, 0, 1, 0, 1], 3)


def test_what_was_kept_outside_finds_a_chain_that_was_made_over(sealed: Cast, tmp_path: Path) -> None:
    keeper(sealed)
    jobs.send_roots(NOW)
    path = tmp_path / "roots.jsonl"
    path.write_text(str(mail.outbox[0].attachments[0][1]))
    call_command("verify_ledger", "--against", str(path))
    for table in ("ledger_leaf", "ledger_seal"):
        by_hand(f"DELETE FROM {table}")
    by_hand("UPDATE ledger_entry SET actor_label = '别人' WHERE project_id = %s", sealed.project.pk)
    sealing.seal_new(now=NOW)
    with pytest.raises(SystemExit):
        call_command("verify_ledger", "--against", str(path))


def test_a_webhook_takes_the_lines_as_they_are(sealed: Cast, gateway: Gateway) -> None:  # noqa: F811
    keeper(sealed, gateway.at("/roots", "http"), KeeperWay.WEBHOOK)
    assert jobs.send_roots(NOW) == 1
    assert [line["chain"] for line in gateway.got[0]] == [
        f"{sealed.company.pk}/0",
        f"{sealed.company.pk}/{sealed.project.pk}",
    ]


def test_one_that_fails_is_tried_again_in_half_an_hour_and_says_why(sealed: Cast, gateway: Gateway) -> None:  # noqa: F811
    kept = keeper(sealed, gateway.at("/roots", "http"), KeeperWay.WEBHOOK)
    gateway.status = 500
    assert (jobs.send_roots(NOW), jobs.send_roots(NOW + timedelta(minutes=29))) == (0, 0)
    kept.refresh_from_db()
    assert (kept.error, kept.sent_at, len(gateway.got)) == ("对方网关答复 500", None, 1)
    gateway.status = 200
    assert jobs.send_roots(NOW + timedelta(minutes=30)) == 1
    kept.refresh_from_db()
    assert (kept.error, kept.sent_at) == ("", NOW + timedelta(minutes=30))


def test_an_address_inside_our_own_network_is_not_called(sealed: Cast) -> None:
    kept = keeper(sealed, "https://127.0.0.1/roots", KeeperWay.WEBHOOK)
    assert jobs.send_roots(NOW) == 0
    kept.refresh_from_db()
    assert kept.error == "网关地址在内部网络里，本服务器没有放行"


def test_before_anything_is_sealed_nothing_is_sent(cast: Cast) -> None:
    keeper(cast)
    assert (jobs.send_roots(NOW), mail.outbox) == (0, [])


def test_whom_we_let_go_gets_nothing_more(sealed: Cast) -> None:
    kept = keeper(sealed)
    for _ in range(2):
        keeping.let_go(kept, by=sealed.staff_he, now=NOW)
    assert (jobs.send_roots(NOW), Entry.objects.filter(kind="notices.keeper_ended").count()) == (0, 1)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("", "mail", "a@b.cn"), "请写明请谁保管，例如“业委会 王老师”。您填的地址还在。"),
        (("王老师", "mail", "不是邮箱"), "邮箱的格式不对，例如 name@example.cn。您填的内容还在，请改一改。"),
        (
            ("王老师", "webhook", "http://a.cn/x"),
            "网址要以 https:// 开头，是对方给的接收地址。您填的内容还在，请改一改。",
        ),
        (("王老师", "webhook", "https://"), "网址要以 https:// 开头，是对方给的接收地址。您填的内容还在，请改一改。"),
        (("王老师", "fax", "https://a.cn"), "网址要以 https:// 开头，是对方给的接收地址。您填的内容还在，请改一改。"),
    ],
)
def test_whom_nothing_can_be_sent_to_is_said(cast: Cast, given: tuple[str, str, str], says: str) -> None:
    called, way, address = given
    with pytest.raises(BadInput) as refused:
        keeping.name(cast.company.pk, called=called, way=way, address=address, by=cast.staff_he, now=NOW)
    assert (refused.value.sentence, Keeper.objects.count()) == (says, 0)


STAFF = ["zhao", "sun", "zhou", "wu", "chen", "zheng", "he", "lin", "outsider"]


@pytest.mark.parametrize("who", STAFF)
def test_only_the_company_s_manager_chooses_who_keeps_the_roots(cast: Cast, who: str) -> None:
    by = getattr(cast, f"staff_{who}")
    given = {"called": "王老师", "way": "mail", "address": "a@b.cn", "by": by, "now": NOW}
    if who == "he":
        assert keeping.name(cast.company.pk, **given).name == "王老师"
    else:
        with pytest.raises(NotAllowed):
            keeping.name(cast.company.pk, **given)


def test_a_resident_reads_the_root_of_their_own_estate_and_of_no_other(sealed: Cast, client) -> None:
    client.force_login(sealed.wang_fang)
    page = client.get("/seals/").content.decode()
    roots = dict(Seal.objects.values_list("chain__project_id", "root"))
    assert [pk for pk, root in roots.items() if root in page] == [sealed.project.pk]
    assert client.get("/seals/roots/").content.decode().count("\n") == 1


def test_the_manager_names_a_keeper_on_the_page_and_the_address_is_not_shown_again(sealed: Cast, client) -> None:
    client.force_login(sealed.he)
    page = client.post(
        "/seals/keepers/", {"name": "王老师", "way": "mail", "address": "wang@example.cn", "key": "k"}, follow=True
    )
    assert "几分钟内会把封存的根送给王老师，以后每天送一次。" in page.content.decode()
    assert "wang@example.cn" not in client.get("/seals/").content.decode()
    kept = Keeper.objects.get()
    assert (secrets.unseal(kept.address), kept.on) == ("wang@example.cn", True)
    client.post(f"/seals/keepers/{kept.pk}/end/")
    kept.refresh_from_db()
    assert kept.on is False


def test_a_refused_keeper_keeps_what_was_typed(sealed: Cast, client) -> None:
    client.force_login(sealed.he)
    page = client.post("/seals/keepers/", {"name": "王老师", "way": "mail", "address": "不是邮箱", "key": "k"})
    assert (page.status_code, "邮箱的格式不对" in page.content.decode(), "不是邮箱" in page.content.decode()) == (
        422,
        True,
        True,
    )
