"""What is written on the cards of a batch is kept: before storing, when it is not understood, and after the others are in."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from xiwei.estate.actions import bringing, carrying
from xiwei.estate.models import Batch, BatchState, Document, Fate
from xiwei.estate.queries import batches as queries
from xiwei.estate.tests import make, papers
from xiwei.ledger.models import Entry
from xiwei.shared.refusals import NotAllowed, NotNow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
NOW = papers.NOW


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """What is done after the commit is done at once: a test has no commit of its own."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda do: do())


def take(cast, *names):
    sent = [papers.sent(name) for name in names]
    return bringing.take_up(cast.project, sent=sent, paths=[], by=cast.staff_zheng, now=NOW)


def carry(batch, now=NOW):
    return carrying.carry(Batch.objects.select_related("project").get(pk=batch.pk), now=now)


def card(item, kind="other", of="翠湖花园", name="甲", **more):
    said = {"item": item.pk, f"kind-{item.pk}": kind, f"of-{item.pk}": of, f"name-{item.pk}": name}
    return said | {f"{word}-{item.pk}": value for word, value in more.items()}


def press(client, batch, then, **data):
    return client.post(reverse("archive_batch_correct", args=[batch.pk]), {"then": then, "key": "k1"} | data)


def test_what_was_changed_on_the_page_is_saved_before_it_is_stored(client, cast):
    batch = take(cast, "IMG_1.pdf")
    client.force_login(cast.zheng)
    page = client.get(reverse("archive_batch", args=[batch.pk])).content.decode()
    assert 'form="sorting" name="then" value="start"' in page
    item = batch.items.get()
    said = card(item, "supply_contract", "2栋", "电梯维保合同", expires="2027-06-30")
    answers = [press(client, batch, "start", **said) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    carry(batch)
    stored = Document.objects.values_list("name", "kind", "of_label", "expires_on", "keep_until")
    assert list(stored) == [("电梯维保合同", "supply_contract", "2栋", date(2027, 6, 30), date(2037, 6, 30))]


def test_another_page_or_list_is_gone_to_with_the_changes_saved(client, cast):
    batch = take(cast, "IMG_1.pdf")
    client.force_login(cast.zheng)
    answer = press(client, batch, "fate=left&page=2", **card(batch.items.get(), "as_built_fire", "2栋", "消防图"))
    assert answer.url == f"{reverse('archive_batch', args=[batch.pk])}?fate=left&page=2"
    item = batch.items.get()
    assert (item.kind, item.of_label, item.name, item.fate) == ("as_built_fire", "2栋", "消防图", Fate.READY)


@pytest.mark.parametrize(
    ("kind", "of", "expires", "says"),
    [
        ("as_built_fire", "99栋", "", "没找到“99栋”"),
        ("lift_inspection", "翠湖花园", "", "不归在"),
        ("supply_contract", "2栋", "明年", "到期日没看懂"),
    ],
)
def test_what_is_not_understood_is_kept_as_typed_and_said_in_its_card_only(client, cast, kind, of, expires, says):
    batch = take(cast, "IMG_1.pdf")
    client.force_login(cast.zheng)
    answer = press(client, batch, "start", **card(batch.items.get(), kind, of, "甲", expires=expires))
    page = client.get(answer.url).content.decode()
    item = batch.items.get()
    assert (item.fate, item.kind, item.of_shown) == (Fate.LEFT, kind, of)
    assert f'value="{of}"' in page and page.count(says) == 1
    assert Batch.objects.get().state == BatchState.READY


def test_a_file_left_aside_keeps_what_was_written_on_its_card(cast):
    batch = take(cast, "IMG_1.pdf")
    item = batch.items.get()
    said = {item.pk: bringing.Correction("as_built_fire", "99栋", "消防图", leave=True, expires="2027-01-31")}
    assert bringing.correct(batch, said=said, by=cast.staff_zheng, now=NOW) == []
    item.refresh_from_db()
    assert (item.fate, item.kind, item.of_shown, item.name, item.expires_on) == (
        Fate.LEFT, "as_built_fire", "99栋", "消防图", date(2027, 1, 31),
    )  # fmt: skip


def test_what_was_left_aside_is_put_right_and_stored_after_the_others(client, cast):
    batch = take(cast, "消防竣工图.pdf", "IMG_2.pdf")
    client.force_login(cast.zheng)
    later = batch.items.get(filename="IMG_2.pdf")
    press(client, batch, "start", **card(later, leave="on"))
    carry(batch)
    assert "还有 1 份没存" in client.get(reverse("archive_bring", args=[cast.project.pk])).content.decode()
    page = client.get(reverse("archive_batch", args=[batch.pk])).content.decode()
    assert "还有 1 份先不存的" in page and f'name="of-{later.pk}"' in page
    said = card(later, "as_built_weak", "2栋", "弱电图")
    assert press(client, batch, "start", **{**said, "key": "k2"}).status_code == 302
    done = carry(batch)
    assert done.state == BatchState.DONE
    assert sorted(Document.objects.values_list("name", "of_label")) == [("弱电图", "2栋"), ("消防竣工图", "翠湖花园")]
    lines = Entry.objects.filter(kind="estate.documents_brought").order_by("pk")
    assert [line.data["taken"] for line in lines] == [1, 1]
    assert "没存" not in client.get(reverse("archive_bring", args=[cast.project.pk])).content.decode()


def test_nothing_is_started_where_nothing_is_ready(cast):
    batch = take(cast, "IMG_1.pdf")
    item = batch.items.get()
    left = {item.pk: bringing.Correction("other", "翠湖花园", "甲", leave=True)}
    bringing.correct(batch, said=left, by=cast.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="没有可以存入的"):
        bringing.start(batch, by=cast.staff_zheng, now=NOW)


def test_what_is_under_way_or_given_up_is_not_put_right(cast):
    batch = take(cast, "IMG_1.pdf")
    bringing.start(batch, by=cast.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="现在不能改"):
        bringing.correct(batch, said={}, by=cast.staff_zheng, now=NOW)
    other = take(cast, "IMG_2.pdf")
    bringing.give_up(other, by=cast.staff_zheng, now=NOW)
    with pytest.raises(NotNow, match="现在不能改"):
        bringing.correct(other, said={}, by=cast.staff_zheng, now=NOW)


@pytest.mark.parametrize("name", ["staff_zhao", "staff_sun", "staff_zhou", "staff_wu", "staff_chen", "staff_outsider"])
def test_only_those_who_keep_the_archive_put_right_what_was_left_aside(cast, name):
    batch = take(cast, "消防竣工图.pdf")
    bringing.start(batch, by=cast.staff_zheng, now=NOW)
    batch = carry(batch)
    for deed in (
        lambda: bringing.correct(batch, said={}, by=getattr(cast, name), now=NOW),
        lambda: bringing.start(batch, by=getattr(cast, name), now=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_what_nobody_stored_in_a_month_goes_with_its_bytes(cast, store):
    batch = take(cast, "消防竣工图.pdf", "IMG_2.pdf")
    item = batch.items.get(filename="IMG_2.pdf")
    left = {item.pk: bringing.Correction("other", "翠湖花园", "甲", leave=True)}
    bringing.correct(batch, said=left, by=cast.staff_zheng, now=NOW)
    bringing.start(batch, by=cast.staff_zheng, now=NOW)
    carry(batch)
    bringing.forget_old(now=NOW + timedelta(days=29))
    assert queries.counts(batch)[Fate.LEFT] == 1
    bringing.forget_old(now=NOW + timedelta(days=31))
    assert batch.items.count() == 0
    kept = [path.name.split("-")[0] for path in store.rglob("*") if path.is_file()]
    assert kept == [Document.objects.get().versions.get().content.sha256]


def test_the_review_opens_on_what_can_be_stored(client, cast):
    batch = take(cast, "消防竣工图.pdf", "电梯检验报告.pdf")
    client.force_login(cast.zheng)
    answer = client.get(reverse("archive_batch", args=[batch.pk]))
    assert (answer.context["fate"], queries.counts(batch)[Fate.LEFT]) == (Fate.READY, 1)
