"""Find a service: whose menu a person reads, by line, by words, in its versions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from xiwei.estate.models import Company, Project
from xiwei.ledger.models import Entry
from xiwei.shared.refusals import NotAllowed
from xiwei.shared.search import Index
from xiwei.shared.tongue import Said
from xiwei.standards.catalogue import place_of
from xiwei.standards.models import MenuItem, Setting, Urgency
from xiwei.standards.rules import SEE, Reader, check_may_see
from xiwei.standards.saying import differences

WORDS = Index("standards_menu_words")
URGENT = "urgent"  # stands among the lines: what cannot wait, of whichever line


@dataclass(frozen=True)
class Menu:
    """One menu a person may read: that of the estate they live in, or of the company they serve."""

    key: str
    name: str
    company_id: int
    project: Project | None = None

    @property
    def project_id(self) -> int | None:
        return self.project.pk if self.project else None


def menus_for(who: Reader) -> list[Menu]:
    """The menus of a person's homes, then those of employers in whose estates they have none."""
    projects = {tenure.household.project.pk: tenure.household.project for tenure in who.tenures}
    homes = [Menu(f"p{pk}", one.name, one.company_id, one) for pk, one in projects.items()]
    covered = {menu.company_id for menu in homes}
    return homes + [
        Menu(f"c{one.company_id}", one.company.short_name or one.company.name, one.company_id)
        for one in who.staff
        if one.company_id not in covered
    ]


def chosen(menus: Sequence[Menu], key: str) -> Menu | None:
    """The menu asked for, else the first; None for someone who neither lives nor works anywhere."""
    return next((menu for menu in menus if menu.key == key), menus[0] if menus else None)


def items(company_id: int) -> QuerySet[MenuItem]:
    """Today's menu of a company."""
    return MenuItem.objects.filter(company_id=company_id, until__isnull=True)


def on_line(company_id: int, line: str) -> list[MenuItem]:
    """Today's items of one line in the menu's order; `URGENT` gives what cannot wait, of all lines."""
    rows = items(company_id)
    rows = rows.filter(urgency=Urgency.URGENT) if line == URGENT else rows.filter(line=line)
    return sorted(rows, key=lambda item: place_of(item.code))


def names(company_id: int) -> list[tuple[int, str, str, str]]:
    """Today's menu as a choice needs it: id, name, line and setting, in the menu's order; no object for each of 250."""
    rows = items(company_id).order_by().values_list("pk", "name", "line", "setting", "code")
    return [row[:4] for row in sorted(rows, key=lambda row: place_of(row[4]))]


def found(company_id: int, words: str) -> list[MenuItem]:
    """Today's items in whose name, covers or residents' words all that was typed stands; else the likest ones.

    What more residents call so comes first, and of equals what is done at home. Where nothing holds the words whole
    (厨房水管漏), the items that share most of their pairs of characters are given, at most eight.
    """
    rows = items(company_id)
    exact = list(WORDS.matching(rows, words))
    if exact:
        return sorted(exact, key=lambda item: _rank(item, words.split()))
    return _likest(list(rows), words)


def _rank(item: MenuItem, words: Sequence[str]) -> tuple[int, bool, int]:
    said = sum(2 * (word in item.name) + sum(word in one for one in item.words) for word in words)
    return -said, item.setting != Setting.HOME, place_of(item.code)


def _likest(rows: Iterable[MenuItem], words: str) -> list[MenuItem]:
    pairs = {a + b for a, b in pairwise(words[:60]) if not (a + b).isspace()}
    scored = [(sum(pair in text for pair in pairs), item) for item in rows for text in [said_of(item)]]
    best = max((score for score, _ in scored), default=0)
    near = [(score, item) for score, item in scored if score and score * 2 >= best]
    return [item for _, item in sorted(near, key=lambda one: -one[0])][:8]


def said_of(item: MenuItem) -> str:
    """The text an item is found by; a line apart, so that no phrase is found across two of them."""
    return "\n".join([item.name, *item.words, item.covers])


def item_of(company_id: int, code: str, version: int | None = None) -> MenuItem:
    """One item of a company: a version of it, else the last there was. Raises MenuItem.DoesNotExist."""
    rows = MenuItem.objects.filter(company_id=company_id, code=code).order_by("-version")
    item = rows.filter(version=version).first() if version else rows.first()
    if item is None:
        raise MenuItem.DoesNotExist
    return item


def versions(item: MenuItem) -> list[MenuItem]:
    """All versions of an item, the newest first."""
    rows = MenuItem.objects.filter(company_id=item.company_id, code=item.code)
    return list(rows.select_related("company").order_by("-version"))


def beside(item: MenuItem) -> list[MenuItem]:
    """What goes well with an item, as it stands on today's menu, in the item's own order."""
    by_code = {one.code: one for one in items(item.company_id).filter(code__in=item.goes_with)}
    return [by_code[code] for code in item.goes_with if code in by_code]


def companies_kept(who: Reader) -> list[Company]:
    """The companies whose menu and promises this person may see kept, by name."""
    ids = {company_id for company_id, _ in who.reach(SEE)}
    return list(Company.objects.filter(pk__in=ids).order_by("name"))


def company_for(who: Reader, asked: str) -> Company:
    """The company asked for, else the first. Raises NotAllowed where there is none, DoesNotExist for another's."""
    companies = companies_kept(who)
    if not companies:
        raise NotAllowed(gettext("服务清单和时限由公司经理管理，您的岗位没有这项权限。"))
    found = next((one for one in companies if str(one.pk) == asked), None if asked else companies[0])
    if found is None:
        raise Company.DoesNotExist
    return found


def kept_item_for(who: Reader, pk: int) -> MenuItem:
    """One version, for those who keep it. Raises MenuItem.DoesNotExist for a stranger, NotAllowed for a colleague."""
    item = MenuItem.objects.select_related("company").get(pk=pk)
    if who.staff_in(item.company_id) is None:
        raise MenuItem.DoesNotExist
    check_may_see(who, company_id=item.company_id)
    return item


def kept_items(company: Company, *, line: str = "", words: str = "", retired: bool = False) -> QuerySet[MenuItem]:
    """Today's menu, or the last versions of what was retired, narrowed for those who keep it."""
    rows = MenuItem.objects.filter(company=company, until__isnull=not retired)
    if retired:
        later = MenuItem.objects.filter(company=company, code=OuterRef("code"), version__gt=OuterRef("version"))
        rows = rows.filter(~Exists(later))
    if line:
        rows = rows.filter(line=line)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words))
    return rows.order_by("line", "code")


@dataclass(frozen=True)
class Version:
    """One version in an item's history: what it changed, why, and who did it."""

    item: MenuItem
    differences: list[tuple[Said, str, str]]
    reason: str
    by: str


def history(item: MenuItem) -> list[Version]:
    """All versions of an item, the newest first, with the reasons the ledger keeps."""
    found = versions(item)
    lines = Entry.objects.filter(subject_type="standards.menuitem", subject_id__in=[one.pk for one in found])
    lines = lines.filter(kind__in=("standards.item_revised", "standards.item_added"))
    said = {line.subject_id: line for line in lines}
    told = []
    for new, old in zip_longest(found, found[1:]):
        line = said.get(new.pk)
        changed = differences(old, new) if old else []
        told.append(
            Version(new, changed, line.data.get("reason", "") if line else "", line.actor_label if line else "")
        )
    return told
