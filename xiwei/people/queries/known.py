"""Find what is kept on one person: this app's own part (people.known), and the whole over all apps."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.people import erasures, known
from xiwei.people.known import Kept, Row
from xiwei.people.models import Credential, Person, Staff, Tenure
from xiwei.people.queries import consents, looks, retention, wishes
from xiwei.shared import scope
from xiwei.shared.tongue import reread

ALL = 100_000  # lines of one person: more than anyone has


def who_one_is(person: Person, limit: int | None) -> list[Row]:
    """Name, numbers, e-mail, picture and how the pages are drawn for them."""
    said = [
        Row(gettext("姓名"), person.name),
        Row(gettext("手机号"), person.mobile),
        Row(gettext("备用电话"), person.other_phone),
        Row(gettext("邮箱"), person.email),
        Row(gettext("头像"), gettext("有一张") if person.face else "", link=person.face_url),
        Row(gettext("建立账号"), "", person.joined_at),
    ]
    return [row for row in said if row.text or row.at]


def homes(person: Person, limit: int | None) -> list[Row]:
    """Where they live and lived, and as what; not with whom."""
    ties = Tenure.objects.filter(person=person).select_related("household__room", "household__project")
    return [Row(f"{tie.household.project.name} {tie.household.room.label}", _span(tie)) for tie in ties[:limit]]


def _span(tie: Tenure) -> str:
    said = [tie.get_relation_display()]
    said += [gettext("{day} 起").format(day=tie.since)] if tie.since else []
    said += [gettext("{day} 止").format(day=tie.until)] if tie.until else []
    said += [gettext("这一户的联系人")] if tie.contact else []
    return gettext("，").join(said)


def work(person: Person, limit: int | None) -> list[Row]:
    """Where they serve or served, and the certificates they hold."""
    staff = Staff.objects.filter(person=person).select_related("company").order_by("-joined_on", "-pk")
    held = Credential.objects.filter(staff__person=person)
    rows = [
        Row(
            one.company.name,
            gettext("，").join(str(part) for part in (reread(one.title), one.joined_on, one.left_on) if part),
        )
        for one in staff[:limit]
    ]
    return rows + [Row(gettext("证书"), f"{one.kind} {one.number}".strip()) for one in held[:limit]]


def signing_in(person: Person, limit: int | None) -> list[Row]:
    """Each time they came in, and by which way."""
    lines = ledger.timeline(person_id=person.pk, kinds=["people.signed_in"], seen_by=Seen.RESIDENT, limit=limit or ALL)
    return [Row(line.title, line.sentence, line.at) for line in lines]


def lines_about(person: Person, limit: int | None) -> list[Row]:
    """What the ledger says of them beside that: registered, changed, joined, left."""
    kept_elsewhere = (
        "people.signed_in",
        "people.phone_shown",
        "people.consent_given",
        "people.consent_withdrawn",
        "service.number_shown",
    )
    found = Entry.objects.filter(person_id=person.pk, seen_by__gte=Seen.RESIDENT).exclude(kind__in=kept_elsewhere)
    rows = (ledger.read(one) for one in found.order_by("-at", "-pk")[:limit])
    return [Row(line.title, line.sentence, line.at) for line in rows]


def agreed(person: Person, limit: int | None) -> list[Row]:
    """Each answer they gave to what they were asked to agree to."""
    said = {True: gettext("同意"), False: gettext("不同意")}
    return [
        Row(
            gettext("第 {version} 版").format(version=one.text.version),
            f"{said[one.given]}：{one.text.purpose}",
            one.at,
        )
        for one in consents.answers_of(person)[:limit]
    ]


def looked(person: Person, limit: int | None) -> list[Row]:
    """Who looked, in which post, at what, when and why."""
    return [
        Row(f"{reread(one.post)} {one.staff.name}", _looked(one), one.at)
        for one in looks.looked_at(person, limit=limit)
    ]


def _looked(one: Any) -> str:
    parts = [one.get_kind_display(), reread(one.what), reread(one.why)]
    return gettext("，").join(str(part) for part in parts if part)


def wished(person: Person, limit: int | None) -> list[Row]:
    """What they asked for about their data, and the answer."""
    return [
        Row(
            one.get_kind_display(),
            " · ".join(filter(None, (one.words, one.get_state_display(), one.answer))),
            one.asked_at,
        )
        for one in wishes.of_person(person)[:limit]
    ]


@dataclass(frozen=True)
class Part:
    """One kind with its rows as they are shown; `more` where there are others."""

    kept: Kept
    rows: list[Row]
    more: bool
    keeping: str


@scope.everywhere("all that is kept on a person is theirs to read, whichever company keeps it")
def own(person: Person, *, limit: int | None) -> list[Part]:
    """All that is kept on the one who asks, in every company."""
    return of(person, limit=limit)


def of(person: Person, *, limit: int | None) -> list[Part]:
    """All that the companies in scope keep on a person; up to `limit` rows of each kind, None for all."""
    periods = retention.said_for(person)
    return [_part(kept, person, limit, periods) for kept in known.kinds()]


@scope.everywhere("what stands in the way of a person's own asking, in whichever company")
def in_the_way(person: Person, company_id: int) -> list[str]:
    """Why a company cannot erase this person now, in sentences; none where nothing stands in the way."""
    return erasures.in_the_way(person, company_id)


@scope.everywhere("all that is kept on a person is theirs to read, whichever company keeps it")
def own_part(person: Person, code: str, *, limit: int) -> Part | None:
    """One kind of one's own; None for a kind there is not."""
    kept = known.kind(code)
    return _part(kept, person, limit, retention.said_for(person)) if kept else None


def _part(kept: Kept, person: Person, limit: int | None, periods: dict[str, str]) -> Part:
    rows = kept.rows(person, limit + 1 if limit else None)
    more = limit is not None and len(rows) > limit
    return Part(kept, rows[:limit], more, periods.get(kept.period) or str(kept.keeping))


def as_data(parts: list[Part]) -> list[dict[str, Any]]:
    """The same as plain values, for a file another program can read."""
    return [
        {
            gettext("类别"): str(part.kept.title),
            gettext("用途"): str(part.kept.purpose),
            gettext("谁能看"): str(part.kept.seen_by),
            gettext("保存多久"): part.keeping,
            gettext("内容"): [
                {
                    gettext("项"): str(row.label),
                    gettext("内容"): str(row.text),
                    gettext("时间"): row.at.isoformat() if row.at else None,
                }
                | ({gettext("地址"): row.link} if row.link else {})
                for row in part.rows
            ],
        }
        for part in parts
    ]
