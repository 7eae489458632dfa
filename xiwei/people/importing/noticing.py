"""What is done as the sheet says, and yet is worth a word: numbers that let nobody in, and owners beside each other."""

from collections.abc import Sequence

from xiwei.people.importing.homes import Met
from xiwei.people.importing.naming import Occupant
from xiwei.people.importing.telling import Telling
from xiwei.people.models import Person, Relation
from xiwei.shared.sheets import said


def numbers(one: Occupant, person: Person, telling: Telling) -> None:
    """Say what became of a cell's numbers, where it is not one mobile kept as the way in.

    Read from the person as the plan leaves them: a number is said to be kept only where it is.
    """
    spare = [number for number in one.numbers if number != one.phone]
    if not spare:
        return
    kept = person.other_phone if person.other_phone in [number[:20] for number in spare] else ""
    words = [f"写了 {len(one.numbers)} 个号码"] if len(one.numbers) > 1 else []
    if one.phone:
        words.append(f"尾号 {one.phone[-4:]} 用来登录")
    elif not person.mobile:
        words.append("座机不能用来登录")
    if kept:
        words.append(f"尾号 {kept[-4:]} 记作备用电话，在住户页上")
    if lost := len(spare) - bool(kept):
        words.append(f"另外 {lost} 个没有登记" + ("：备用电话只登记一个" if person.other_phone else ""))
    telling.notice(one.row, one.heads("phone"), "；".join(words))


def owners(met: Sequence[Met], telling: Telling) -> None:
    """Say of a new owner that a row above has another of the same room: co-owners, or a slip of the pen."""
    owning = [one for one in met if one.occupant.relation == Relation.OWNER]
    for place, one in enumerate(owning):
        above = next((other for other in owning[:place] if other.occupant.row != one.occupant.row), None)
        if above is not None and one.tenure is None:
            telling.notice(
                one.occupant.row,
                one.occupant.heads("name"),
                f"和{said(above.occupant.row)}“{above.occupant.name}”是同一套房，两位都登记为业主；写错了房号请先改好",
            )
