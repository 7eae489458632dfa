"""The pages of equipment: the registry, the book, what a code tells anybody, and the ways between them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xiwei.estate.models import Document
from xiwei.estate.queries import subjects
from xiwei.rounds.actions import equipment as actions
from xiwei.rounds.models import Breakdown, Equipment
from xiwei.rounds.tests.make import NOW, Cast, cast, everywhere, planned
from xiwei.rounds.tests.test_equipment import do, maintained, piece
from xiwei.service.actions import asking
from xiwei.service.models import Channel
from xiwei.service.tests import make
from xiwei.shared import moment

LATER = NOW + timedelta(hours=5)


@pytest.fixture
def made(db, monkeypatch) -> Cast:
    monkeypatch.setattr(moment, "now", lambda: LATER)
    return cast()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, name: str, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_director_registers_a_piece_from_the_page_and_a_second_sending_makes_no_second(made: Cast):
    client = signed_in(made.zheng)
    sent = {
        "key": "k1",
        "kind": "lift",
        "name": "1栋1单元1号电梯",
        "place": made.lift.pk,
        "inspected_until": "2027-05-01",
    }
    address = reverse("equipment_new", args=[made.project.pk])
    first, again = client.post(address, sent), client.post(address, sent)
    one = Equipment.objects.get()
    assert (first.headers["Location"], again.headers["Location"]) == (reverse("equipment_book", args=[one.pk]),) * 2
    refused = client.post(address, {**sent, "key": "k2"})
    assert refused.status_code == 422
    assert "已经有一台" in refused.content.decode()


def test_what_presses_stands_first_in_the_registry_with_its_reason(made: Cast):
    piece(made, "0号泵", "pump")
    piece(made, "9号电梯")
    seen = page(signed_in(made.sun), "equipment", made.project.pk)
    assert "要马上处理的 1 台" in seen
    assert "电梯还没有维保记录" in seen
    assert seen.rindex("9号电梯") < seen.rindex("0号泵")
    assert "登记设备" not in seen


def test_the_registry_is_narrowed_by_kind_place_words_and_what_is_scrapped(made: Cast):
    piece(made, "9号电梯", place=made.lift)
    gone = piece(made, "0号泵", "pump")
    actions.turn(gone, "scrap", reason="拆除", by=made.staff_zheng, now=NOW)
    client = signed_in(made.zheng)
    assert "9号电梯" in page(client, "equipment", made.project.pk, place=made.lift.pk)
    assert "9号电梯" not in page(client, "equipment", made.project.pk, kind="pump")
    assert "9号电梯" not in page(client, "equipment", made.project.pk, q="水箱")
    assert "0号泵" not in page(client, "equipment", made.project.pk)
    assert "0号泵" in page(client, "equipment", made.project.pk, scrapped="on")


def test_a_code_tells_anybody_when_it_was_looked_after_by_whom_and_when_next(made: Cast):
    one = piece(made, "1栋1单元1号电梯", place=made.lift, inspected_until=date(2027, 5, 1))
    maintained(made, one)
    planned(made)
    do(made, one, NOW + timedelta(hours=4))
    seen = page(Client(), "equipment_public", one.code)
    assert "电梯半月维保" in seen
    assert "上次 今天 14:00，维修工 孙师傅" in seen
    assert "下次 10月6日" in seen
    assert "2027-05-01" in seen
    assert reverse("place", args=[made.lift.code]) in seen
    assert reverse("equipment_book", args=[one.pk]) not in seen
    assert reverse("equipment_book", args=[one.pk]) in page(signed_in(made.sun), "equipment_public", one.code)
    assert reverse("equipment_book", args=[one.pk]) not in page(signed_in(made.wu), "equipment_public", one.code)


def test_the_page_of_a_code_costs_at_most_six_statements(made: Cast, django_assert_max_num_queries):
    one = piece(made, place=made.lift)
    maintained(made, one)
    planned(made)
    with django_assert_max_num_queries(6):
        page(Client(), "equipment_public", one.code)


def test_a_typed_or_scanned_code_leads_to_the_piece_and_a_scrapped_ones_nowhere(made: Cast):
    one = piece(made)
    public = reverse("equipment_public", args=[one.code])
    client = Client()
    assert client.get(reverse("place_find"), {"code": one.code.lower()}).headers["Location"] == public
    assert client.get(reverse("place", args=[one.code])).headers["Location"] == public
    actions.turn(one, "scrap", reason="换新", by=made.staff_zheng, now=NOW)
    assert client.get(reverse("place_find"), {"code": one.code}).status_code == 404
    assert client.get(public, follow=True).status_code == 404


def test_a_repairer_writes_down_a_breakdown_on_the_page_and_completes_it(made: Cast):
    one = piece(made, place=made.lift)
    client = signed_in(made.sun)
    sent = {"key": "b1", "what": "停在 3 层", "begins_at": "2026-09-21T09:00", "cost_fen": ""}
    assert client.post(reverse("breakdown_new", args=[one.pk]), sent).status_code == 302
    found = Breakdown.objects.get()
    assert "故障中" in page(client, "equipment_book", one.pk)
    done = {**sent, "key": "b2", "ends_at": "2026-09-21T11:00", "done": "换了门刀", "cost_fen": "350.5"}
    assert client.post(reverse("breakdown", args=[found.pk]), done).status_code == 302
    found = Breakdown.objects.get()
    assert (found.cost_fen, found.done, found.by) == (35_050, "换了门刀", made.staff_sun)
    seen = page(client, "equipment_book", one.pk)
    assert "2026 年 350.50 元" in seen
    assert "修好的只有 1 次，不到 3 次不算平均" in seen


def test_a_ticket_at_its_place_leads_to_its_breakdown(db, monkeypatch):
    w = make.world()
    monkeypatch.setattr(moment, "now", lambda: LATER)
    need = make.public_need(w, line="repair", words="电梯门关不上")
    ticket = asking.take(need, channel=Channel.PAGE, by=w.wang_fang, now=NOW)
    one = piece(w.cast, place=w.lift)
    client = signed_in(w.zheng)
    way = reverse("ticket_equipment", args=[ticket.pk])
    assert way in page(client, "ticket", ticket.pk)
    assert way not in page(signed_in(w.wang_fang), "ticket", ticket.pk)
    answer = client.get(way)
    assert answer.headers["Location"] == reverse("breakdown_new", args=[one.pk]) + f"?ticket={ticket.pk}"
    assert ticket.number in page(client, "breakdown_new", one.pk, ticket=ticket.pk)
    sent = {"key": "t1", "what": "门关不上", "begins_at": "2026-09-21T10:00", "cost_fen": "", "ticket": ticket.pk}
    assert client.post(reverse("breakdown_new", args=[one.pk]), sent).status_code == 302
    assert Breakdown.objects.get().ticket == ticket
    piece(w.cast, "2号电梯", place=w.lift)
    assert "2号电梯" in client.get(way).content.decode()


def test_another_projects_ticket_is_not_taken(db):
    w = make.world()
    one = piece(w.cast, place=w.gate)
    ticket = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=NOW)
    client = signed_in(w.zheng)
    sent = {"key": "t1", "what": "门关不上", "begins_at": "2026-09-21T10:00", "cost_fen": "", "ticket": ticket.pk}
    assert client.post(reverse("breakdown_new", args=[one.pk]), sent).status_code == 422
    assert not Breakdown.objects.exists()


def test_papers_hang_on_a_piece_beside_the_place_of_the_same_name(made: Cast):
    from xiwei.estate.tests import papers

    one = piece(made, made.lift.name, place=made.lift)
    with everywhere():
        found = subjects.by_words(made.project, f"{one.name}（设备）")
        assert (found.noun, found.pk) == ("equipment", one.pk)
        assert subjects.by_words(made.project, one.name).noun == "place"
        assert subjects.by_words(made.project, one.code).pk == one.pk
    client = signed_in(made.zheng)
    sent = {
        "key": "p1", "file": papers.sent("电梯说明书.pdf"), "kind": "equipment_manual", "name": "电梯说明书",
        "within": f"project:{made.project.pk}", "of": f"{one.name}（设备）",
    }  # fmt: skip
    assert client.post(reverse("archive_new"), sent).status_code == 302
    assert (Document.objects.get().of_noun, Document.objects.get().of_id) == ("equipment", one.pk)
    assert "电梯说明书" in page(client, "equipment_book", one.pk)
    assert reverse("equipment_book", args=[one.pk]) in page(client, "document", Document.objects.get().pk)


def test_labels_are_printed_of_one_or_of_all_shown(made: Cast):
    one = piece(made)
    piece(made, "2号电梯")
    client = signed_in(made.zheng)
    for query in ({}, {"one": one.pk}):
        answer = client.get(reverse("equipment_labels", args=[made.project.pk]), query)
        assert answer.content.startswith(b"%PDF")
    assert client.get(reverse("equipment_labels", args=[made.project.pk]), {"q": "没有"}).status_code == 404


def test_a_refused_reason_comes_back_on_the_book_with_its_sentence(made: Cast):
    one = piece(made)
    answer = signed_in(made.zheng).post(reverse("equipment_turn", args=[one.pk, "scrap"]), {"key": "s", "reason": "旧"})
    assert answer.status_code == 422
    assert "请写一句原因" in answer.content.decode()
    assert Equipment.objects.get().state == "running"


def test_a_repairer_finds_the_registry_from_their_routes_and_a_cleaner_does_not(made: Cast):
    way = reverse("equipment", args=[made.project.pk])
    assert way in page(signed_in(made.sun), "rounds_mine")
    assert way not in page(signed_in(made.wu), "rounds_mine")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_book_asks_as_often_for_one_breakdown_and_part_as_for_three(made: Cast, rows: int):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for wanted in (1, rows):
        one = piece(made, f"{wanted}-{rows}-{len(counts)}号机组", "pump", place=made.lift)
        for number in range(wanted):
            piece(made, f"{one.name}部件{number}", "pump", parent=one)
            actions.break_down(
                one, what="跳闸了", begins_at=NOW - timedelta(days=9 - number), ends_at=NOW - timedelta(days=8 - number),
                done="复位", by=made.staff_sun, now=NOW,
            )  # fmt: skip
        client = signed_in(made.zheng)
        page(client, "equipment_book", one.pk)
        with CaptureQueriesContext(connection) as told:
            page(client, "equipment_book", one.pk)
        counts.append(len(told))
    assert counts[0] == counts[1]
