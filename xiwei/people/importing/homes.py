"""Who is who in one room: the sheet's people met with the household's, before anything is made of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from xiwei.people.importing.columns import CleanRow
from xiwei.people.importing.naming import Occupant, occupants
from xiwei.people.importing.plan import Home, Known, Placed
from xiwei.people.importing.telling import Telling
from xiwei.people.models import Person, Relation, Tenure
from xiwei.shared.sheets import said
from xiwei.shared.tongue import kept


@dataclass(slots=True)
class Met:
    """One of the sheet's people, with their standing tenure, and the person to be linked instead of a phoneless one."""

    occupant: Occupant
    tenure: Tenure | None = None
    holder: Person | None = None


@dataclass
class Sheet:
    """What the whole sheet tells of phones: the first name of each; those this project knows under another name."""

    names: Mapping[str, tuple[str, int]]
    placed: Placed
    told: frozenset[str] = frozenset()

    @property
    def tells_relations(self) -> bool:
        """Without such a column everyone named is taken for an owner, but nobody's standing relation is touched."""
        return bool({"relation", "role"} & self.told)


@dataclass
class Company:
    """The people of one room's accepted rows."""

    met: list[Met] = field(default_factory=list)

    def of(self, rows: Iterable[int]) -> list[Met]:
        """Those of these rows."""
        wanted = set(rows)
        return [one for one in self.met if one.occupant.row in wanted]


def meet(rows: Sequence[CleanRow], home: Home | None, known: Known, sheet: Sheet, telling: Telling) -> Company:
    """Match, and refuse what must not be written: a phone of two names, another owner than the one on record."""
    people: list[Occupant] = []
    for row in rows:
        for one in occupants(row):
            if _own_phone(one, sheet, telling):
                _join(people, one, telling)
    people = [one for one in people if one.row not in telling.refused]
    met = _match(people, home, known, sheet, telling)
    if home is not None:
        _check_owners(met, home, sheet, telling)
    return Company([one for one in met if one.occupant.row not in telling.refused])


def _own_phone(one: Occupant, sheet: Sheet, telling: Telling) -> bool:
    """A phone lets one person in; the second name under it is refused."""
    if not one.phone:
        return True
    name, row = sheet.names[one.phone]
    if name == one.name:
        return True
    telling.refuse(
        [one.row],
        one.heads("phone"),
        f"和{said(row)}“{name}”的相同，姓名却是“{one.name}”；一个手机号只能是一个人的，请核对。"
        "家人共用的号码只写在一个人名下，其他人留空",
    )
    return False


def _join(people: list[Occupant], one: Occupant, telling: Telling) -> None:
    """Add a person, or find that a row above names the same one."""
    for other in people:
        same_phone = one.phone and one.phone == other.phone
        if not same_phone and (one.name != other.name or (one.phone and other.phone)):
            continue
        if one.row == other.row:
            return
        if one.relation != other.relation:
            telling.refuse(
                [one.row], one.heads("relation"), f"和{said(other.row)}说的是同一个人，两行写的关系却不同，请核对"
            )
            return
        other.phone, other.other_phone = other.phone or one.phone, other.other_phone or one.other_phone
        other.numbers = tuple(dict.fromkeys([*other.numbers, *one.numbers]))
        other.rows.append(one.row)
        telling.notice(one.row, one.heads("name"), f"和{said(other.row)}是同一个人，只登记一次")
        return
    one.rows.append(one.row)
    people.append(one)


def _match(people: Sequence[Occupant], home: Home | None, known: Known, sheet: Sheet, telling: Telling) -> list[Met]:
    """By phone first, then by name among those left."""
    left = list(home.tenures) if home else []
    met = [Met(one) for one in people]
    for one in met:
        one.tenure = next((t for t in left if one.occupant.phone and t.person.mobile == one.occupant.phone), None)
        if one.tenure:
            left.remove(one.tenure)
            _notice_name(one, telling)
    for one in met:
        if one.tenure is None:
            one.tenure = next((t for t in left if t.person.name == one.occupant.name), None)
            if one.tenure:
                left.remove(one.tenure)
        _check_phone(one, known, sheet, telling)
    return met


def _notice_name(one: Met, telling: Telling) -> None:
    """The phone is theirs and the name is not: it is not for a sheet to rename anyone."""
    assert one.tenure is not None
    name = one.tenure.person.name
    if name != one.occupant.name:
        telling.notice(
            one.occupant.row,
            one.occupant.heads("name"),
            f"这个手机号在这套房登记的姓名是“{name}”，没有改；换业主请用过户办理",
        )


def _check_phone(one: Met, known: Known, sheet: Sheet, telling: Telling) -> None:
    """Whether the sheet's phone can be given to them; who else holds it."""
    phone, tenure = one.occupant.phone, one.tenure
    if not phone or (tenure and tenure.person.mobile == phone):
        return
    if phone in sheet.placed:
        name, room = sheet.placed[phone]
        telling.refuse(
            one.occupant.rows,
            one.occupant.heads("phone"),
            f"在本小区登记的是“{name}”（{room}），不是“{one.occupant.name}”，请核对",
        )
        return
    one.holder = known.persons.get(phone)
    if tenure and tenure.person.phone and tenure.person_id in known.fixed:
        tail = tenure.person.phone_tail
        telling.refuse(
            one.occupant.rows,
            one.occupant.heads("phone"),
            f"和登记的（尾号 {tail}）不同，登记的号码已由本人使用；换号请本人在“我的”里办理，这里可以留空",
        )


def _check_owners(met: Sequence[Met], home: Home, sheet: Sheet, telling: Telling) -> None:
    """Another owner than those on record is a transfer of the property, never a cell in a sheet.

    A further owner beside one on record is a co-owner, and welcome.
    """
    owners = [tenure for tenure in home.tenures if tenure.relation == Relation.OWNER]
    confirmed = False
    for one in met:
        if one.tenure not in owners:
            continue
        if sheet.tells_relations and one.occupant.relation != Relation.OWNER:
            label = kept(Relation(one.occupant.relation).label)
            telling.refuse(
                one.occupant.rows, one.occupant.heads("relation"), f"写的是{label}，登记的是业主；换业主请用过户办理"
            )
        else:
            confirmed = True
    if not owners or confirmed:
        return
    named = "、".join(tenure.person.name for tenure in owners)
    claims = [one for one in met if one.tenure not in owners and _claims(one, sheet)]
    for one in claims:
        telling.refuse(
            one.occupant.rows,
            one.occupant.heads("name"),
            f"写的是“{one.occupant.name}”，这套房登记的业主是“{named}”；换业主请用过户办理",
        )
    if claims:
        for one in met:
            if one.tenure is None and one not in claims:
                telling.refuse(
                    one.occupant.rows, one.occupant.heads("name"), "所在的房换了业主；请先用过户办理，再导入新住户"
                )


def _claims(one: Met, sheet: Sheet) -> bool:
    """Whether this row would make someone an owner who is not."""
    if one.occupant.relation != Relation.OWNER:
        return False
    return one.tenure is None or sheet.tells_relations
