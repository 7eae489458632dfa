"""A change is decided, with its papers and what becomes of each open matter; or, before its day, not made after all."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Room
from xiwei.estate.papers import files
from xiwei.ledger import actions as ledger
from xiwei.people import bonds
from xiwei.people.actions import people
from xiwei.people.actions.transfers.effect import take_effect
from xiwei.people.models import Household, MatterFate, Paper, Relation, Staff, Transfer, TransferState
from xiwei.people.queries import people as people_queries
from xiwei.people.queries import transfers as queries
from xiwei.people.rules import papers as paper_rules
from xiwei.people.rules import transfers as rules
from xiwei.shared import phones, pictures
from xiwei.shared.refusals import BadInput, NotNow
from xiwei.shared.tongue import as_kept, kept_choice


@dataclass(frozen=True)
class PdfScan:
    """A scanned paper as the scanner made it: an open PDF that passed the archive's door, and its SHA-256."""

    file: files.Sent
    sha256: str


@dataclass(frozen=True)
class Papers:
    """One paper as it was shown: its number, and its picture where one was given."""

    kind: str
    number: str = ""
    picture: pictures.Picture | PdfScan | None = None


@transaction.atomic
def decide(
    room: Room,
    *,
    kind: str,
    mark: str,
    home: int | None = None,
    day: date | None = None,
    newcomers: Sequence[dict[str, str]] = (),
    source: Household | None = None,
    papers: Sequence[Papers] = (),
    decided: dict[str, tuple[str, str]] | None = None,
    note: str = "",
    later: str = "",
    by: Staff,
    now: datetime,
) -> Transfer:
    """Who holds or lives in the room changes: at once, or from a day ahead by the clock.

    `home` is the household that leaves, where the room has several. `newcomers` each have name, phone and relation;
    `decided` gives each open matter (Matter.name) its fate and words; `later` says why papers that are lacking come later.
    At once, those who leave lose the home's view and those who come have theirs from this moment; both are told. Raises
    NotAllowed without homes.transfer, NotNow for a stale form or a room that does not allow it, BadInput for the rest.
    """
    rules.check_may_transfer(by, company_id=room.company_id, project_id=room.project_id)
    room = Room.objects.select_for_update().select_related("project").get(pk=room.pk)
    now_in = queries.standing(room, home)
    rules.check_fresh(mark, now_in)
    rules.check_fits(kind, now_in)
    _check_none_waits(room)
    today = timezone.localdate(now)
    day = day or today
    leaving = now_in.leaving(kind)
    rules.check_day(day, leaving, queries.before(room, kind), today=today)
    newcomers = [_read(one) for one in newcomers]
    rules.check_someone_comes(kind, newcomers, source)
    rules.check_not_to_oneself(kind, _known(room, newcomers, source), now_in, room)
    seen = [one.kind for one in papers]
    paper_rules.check_papers(kind, seen, later)
    matters, decided = bonds.open_of(now_in.bound(kind)), decided or {}
    rules.check_all_decided(matters, decided)
    transfer = Transfer.objects.create(
        company_id=room.company_id, project_id=room.project_id, room=room, kind=kind, day=day, leaving=leaving,
        source=source, newcomers=newcomers, note=note.strip(), made_by=by, made_at=now,
    )  # fmt: skip
    _keep_fates(transfer, matters, decided)
    shown = _keep_papers(transfer, papers)
    ledger.record(
        "people.transfer_decided", transfer, by=by, at=now, change=kept_choice(transfer, "kind"), day=day.isoformat(),
        papers=shown, scans=[one.picture.sha256 for one in papers if one.picture],
    )  # fmt: skip
    if lacking := paper_rules.lacking(kind, seen):
        transfer.later = later.strip()
        transfer.save(update_fields=["later"])
        with as_kept():
            said = "、".join(one.said for one in lacking)
        ledger.record("people.papers_later", transfer, by=by, at=now, papers=said, reason=transfer.later)
    return take_effect(transfer, by=by, now=now) if day <= today else transfer


def _check_none_waits(room: Room) -> None:
    if (waiting := queries.planned(room)) is not None:
        raise NotNow(
            gettext("{room}已经定了{day}{kind}。要改，请先取消那一次。").format(
                room=room.label, day=waiting.day.isoformat(), kind=waiting.get_kind_display()
            )
        )


def _read(one: dict[str, str]) -> dict[str, str]:
    """A newcomer as kept; BadInput for a bad name, phone or relation."""
    if one["relation"] not in Relation.values:
        raise BadInput(gettext("没有这种住户关系。请在业主、家庭成员、租客等里选一种。"))
    phone = phones.read(one["phone"]) if one["phone"].strip() else ""
    return {"name": people.clean_name(one["name"]), "phone": phone, "relation": one["relation"]}


def _known(room: Room, newcomers: Sequence[dict[str, str]], source: Household | None) -> list[int]:
    """Ids of those who come and have an account; a newcomer nobody knows is 0, so that not all are owners already."""
    if source is not None:
        return list(source.tenures.filter(until=None).values_list("person_id", flat=True))
    found = [people_queries.by_phone(one["phone"]) if one["phone"] else None for one in newcomers]
    return [one.pk if one else 0 for one in found]


def _keep_fates(transfer: Transfer, matters: Sequence[bonds.Matter], decided: dict[str, tuple[str, str]]) -> None:
    MatterFate.objects.bulk_create(
        MatterFate(
            company_id=transfer.company_id, transfer=transfer, bond=one.bond, subject_id=one.subject_id,
            label=one.label[:120], fate=decided[one.name][0], words=decided[one.name][1].strip(),
        )
        for one in matters
    )  # fmt: skip


def _keep_papers(transfer: Transfer, papers: Sequence[Papers]) -> str:
    """One row for each paper this kind needs, and for each that was shown; gives their names for the line."""
    shown = {one.kind: one for one in papers}
    needed = () if str(rules.MISTAKEN) in shown else rules.PAPERS[transfer.kind]
    rows = [_row(transfer, kind, shown.get(kind)) for kind in dict.fromkeys([*map(str, needed), *shown])]
    made = Paper.objects.bulk_create(rows)
    return "、".join(kept_choice(one, "kind") for one in made if one.seen)


def _row(transfer: Transfer, kind: str, shown: Papers | None) -> Paper:
    row = Paper(company_id=transfer.company_id, transfer=transfer, kind=kind, seen=shown is not None)
    if shown is not None:
        row.number = shown.number.strip()
        if shown.picture is not None:
            row.scan, row.sha256 = _kept(shown.picture), shown.picture.sha256
    return row


def _kept(scan: pictures.Picture | PdfScan) -> str:
    if isinstance(scan, pictures.Picture):
        return pictures.keep(scan, "papers")
    token = secrets.token_hex(16)
    return files.keep(scan.file, f"papers/{token[:2]}/{token}.pdf")


@transaction.atomic
def bring(transfer: Transfer, shown: Papers, *, by: Staff, now: datetime) -> Transfer:
    """A paper that was to come later was seen; with the last that was lacking nothing is open any more.

    Raises NotAllowed without homes.transfer, NotNow of a change that came to nothing, BadInput for a paper this kind does
    not ask for.
    """
    transfer = queries.lock(transfer)
    rules.check_may_transfer(by, company_id=transfer.company_id, project_id=transfer.project_id)
    if transfer.state in rules.CAME_TO_NOTHING:
        raise NotNow(gettext("这次变更没有办成，不用再补材料。"))
    if shown.kind not in map(str, rules.papers_of(transfer.kind)):
        raise BadInput(gettext("这种变更不用这样材料。请选列出来的一样。"))
    row = _row(transfer, shown.kind, shown)
    old = transfer.papers.filter(kind=shown.kind).first()
    if old is not None and old.seen:
        raise NotNow(gettext("这样材料已经登记过了。"))
    row.pk = old.pk if old else None
    row.save()
    ledger.record("people.paper_brought", transfer, by=by, at=now, papers=kept_choice(row, "kind"),
                  scans=[shown.picture.sha256] if shown.picture else [])  # fmt: skip
    return transfer


@transaction.atomic
def cancel(transfer: Transfer, *, why: str, by: Staff, now: datetime) -> Transfer:
    """Before its day: the change is not made, and nobody's home changes. Raises NotNow where its day has come."""
    transfer = queries.lock(transfer)
    rules.check_may_transfer(by, company_id=transfer.company_id, project_id=transfer.project_id)
    if transfer.state == TransferState.CANCELLED:
        return transfer
    after = rules.check_moves(transfer, "cancel")
    rules.check_reason(why)
    return end(transfer, after, "people.transfer_cancelled", why=why, by=by, now=now)


def end(transfer: Transfer, state: str, kind: str, *, why: str, by: Any, now: datetime) -> Transfer:
    """It is over without effect, and why."""
    transfer.state, transfer.why, transfer.ended_at = state, why.strip()[:300], now
    transfer.ended_by = by if isinstance(by, Staff) else None
    transfer.save(update_fields=["state", "why", "ended_at", "ended_by"])
    ledger.record(kind, transfer, by=by, at=now, change=kept_choice(transfer, "kind"), reason=transfer.why)
    ledger.publish(kind, company_id=transfer.company_id, at=now, transfer=transfer.pk)
    return transfer


@transaction.atomic
def halt(transfer: Transfer, *, why: str, by: ledger.By, now: datetime) -> Transfer:
    """Its day has come and it cannot be carried out: whoever decided it is told why, and nothing was changed."""
    transfer = queries.lock(transfer)
    after = rules.check_moves(transfer, "halt")
    return end(transfer, after, "people.transfer_halted", why=why, by=by, now=now)
