"""Find what is kept on one person: this app's own part (people.known), and the whole over all apps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.queries import documents
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry, Seen
from xiwei.people import erasures, known
from xiwei.people.known import Kept, Row
from xiwei.people.models import Credential, GuideSpot, Person, Staff, Tenure, ViewingKind, Wish
from xiwei.people.purposes import purpose_of
from xiwei.people.queries import consents, looks, retention, wishes
from xiwei.shared import names, scope
from xiwei.shared.tongue import Said, english, reread

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
    spots = GuideSpot.objects.filter(staff__person=person).select_related("project")[:limit]
    rows += [Row(gettext("开张指南"), spot.project.name, spot.at) for spot in spots]
    return rows + [Row(gettext("证书"), f"{one.kind} {one.number}".strip()) for one in held[:limit]]


def papers(person: Person, limit: int | None) -> list[Row]:
    """The papers of the homes they live in that are kept in the archive and shown to the household."""
    homes = Tenure.objects.filter(person=person, until=None).values_list("household_id", flat=True)
    return [
        Row(one.name, reread(one.sort.title), one.put_at, reverse("document", args=[one.pk]))
        for one in documents.of_homes(list(homes))[:limit]
    ]


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
            _purpose(one.code), f"{said[one.given]} · {_version(one.text.version)} · {reread(one.text.purpose)}", one.at
        )
        for one in consents.answers_of(person)[:limit]
    ]


def _purpose(code: str) -> Said:
    """What was asked, by its title; the code of one whose app is gone."""
    known_as = purpose_of(code)
    return known_as.title if known_as else code


def _version(number: int) -> str:
    return gettext("第 {version} 版").format(version=number)


def looked(person: Person, limit: int | None) -> list[Row]:
    """Who looked, in which post, at what, when and why: at them and their homes, and at their papers in the archive."""
    rows = [
        Row(f"{reread(one.post)} {one.staff.name}", _looked(one), one.at)
        for one in looks.looked_at(person, limit=limit)
    ]
    rows += [_paper_looked(one) for one in looks.papers_looked_at(person)[:limit]]
    return sorted(rows, key=lambda row: row.at.timestamp() if row.at else 0.0, reverse=True)[:limit]


def _paper_looked(one: Entry) -> Row:
    """查看住户资料，身份证.jpg：管家可以看, as of any other look where no reason was asked."""
    line = ledger.read(one)
    post = line.actor_label.rpartition(" ")[0]
    why = gettext("{post}可以看").format(post=post)
    what = gettext("，").join(filter(None, (line.title, line.sentence)))
    return Row(line.actor_label, gettext("{did}：{why}").format(did=what, why=why) if post else what, one.at)


def _looked(one: Any) -> str:
    """看了电话：上门前确认; what it was, where its kind does not say so already; and by which post, where no reason was asked."""
    kind = one.get_kind_display()
    what = "" if one.kind == ViewingKind.PHONE else str(reread(one.what))
    why = reread(one.why) or gettext("{post}可以看").format(post=reread(one.post))
    return gettext("{did}：{why}").format(did=gettext("，").join(filter(None, (kind, what))), why=why)


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


@dataclass(frozen=True)
class Fate:
    """What an erasure does to one kind, as whoever answers reads it: of another, and how many of them there are."""

    title: str
    erased: str
    law: Said
    goes: bool
    count: int


def fates(person: Person) -> list[Fate]:
    """What would become of each kind that the companies in scope keep on this person."""
    return [
        Fate(_of_another(one.title), _of_another(one.erased), one.law, one.goes, len(one.rows(person, None)))
        for one in known.kinds()
    ]


def _of_another(words: Said) -> str:
    """What is written to its person, as others read it: 住户报的事, for 您报的事."""
    return names.of_another_in_english(str(words)) if english() else names.of_another(str(words), gettext("住户"))


def what_went(wish: Wish) -> str:
    """How many of each went, as the erasure's own line tells it; "" before."""
    line = Entry.objects.filter(kind="people.erased", person_id=wish.person_id, company_id=wish.company_id)
    last = line.order_by("-pk").first()
    return str(reread(last.data.get("what", ""))) if last else ""


@scope.everywhere("what stands in the way of a person's own asking, in whichever company")
def in_the_way(person: Person, company_id: int) -> list[erasures.Reason]:
    """Why a company cannot erase this person now; none where nothing stands in the way."""
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


def as_data(parts: list[Part], *, whole: Callable[[str], str]) -> list[dict[str, Any]]:
    """The same as plain values, for a file another program can read: moments local with their offset, links whole."""
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
                    gettext("时间"): timezone.localtime(row.at).isoformat(timespec="seconds") if row.at else None,
                }
                | ({gettext("网址"): whole(row.link)} if row.link else {})
                for row in part.rows
            ],
        }
        for part in parts
    ]
