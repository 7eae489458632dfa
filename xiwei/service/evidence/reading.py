"""How a pack reads on paper: the timeline with its pictures, the people by role, what was left out, how to check it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from xiwei.estate.models import Place, Project
from xiwei.ledger import queries as ledger
from xiwei.ledger.models import Entry
from xiwei.ledger.seals import leaves
from xiwei.ledger.seals.proving import Under
from xiwei.people.models import Household
from xiwei.service.evidence.withholding import REASONS
from xiwei.service.models import Pack, Photo, Ticket
from xiwei.service.queries.packs import Gathered, author_of
from xiwei.shared.names import NOBODY

LEFT = "（略）"
PARTS_SAID = ("标题", "经办人", "内容", "系统记录")
LISTED = 200  # rows of what was left out that are printed; all of them are in the file beside
LeftOut = dict[int, dict[int, str]]  # line → part → reason
# What a judge, or a neighbour of seventy, may not know; only those that the pack says are explained.
TERMS = {
    "首问人": "首问责任人：居民最先找到的那位员工。不管是不是他的活，都由他跟到居民确认办好，中途转了手也还是他。",
    "承诺": "物业当时答应的时限：多久有回音、多久到场、几点前办好。",
    "升级": "承诺快到或者过了时限，自动报给小区主任或公司经理。",
    "转交": "活由一位员工交给另一位，对方接下才算。",
    "并案": "几个人报的是同一件事，并成一件一起办。",
    "台账": "每做一件事当场写下的一行。只能添，不能改；依本人要求抹去的，抹去这件事也写着。",
    "封存": "把写下的每一行算成一个数，再两两相合，直到剩下一个；任何一行改动一个字，最后的数就对不上。",
    "证明": "从一行算到根要用的那几个数。拿着它，不看别的行，也能核对这一行是不是封存时的样子。",
    "链": "一个项目的台账一次接一次的封存，每一次都带着前一次的。",
    "根": "封存最后剩下的那个数。它公布过，或者在外面有人保管，就没有人能事后另造一套。",
}


def data_of(
    found: Gathered, unders: Sequence[Under], hidden: LeftOut, small: dict[int, str], gone: dict[str, int]
) -> dict[str, Any]:
    """All that the template prints, as plain values. `small` are the pictures' files, `gone` the pictures left out by reason."""
    pack = found.pack
    data: dict[str, Any] = {
        "label": pack.label,
        "summary": _summary(found, photos=len(small)),
        "facts": _facts(found, photos=len(small)) + _of_checking(hidden, gone, unders),
        "people": _people(found, hidden),
        "lines": [_line(entry, hidden.get(entry.pk, {}), found, small) for entry in found.lines],
        "left_out": _left_out(hidden, gone),
        "chains": [_chain(under) for under in unders],
    }
    return data | {"terms": _terms(data)}


def _terms(data: dict[str, Any]) -> list[list[str]]:
    """The words to explain: of our own headings and roles, for residents say 升级 of a lift; and of how to check it."""
    ours = [line["title"] for line in data["lines"]] + [role for role, _names in data["people"]]
    said = "、".join([*ours, "台账", "封存", "证明", "链", "根"])
    return [[term, means] for term, means in TERMS.items() if term in said]


def moment(value: Any) -> str:
    """A moment as it is printed, in the estates' own time, which is Beijing's: 2026-11-28 09:30."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _summary(found: Gathered, *, photos: int) -> str:
    """What this is, in one breath. `photos` are those that are in it, and not those that were left out."""
    pack, days = found.pack, [timezone.localtime(entry.at).date() for entry in found.lines]
    when = f"从 {min(days)} 到 {max(days)}，" if days else ""
    return (
        f"这是{pack.project.company.name}在{pack.project.name}的工作台账里，与“{pack.label}”有关的部分：{when}"
        f"{len(found.lines)} 行记录，{photos} 张照片，按先后排列。"
        "每一行都是当时写下的，后来改没改过，可以照“怎样核对”自己核对。"
        "文中的时刻都是北京时间。"
    )


def _facts(found: Gathered, *, photos: int) -> list[list[str]]:
    pack, subject = found.pack, found.subject
    facts = [
        ["物业公司", pack.project.company.name],
        ["项目", pack.project.name],
        ["关于", f"{pack.get_about_display()}：{pack.label}"],
        ["时间范围", _period(pack)],
        ["用途", pack.purpose],
        ["给谁看", pack.get_reader_display()],
        ["整理人", str(pack.staff.actor.label if pack.staff else pack.by.name)],
        ["申请时间", moment(pack.asked_at)],
        ["内容", f"台账 {len(found.lines)} 行，照片 {photos} 张"],
    ]
    if isinstance(subject, Ticket):
        facts[3:3] = [["地点", subject.spot_label or "公共区域"], ["状态", str(subject.get_state_display())]]
    if isinstance(subject, Household):
        facts[3:3] = [["房屋", str(subject.room)]]
    if isinstance(subject, Place | Project):
        facts[2:3] = [["关于", str(subject)]]
    return facts


def _of_checking(hidden: LeftOut, gone: dict[str, int], unders: Sequence[Under]) -> list[list[str]]:
    """What a reader weighs first: how much stayed out and why, and the root that all of it can be checked against."""
    why = "、".join(f"{REASONS[reason]} {count} 处" for reason, count in counted(hidden, gone))
    lines = f"{len(hidden)} 行里有略去的内容：" if hidden else ""
    roots = [[f"链 {under.chain} 的根", under.seal.root] for under in unders]
    return [["略去了", f"{lines}{why}" if why else "没有略去任何内容"], *roots]


def _period(pack: Pack) -> str:
    if not pack.since and not pack.until:
        return "从第一行到整理时"
    return f"{moment(pack.since) or '从第一行'} 至 {moment(pack.until) or '整理时'}"


def _people(found: Gathered, hidden: LeftOut) -> list[list[str]]:
    """Everyone who did something in it, by what they are, with how many lines are theirs; who has another name now is one."""
    roles: dict[str, Counter[Any]] = defaultdict(Counter)
    called: dict[Any, list[str]] = defaultdict(list)
    for entry in found.lines:
        author = author_of(entry)
        out = leaves.ACTOR in hidden.get(entry.pk, {})
        title, space, name = (LEFT if out else entry.actor_label).partition(" ")
        role = title if entry.actor_staff_id and space else "住户" if entry.actor_person_id else "系统或访客"
        label = name if entry.actor_staff_id and space else LEFT if out else entry.actor_label
        who = label if out or author is None else author
        roles[role][who] += 1
        called[who] += [label] if label not in called[who] else []
    subject = found.subject
    duty = (
        [["首问人", subject.first_contact.name], ["现在负责", subject.answering.name]]
        if isinstance(subject, Ticket)
        else []
    )
    return duty + [
        [
            role,
            "、".join(
                f"{_names(called[who], found.names.get(who))}（{count} 行）" for who, count in names.most_common()
            ),
        ]
        for role, names in roles.items()
    ]


def _names(written: list[str], now: str | None) -> str:
    """What one is called now, and what their lines call them; of who was erased, what was left of it."""
    present = written[-1] if now in (None, NOBODY) else now
    before = [name for name in written if name != present]
    return f"{present}（曾用名 {'、'.join(before)}）" if before else str(present)


def _line(entry: Entry, hidden: dict[int, str], found: Gathered, small: dict[int, str]) -> dict[str, Any]:
    read = ledger.read(shown(entry, hidden))
    said = read.sentence if leaves.SAID not in hidden else LEFT
    return {
        "id": entry.pk,
        "at": moment(entry.at),
        "title": read.title,
        "about": LEFT
        if leaves.SUBJECT in hidden
        else ""
        if entry.subject_label == found.pack.label
        else entry.subject_label,
        "says": said if said != read.title else "",
        "by": LEFT if leaves.ACTOR in hidden else read.actor_label,
        "photos": [_photo(one, found.photos, small) for one in entry.evidence],
    }


def shown(entry: Entry, hidden: dict[int, str]) -> Entry:
    """The line without the parts that are hidden; never saved."""
    columns = {name: getattr(entry, name) for name in leaves.COLUMNS}
    return Entry(**(columns | leaves.emptied(columns, hidden)))


def _photo(cited: dict[str, Any], photos: dict[int, Photo], small: dict[int, str]) -> dict[str, str]:
    photo = photos.get(cited["photo"])
    stage = str(photo.get_stage_display()) if photo else "照片"
    return {"file": small.get(cited["photo"], ""), "says": f"{stage} {cited['sha256'][:12]}"}


def _left_out(hidden: LeftOut, gone: dict[str, int]) -> dict[str, Any]:
    rows = [
        [str(line), PARTS_SAID[part], str(REASONS[why])]
        for line, parts in sorted(hidden.items())
        for part, why in sorted(parts.items())
    ]
    photos = [["照片", f"{count} 张", str(REASONS[why])] for why, count in gone.items()]
    return {"rows": (photos + rows)[:LISTED], "more": max(0, len(photos) + len(rows) - LISTED)}


def counted(hidden: LeftOut, gone: dict[str, int]) -> list[list[Any]]:
    """How many parts and pictures stayed out, by reason: what the pack's row and page tell."""
    counts = Counter(why for parts in hidden.values() for why in parts.values()) + Counter(gone)
    return [[why, number] for why, number in sorted(counts.items())]


def _chain(under: Under) -> dict[str, Any]:
    seal = under.seal
    return {
        "name": str(under.chain), "lines": len(under.lines), "number": seal.number, "size": seal.size,
        "at": moment(seal.sealed_at), "root": seal.root, "hash": seal.hash,
    }  # fmt: skip
