"""A file outlives the refusal of its form: for its sender, once, for a day."""

from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse

from xiwei.estate import jobs
from xiwei.estate.actions import staging
from xiwei.estate.models import Document, Staged
from xiwei.estate.papers import formats
from xiwei.estate.queries import staging as queries
from xiwei.estate.tests import make, papers
from xiwei.shared.refusals import BadInput

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
SAID = "文件已收下，不用再选"


@pytest.fixture
def cast():
    return make.cast()


def stored(store):
    return sorted(one for one in store.rglob("*") if one.is_file())


def form_of(cast, **said):
    return {"kind": "as_built_fire", "within": f"project:{cast.project.pk}", "key": "k1"} | said


def refused(client, cast, person=None, **said):
    """A good file whose name tells nothing: the token its page carries."""
    client.force_login(person or cast.zheng)
    answer = client.post(reverse("archive_new"), form_of(cast, **said) | {"file": papers.sent("dr_v1.pdf")})
    assert answer.status_code == 422 and SAID in answer.content.decode()
    assert "换一份文件" in answer.content.decode()
    return answer.context["form"].staged_token


def test_the_file_of_a_refused_form_is_put_without_being_chosen_again(client, cast, store):
    token = refused(client, cast)
    answer = client.post(reverse("archive_new"), form_of(cast, name="消防总图", staged=token))
    document = Document.objects.get()
    assert answer.url == reverse("document", args=[document.pk])
    version = document.versions.get()
    assert (version.filename, version.content.size) == ("dr_v1.pdf", len(papers.pdf("dr_v1.pdf")))
    assert (store / version.content.path).read_bytes() == papers.pdf("dr_v1.pdf")


def test_what_went_in_waits_no_longer(client, cast, store, django_capture_on_commit_callbacks):
    token = refused(client, cast)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("archive_new"), form_of(cast, name="消防总图", staged=token))
    assert not Staged.objects.exists() and len(stored(store)) == 1


def test_a_form_refused_twice_keeps_one_file(client, cast, store):
    token = refused(client, cast)
    answer = client.post(reverse("archive_new"), form_of(cast, name="消防总图", kind="", staged=token))
    assert answer.status_code == 422 and SAID in answer.content.decode()
    assert Staged.objects.count() == 1 and len(stored(store)) == 1
    again = answer.context["form"].staged_token
    assert client.post(reverse("archive_new"), form_of(cast, name="消防总图", staged=again)).status_code == 302


def test_a_token_is_good_for_one_document(client, cast):
    token = refused(client, cast)
    client.post(reverse("archive_new"), form_of(cast, name="消防总图", staged=token))
    answer = client.post(reverse("archive_new"), form_of(cast, name="又一份", staged=token, key="k2"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})
    assert Document.objects.count() == 1


def test_the_same_form_sent_again_after_a_lost_answer_leads_to_what_it_did(client, cast):
    token = refused(client, cast)
    data = form_of(cast, name="消防总图", staged=token)
    first, second = (client.post(reverse("archive_new"), data) for _ in range(2))
    assert first.url == second.url == reverse("document", args=[Document.objects.get().pk])


def test_another_persons_token_gives_nothing(client, cast):
    token = refused(client, cast)
    client.force_login(cast.he)
    answer = client.post(reverse("archive_new"), form_of(cast, name="消防总图", staged=token))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"})
    assert not Document.objects.exists() and Staged.objects.count() == 1


def test_a_forged_token_gives_nothing(client, cast):
    refused(client, cast)
    row = Staged.objects.get()
    client.force_login(cast.he)
    forged = [
        "", "x", f"{row.pk}", "\0",
        signing.dumps([row.pk, cast.he.pk], salt="another"),  # ours, for something else
        signing.dumps([row.pk, cast.he.pk], key="not ours", salt=queries.SALT),
        signing.dumps([row.pk, cast.he.pk], salt=queries.SALT),  # even signed: the row is not theirs
    ]  # fmt: skip
    for token in forged:
        answer = client.post(reverse("archive_new"), form_of(cast, name="消防总图", staged=token))
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"file"}), token
    assert not Document.objects.exists()


def test_two_forms_that_took_the_same_file_put_it_once(cast):
    held = staging.stage(papers.sent("图.pdf"), company_id=cast.company.pk, person_id=cast.zheng.pk, now=papers.NOW)
    token = queries.token_of(held)
    first, second = (queries.by_token(token, person_id=cast.zheng.pk, now=papers.NOW) for _ in range(2))
    papers.put(cast, file=first)
    with pytest.raises(BadInput, match="刚才已经存进档案"):
        papers.put(cast, "as_built_fire", file=second)
    assert Document.objects.count() == 1


def test_a_refused_deed_leaves_the_file_waiting(cast, store):
    held = staging.stage(papers.sent("图.pdf"), company_id=cast.company.pk, person_id=cast.zheng.pk, now=papers.NOW)
    file = queries.by_token(queries.token_of(held), person_id=cast.zheng.pk, now=papers.NOW)
    document = papers.put(cast, file=papers.sent("图.pdf"))
    from xiwei.estate.actions import documents as actions

    with pytest.raises(BadInput, match="一模一样"):
        actions.new_version(document, file=file, why="换", by=cast.staff_zheng, now=papers.NOW)
    assert Staged.objects.get() == held and (store / held.path).exists()


def test_a_bad_file_is_not_kept(client, cast, store):
    client.force_login(cast.zheng)
    data = form_of(cast, kind="") | {"file": papers.sent("图.pdf", b"MZ")}
    answer = client.post(reverse("archive_new"), data)
    assert answer.status_code == 422 and SAID not in answer.content.decode()
    assert not Staged.objects.exists() and not stored(store)


def test_a_file_larger_than_one_may_be_is_not_kept(cast, store, monkeypatch):
    monkeypatch.setattr(formats, "MOST_BYTES", 10)
    with pytest.raises(BadInput, match="最多"):
        staging.stage(papers.sent("图.pdf"), company_id=cast.company.pk, person_id=cast.zheng.pk, now=papers.NOW)
    assert not Staged.objects.exists() and not stored(store)


def test_of_one_persons_files_the_oldest_goes_where_it_gets_too_much(
    cast, store, monkeypatch, django_capture_on_commit_callbacks
):
    file = papers.pdf("图")
    monkeypatch.setattr(staging, "MOST_TOGETHER", 2 * len(file))
    with django_capture_on_commit_callbacks(execute=True):
        for minute, who in enumerate((cast.he, cast.zheng, cast.zheng, cast.zheng)):
            at = papers.NOW + timedelta(minutes=minute)
            staging.stage(papers.sent(f"{minute}.pdf", file), company_id=cast.company.pk, person_id=who.pk, now=at)
    assert {one.filename for one in Staged.objects.all()} == {"0.pdf", "2.pdf", "3.pdf"}
    assert len(stored(store)) == 3


def test_after_a_day_it_is_gone_and_before_that_it_stays(cast, store, django_capture_on_commit_callbacks):
    held = staging.stage(papers.sent("图.pdf"), company_id=cast.company.pk, person_id=cast.zheng.pk, now=papers.NOW)
    token, day = queries.token_of(held), timedelta(days=1)
    assert jobs.forget_staged(papers.NOW + day - timedelta(seconds=1)) == 0
    assert queries.by_token(token, person_id=cast.zheng.pk, now=papers.NOW + day) is None
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.forget_staged(papers.NOW + day) == 1
    assert not Staged.objects.exists() and not stored(store)


def test_a_new_versions_file_outlives_the_refusal_too(client, cast):
    document = papers.put(cast)
    client.force_login(cast.zheng)
    address = reverse("document_version", args=[document.pk])
    answer = client.post(address, {"file": papers.sent("新图.pdf"), "why": "", "key": "v1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and page.count(SAID) == 1
    token = answer.context["forms"]["version"].staged_token
    client.force_login(cast.he)
    assert client.post(address, {"why": "改造", "key": "v1", "staged": token}).status_code == 422
    client.force_login(cast.zheng)
    for _ in range(2):
        assert client.post(address, {"why": "改造", "key": "v1", "staged": token}).status_code == 302
    assert [one.filename for one in document.versions.all()] == ["新图.pdf", "as_built_water一份.pdf"]


def test_the_last_version_over_again_is_said_beside_the_file_and_not_kept(client, cast):
    document = papers.put(cast, file=papers.sent("图.pdf"))
    client.force_login(cast.zheng)
    answer = client.post(
        reverse("document_version", args=[document.pk]), {"file": papers.sent("图.pdf"), "why": "改造"}
    )
    assert set(answer.context["forms"]["version"].errors) == {"file"}
    assert not Staged.objects.exists()
