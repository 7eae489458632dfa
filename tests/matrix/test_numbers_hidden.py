"""No page that is only asked for shows a resident's whole number to staff: it stands behind a button that leaves a line.

Nor does any address answer another resident with it. The pages where one reads one's own are not asked for here.
"""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix import probe, stage

PHONES = ("13800000001", "13800000002", "13912345678", "13788889999")
# The demo's own door shows the cast's numbers to whoever tries it; the sheet one sent in is shown back to its sender.
SHOWN = {"account_login", "import_sheet", "import_refused"}
READERS = ["li_qiang", "zhao_min", "sun", "zhou_yong", "wu", "chen_yuan", "zheng", "he", "lin", "outsider"]


@pytest.mark.django_db
@pytest.mark.parametrize("who", READERS)
def test_no_page_shows_a_residents_number_unasked(who, tmp_path: Path, settings):
    settings.DEBUG = False
    with stage.standing(tmp_path) as w:
        w.wang_fang.other_phone = "13788889999"
        w.wang_fang.save()
        client = Client(raise_request_exception=False)
        client.force_login(getattr(w, who))
        shown = []
        for row in sorted(probe.wanted()):
            if row.method != "GET" or row.name in SHOWN:
                continue
            pattern = probe.addresses()[row.name]
            with transaction.atomic():
                answer = client.get(reverse(row.name, kwargs=stage.arguments(w, row.name, pattern)))
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                transaction.set_rollback(True)
            own = str(getattr(w, who).phone)
            shown += [(row.name, phone) for phone in PHONES if phone != own and phone.encode() in body]
    assert shown == []
