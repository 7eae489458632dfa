"""Every address while 何经理 has a role on: whatever writes is refused, and nothing opens that was shut to them before."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix import probe, stage
from xiwei.ledger.models import Entry
from xiwei.people.models import Role

pytestmark = pytest.mark.django_db
# Drawn for a bearer with no work of their own; what stands on them is the project's, which the editor sees all of.
OF_ITS_BEARER = {"home", "take", "today", "morning", "rounds_mine"}
ROLES = ["butler", "director", "repairer", "secretary"]


def tried_on(w, code: str) -> str:
    """The cookie of 何经理 with this role on in 翠湖花园."""
    client = Client()
    client.force_login(w.he)
    role = Role.objects.get(company=None, code=code)
    client.post(reverse("role_try", args=[role.pk]), {"project": w.project.pk})
    return client.cookies["sessionid"].value


def asked(w, cookie: str, row: probe.Row):
    """The answer and how many lines it wrote; whatever it did is undone."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = cookie
    address = reverse(row.name, kwargs=stage.arguments(w, row.name, probe.addresses()[row.name]))
    with transaction.atomic():
        before = Entry.objects.count()
        answer = client.generic(row.method, address)
        written = Entry.objects.count() - before
        nobodys = Entry.objects.filter(actor_person_id=0).count()
        transaction.set_rollback(True)
    return answer, written, nobodys


def test_every_write_is_refused_with_its_sentence_while_a_role_is_on(tmp_path: Path):
    with stage.standing(tmp_path) as w:
        cookie = tried_on(w, "director")
        rows = [row for row in sorted(probe.wanted()) if row.method == "POST" and row.name != "try_off"]
        rows += [probe.Row(method, "ticket_act") for method in ("PUT", "PATCH", "DELETE")]
        wrong = []
        for row in rows:
            answer, written, _nobodys = asked(w, cookie, row)
            if (answer.status_code, "刚才的操作没有写入" in answer.content.decode(), written) != (403, True, 0):
                wrong.append((str(row), answer.status_code, written))
    assert (wrong, len(rows) > 100) == ([], True)


@pytest.mark.parametrize("code", ROLES)
def test_no_page_opens_that_was_shut_to_the_editor_and_nobody_is_written_down(code, tmp_path: Path):
    with stage.standing(tmp_path) as w:
        cookie, own = tried_on(w, code), probe.sessions(w)["he"]
        wrong = []
        for row in sorted(probe.wanted()):
            if row.method != "GET":
                continue
            answer, _written, nobodys = asked(w, cookie, row)
            if answer.status_code >= 500 or nobodys:
                wrong.append((row.name, answer.status_code, nobodys))
            elif answer.status_code == 200 and row.name not in OF_ITS_BEARER:
                before = asked(w, own, row)[0].status_code
                wrong += [(row.name, 200, before)] if before != 200 else []
    assert wrong == []
