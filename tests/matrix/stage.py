"""One of everything an address may speak of, all of it 翠湖花园's and 王芳's, and what stands in each address."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern
from django.utils import timezone

from xiwei.estate.actions import bringing, copying, documents, places, reading
from xiwei.estate.actions.documents import Described
from xiwei.estate.models import Project
from xiwei.estate.papers import nouns
from xiwei.estate.tests import papers
from xiwei.ledger import editions
from xiwei.ledger.models import SYSTEM
from xiwei.notices.actions import keeping
from xiwei.notices.models import Message
from xiwei.people.actions import consents, invitations, people, rosters, transfers, wishes
from xiwei.people.actions.importing import sheets
from xiwei.people.actions.transfers import Papers
from xiwei.people.models import ConsentText, Hold, Oddity, Role, Tenure
from xiwei.people.queries import transfers as transfer_queries
from xiwei.rounds.actions import checking, equipment, greening, planning, weather
from xiwei.rounds.actions import routes as route_actions
from xiwei.rounds.models import Round, Stop
from xiwei.service.actions import asking, handing, packs, photos
from xiwei.service.models import Channel
from xiwei.service.tests import make
from xiwei.shared import moment, pictures, scope
from xiwei.standards.models import Standard, TimePromise

SHEET = "楼栋,单元,房号,业主姓名,手机号\n1栋,1单元,601,钱多多,13912345678\n".encode()


@contextmanager
def standing(folder: Path) -> Iterator[make.World]:
    """The stage while the block runs, its files in `folder`; all of it is undone at the end."""
    editions.forget()  # what an earlier test kept of a company with this id
    with kept_in(folder), scope.everywhere("the stage"), transaction.atomic():
        yield set_up()
        transaction.set_rollback(True)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Files go to `folder`, as they must both while the stage is set and while it is asked."""
    storages = {
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": folder, "base_url": None}},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        yield


def set_up() -> make.World:
    """The cast with a leak at 王芳's, taken from her page, whose hand-over to 吴姐 waits; and a lamp told at the lift.

    孙师傅 has a picture, a shift tomorrow and a leave asked for; 郑主任 has invited 钱多多 and sent a sheet.
    """
    w = make.world()
    now = moment.now()
    w.ticket = make.ticket(w, now=now, pictures=[make.picture()])
    w.order = w.ticket.orders.get()
    handing.offer(w.order, to=w.staff_wu, by=w.staff_sun, now=now, reason="在抢修总阀")
    w.lamp = asking.take(make.public_need(w), channel=Channel.PAGE, by=w.wang_fang, now=now + timedelta(seconds=1))
    w.photo = w.ticket.photos.get()
    [w.public_photo] = photos.keep_all(w.lamp, [make.picture()], stage="after", by=w.staff_sun, now=now)
    w.message = Message.objects.filter(person=w.wang_fang).first()
    people.set_face(w.sun, picture=make.picture(), now=now)
    _people(w, now + timedelta(days=1))
    return w


def _people(w: make.World, tomorrow: Any) -> None:
    now = moment.now()
    w.invitation = invitations.invite_resident(
        w.rooms[0], phone="13912345678", name="钱多多", relation="owner", by=w.staff_zheng, now=now
    )
    w.shift = rosters.add_shift(
        w.project, staff=w.staff_sun, line="repair", by=w.staff_zheng, now=now,
        starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=8),
    )  # fmt: skip
    w.leave = rosters.ask_leave(
        w.staff_sun, starts_at=tomorrow + timedelta(days=9), ends_at=tomorrow + timedelta(days=10), reason="看病",
        by=w.staff_sun, now=now,
    )  # fmt: skip
    _papers(w, now)
    w.transfer = transfers.decide(
        w.neighbour_room, kind="moved_out", mark=transfer_queries.standing(w.neighbour_room).mark, by=w.staff_zheng,
        day=timezone.localdate(now) + timedelta(days=7), papers=[Papers("handover", "H-1", make.picture())], now=now,
    )  # fmt: skip
    w.keeper = keeping.name(w.company.pk, called="王老师", way="mail", address="a@b.cn", by=w.staff_he, now=now)
    w.oddity = Oddity.objects.create(
        company=w.company, project=w.project, staff=w.staff_zhao, kind="night", day=now.date(), count=1, most=0,
        begins=now, ends=now,
    )  # fmt: skip
    consents.publish_drafts(w.company, by=SYSTEM, now=now)
    w.boy = w.sun.__class__.objects.create(name="王小明", joined_at=now, password="!")
    Tenure.objects.create(company=w.company, household=w.household, person=w.boy, relation="family")
    w.wish = wishes.ask_erasure(w.wang_fang, w.household, by=w.wang_fang, now=now)
    w.hold = Hold.objects.create(company=w.company, person=w.li_qiang, reason="打官司", since=now, by=w.staff_he)
    w.day_before = (timezone.localdate(now) - timedelta(days=1)).isoformat()
    w.pack = packs.ask(w.ticket, reader="authority", purpose="说明经过", by=w.staff_zheng, now=now)
    w.model = Project.objects.create(company=w.company, code="MO", name="样板园", kind="residential")
    places.add_place(w.model, kind="gate", name="西门", by=w.staff_he, now=now)
    w.liked = copying.copy_arrangements(w.model, w.project, parts=["places"], by=w.staff_he, now=now)
    places.add_place(w.model, kind="gate", name="北门", by=w.staff_he, now=now)
    _rounds(w, now)
    _green(w, now)
    w.piece = equipment.register(w.project, kind="lift", name="1号电梯", place=w.lift, by=w.staff_zheng, now=now)
    w.breakdown = equipment.break_down(w.piece, what="停在 3 层", begins_at=now, by=w.staff_sun, now=now)
    w.sheet = sheets.take_up(w.project, content=SHEET, filename="住户.csv", by=w.staff_zheng, now=now)


def _rounds(w: make.World, now: Any) -> None:
    """吴姐's round of tomorrow at the lift, by a standard; a stop of it doubtful; a spot check; a warning of rain."""
    w.standard = Standard.objects.create(
        company=w.company, code="C-LIFT", since=now.date() - timedelta(days=9), name="轿厢擦拭", line="cleaning",
        aim="轿厢里看不到手印", places=["lift"], minutes=10, made_at=now,
        grades=[{"grade": 2, "rule": "FREQ=DAILY;BYHOUR=23", "words": "每日 1 次"}],
        checks=[{"key": "1", "text": "按钮板无手印", "kind": "tick"}],
    )  # fmt: skip
    day = timezone.localdate(now)
    w.route = route_actions.draw_route(
        w.project, name="电梯保洁", line="cleaning", spots=[w.lift], begins_on=day, worker=w.staff_wu, by=w.staff_zheng,
        now=now,
    )  # fmt: skip
    planning.plan_day(w.project, day + timedelta(days=1), by=SYSTEM, now=now)
    w.round = Round.objects.select_related("project").get(route=w.route)
    w.stop = Stop.objects.get(round=w.round)
    seen = checking.Looked({"1": "bad"}, wanted="擦手印", due_on=day + timedelta(days=3), answering=w.staff_wu)
    w.spot_check = checking.check(w.project, w.standard, w.lift, seen, by=w.staff_zheng, now=now)
    w.weather = weather.warn(
        w.project, kind="rain", starts_at=now, ends_at=now + timedelta(hours=9), words="暴雨橙色预警", by=w.staff_zheng,
        now=now,
    )  # fmt: skip


def _green(w: make.World, now: Any) -> None:
    """桂花 by the gate with a pest seen, a spraying announced for it, and a picture of each."""
    fields = {"by": w.staff_zheng, "now": now}
    w.planting = greening.plant(w.project, place=w.gate, code="osmanthus-fragrans", count=8, **fields)
    greening.photograph(w.planting, taken=[make.picture()], **fields)
    pest = next(one for one in w.planting.known.pests if one.pesticide)
    w.seen = greening.sight(w.planting, pest=pest.name, taken=[make.picture()], **fields)
    nine = timezone.localtime(now + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    wish = greening.Wish(
        "spray", nine, 60, w.staff_chen, dilution=pest.dilution, litres=9, planting=w.planting, sighting=w.seen
    )
    w.green_work = greening.announce(w.gate, wish, **fields)


def _papers(w: make.World, now: Any) -> None:
    """A drawing of 翠湖花园's, read and drawn, with an original; and a batch of one file that waits to be started."""
    whole = nouns.of(w.project, "project")
    said = Described(name="给排水竣工图", paper=True)
    file = papers.sent("给排水竣工图.pdf")
    w.document = documents.put(whole, kind="as_built_water", said=said, file=file, by=w.staff_zheng, now=now)
    reading.read_new(now=now)
    sent = [papers.sent("消防竣工图.pdf")]
    w.batch = bringing.take_up(w.project, sent=sent, paths=[], by=w.staff_zheng, now=now)


def arguments(w: make.World, name: str, pattern: URLPattern) -> dict[str, Any]:
    """What stands in the address: by its name where one word means several things, else by the word."""
    return {word: _value(w, name, word) for word in pattern.pattern.converters}


def _value(w: make.World, name: str, word: str) -> Any:
    special = SPECIAL.get((name, word)) or COMMON.get(word)
    if special is None:
        raise KeyError(f"tests/matrix/stage.py does not know what {word} is in the address {name}: say it in SPECIAL")
    return special(w)


Chosen = Callable[[make.World], Any]


def _of(names: str, word: str, chosen: Chosen) -> dict[tuple[str, str], Chosen]:
    return {(name, word): chosen for name in names.split()}


COMMON: dict[str, Chosen] = {
    "group": lambda w: w.group.pk,
    "kind": lambda w: "email",
    "number": lambda w: w.sheet.pk,
}
SPECIAL: dict[tuple[str, str], Chosen] = {
    **_of("ticket ticket_live ticket_assign ticket_act ticket_call ticket_link", "pk", lambda w: w.ticket.pk),
    **_of("ticket_follow ticket_follow_word ticket_follow_end", "pk", lambda w: w.lamp.pk),
    **_of("ticket_act", "verb", lambda w: "promise"),
    **_of("order order_act order_call", "pk", lambda w: w.order.pk),
    **_of("order_act", "verb", lambda w: "accept"),
    **_of("photo", "pk", lambda w: w.photo.pk),
    **_of("photo_shown", "pk", lambda w: w.public_photo.pk),
    **_of("photo_shown", "key", lambda w: pictures.key_of(w.public_photo.pk)),
    **_of("household", "pk", lambda w: w.household.pk),
    **_of("role role_copy role_retire role_try", "pk", lambda w: Role.objects.get(company=None, code="guard").pk),
    **_of("room_history transfer_new", "pk", lambda w: w.room.pk),
    **_of("transfers", "pk", lambda w: w.project.pk),
    **_of("transfer transfer_cancel transfer_undo paper_number paper_bring", "pk", lambda w: w.transfer.pk),
    **_of("paper_number", "paper", lambda w: w.transfer.papers.exclude(number="").get().pk),
    **_of("paper_scan", "pk", lambda w: w.transfer.papers.exclude(scan="").get().pk),
    **_of("room_people", "pk", lambda w: w.room.pk),
    **_of("tenure_correct tenure_change tenure_contact tenure_end", "pk", lambda w: w.household.tenures.first().pk),
    **_of("place place_matter place_proposal", "code", lambda w: w.lift.code),
    **_of("place_matter", "pk", lambda w: w.lamp.pk),
    **_of("follow follow_act follow_picture", "code", lambda w: w.lamp.follow_code),
    **_of("follow_picture", "pk", lambda w: w.public_photo.pk),
    **_of("follow_act", "verb", lambda w: "remark"),
    **_of("place_card place_recode place_retire", "pk", lambda w: w.lift.pk),
    **_of("building unit_add rooms_add", "pk", lambda w: w.buildings[0].pk),
    **_of("archive_missing archive_bring", "pk", lambda w: w.project.pk),
    **_of("archive_batch archive_batch_progress archive_batch_correct", "pk", lambda w: w.batch.pk),
    **_of("archive_batch_start archive_batch_go_on archive_batch_drop", "pk", lambda w: w.batch.pk),
    **_of("document document_file document_page document_compare document_version", "pk", lambda w: w.document.pk),
    **_of("document_note document_borrow document_return document_hold", "pk", lambda w: w.document.pk),
    **_of("document_release document_propose document_withdraw document_destroy", "pk", lambda w: w.document.pk),
    **_of("document_file document_page", "number", lambda w: 1),
    **_of("document_page", "page", lambda w: 1),
    **_of("project ground places places_new places_common place_add codes_print", "pk", lambda w: w.project.pk),
    **_of("buildings groups group households households_export", "pk", lambda w: w.project.pk),
    **_of("guide guide_step guide_aside", "pk", lambda w: w.project.pk),
    **_of("guide_step", "number", lambda w: 10),
    **_of("like like_one liked sample", "pk", lambda w: w.project.pk),
    **_of("like_one", "source", lambda w: w.model.pk),
    **_of("liked", "number", lambda w: w.liked.pk),
    **_of("roster roster_make roster_copy shift_add", "pk", lambda w: w.project.pk),
    **_of("import import_template import_sheet import_progress import_start", "pk", lambda w: w.project.pk),
    **_of("import_go_on import_drop import_refused", "pk", lambda w: w.project.pk),
    **_of("equipment equipment_new equipment_labels", "pk", lambda w: w.project.pk),
    **_of("equipment_book equipment_change equipment_move equipment_turn", "pk", lambda w: w.piece.pk),
    **_of("equipment_turn", "verb", lambda w: "stop"),
    **_of("equipment_public", "code", lambda w: w.piece.code),
    **_of("breakdown", "pk", lambda w: w.breakdown.pk),
    **_of("breakdown_new", "pk", lambda w: w.piece.pk),
    **_of("ticket_equipment", "pk", lambda w: w.lamp.pk),
    **_of("keeper_end", "pk", lambda w: w.keeper.pk),
    **_of("packs", "pk", lambda w: w.project.pk),
    **_of("signoffs signoff_day signoff_month", "pk", lambda w: w.project.pk),
    **_of("signoff_month_pdf signoff_month_xlsx", "pk", lambda w: w.project.pk),
    **_of("signoff_day", "day", lambda w: w.day_before),
    **_of("signoff_month signoff_month_pdf signoff_month_xlsx", "month", lambda w: w.day_before[:7]),
    **_of("pack_new", "about", lambda w: "ticket"),
    **_of("pack_new", "pk", lambda w: w.ticket.pk),
    **_of("pack pack_progress pack_again pack_file pack_links", "pk", lambda w: w.pack.pk),
    **_of("menu_item", "code", lambda w: w.leak.code),
    **_of("menu_revise menu_retire", "pk", lambda w: w.leak.pk),
    **_of("promise_drop", "pk", lambda w: TimePromise.objects.filter(company=w.company).first().pk),
    **_of("hours", "pk", lambda w: w.project.pk),
    **_of("promise", "urgency", lambda w: "ordinary"),
    **_of("promise", "clock", lambda w: "response"),
    **_of("message", "pk", lambda w: w.message.pk),
    **_of("call", "pk", lambda w: w.wang_fang.pk),
    **_of("face demo_door", "pk", lambda w: w.sun.pk),
    **_of("invitation_sheet invitation_withdraw", "pk", lambda w: w.invitation.pk),
    **_of("invitation invitation_code invitation_accept invitation_decline", "code", lambda w: w.invitation.code),
    **_of("staff_member post_add credential_add staff_leaving", "pk", lambda w: w.staff_sun.pk),
    **_of("post_end", "pk", lambda w: w.staff_sun.posts.get().pk),
    **_of("shift shift_officer shift_drop", "pk", lambda w: w.shift.pk),
    **_of("leave_answer leave_withdraw", "pk", lambda w: w.leave.pk),
    **_of("looks look_bound", "pk", lambda w: w.project.pk),
    **_of("look_bound", "kind", lambda w: "night"),
    **_of("oddity", "pk", lambda w: w.oddity.pk),
    **_of("consent_answer", "pk", lambda w: ConsentText.objects.filter(company=w.company).first().pk),
    **_of("consent_publish", "code", lambda w: "texting"),
    **_of("known_part", "code", lambda w: "looked"),
    **_of("wish wish_withdraw", "pk", lambda w: w.wish.pk),
    **_of("known_of known_of_pdf consent_record", "pk", lambda w: w.boy.pk),
    **_of("data_wishes", "pk", lambda w: w.project.pk),
    **_of("hold_lift", "pk", lambda w: w.hold.pk),
    **_of("keeping_set", "code", lambda w: "people.looks"),
    **_of("rounds_day rounds_plan rounds_year routes route_new weather", "pk", lambda w: w.project.pk),
    **_of("round round_point round_hand_over round_excuse", "pk", lambda w: w.round.pk),
    **_of("round_point", "position", lambda w: 1),
    **_of("checks check_new matrix_cell", "pk", lambda w: w.project.pk),
    **_of("check check_act", "pk", lambda w: w.spot_check.pk),
    **_of("check_act", "verb", lambda w: "answer"),
    **_of("matrix_cell", "code", lambda w: w.spot_check.code),
    **_of("standard standard_retire standard_withdraw", "pk", lambda w: w.spot_check.standard_id),
    **_of("service_grade", "pk", lambda w: w.project.pk),
    **_of("route route_end", "pk", lambda w: w.route.pk),
    **_of("weather_call_off", "pk", lambda w: w.weather.pk),
    **_of("plantings cutting_new flowering", "pk", lambda w: w.project.pk),
    **_of("planting planting_end planting_photo planting_pest", "pk", lambda w: w.planting.pk),
    **_of("sighting sighting_spray sighting_settle", "pk", lambda w: w.seen.pk),
    **_of("green_work green_work_done green_work_off green_work_notice", "pk", lambda w: w.green_work.pk),
    **_of("greening_care", "pk", lambda w: w.gate.pk),
    **_of("plant_photo", "pk", lambda w: w.planting.photos.filter(sighting=None).get().pk),
    **_of("plant", "code", lambda w: w.planting.plant),
    **_of("mfa_remove_webauthn", "pk", lambda w: 1),
}
