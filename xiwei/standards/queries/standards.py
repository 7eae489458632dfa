"""Find a standard: what is in force on a day, what comes, its versions, and how it differs from the common one (A7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Q, QuerySet

from xiwei.estate.models import Company, Project
from xiwei.shared.tongue import Said
from xiwei.standards import catalogue
from xiwei.standards.models import ServiceGrade, Standard
from xiwei.standards.rules import Reader, check_may_see
from xiwei.standards.rules.standards import DEFAULT_GRADE, FIELDS
from xiwei.standards.saying_standards import said_value

WITHDRAWN = Q(until=F("since"))  # held on no day


def in_force(company_id: int, day: date) -> QuerySet[Standard]:
    """The version of each standard that holds on a day; what was retired by then is not among them."""
    holding = Q(until__isnull=True) | Q(until__gt=day)
    return Standard.objects.filter(holding, company_id=company_id, since__lte=day).order_by("line", "code")


def holding_between(company_id: int, first: date, last: date) -> list[Standard]:
    """Every version that holds on some day from `first` to `last`, in order of code and version."""
    holding = Q(until__isnull=True) | Q(until__gt=first)
    rows = Standard.objects.filter(holding, company_id=company_id, since__lte=last)
    return list(rows.order_by("code", "version"))


def grade_of(project: Project, day: date) -> int:
    """The grade a project is served at on a day: by its contract, or `DEFAULT_GRADE` where none is on record."""
    row = ServiceGrade.objects.filter(project=project, since__lte=day).order_by("-since").first()
    return row.grade if row else DEFAULT_GRADE


def grades_of(project: Project) -> list[ServiceGrade]:
    """The grades on record, the latest first."""
    return list(ServiceGrade.objects.filter(project=project).order_by("-since"))


def versions(company_id: int, code: str) -> list[Standard]:
    """Every version of one standard, the newest first."""
    return list(Standard.objects.filter(company_id=company_id, code=code).order_by("-version"))


def codes_of(company_id: int) -> set[str]:
    """Codes the company has, retired ones too."""
    return set(Standard.objects.filter(company_id=company_id).values_list("code", flat=True).distinct())


def lock_latest(company_id: int, code: str) -> Standard:
    """The newest version of a standard, held; Standard.DoesNotExist for a code that is not the company's."""
    rows = Standard.objects.select_for_update().filter(company_id=company_id, code=code)
    found = rows.exclude(WITHDRAWN).order_by("-version").first()
    if found is None:
        raise Standard.DoesNotExist
    return found


def before(standard: Standard) -> Standard:
    """The version that this one takes over from."""
    rows = Standard.objects.filter(company_id=standard.company_id, code=standard.code, version__lt=standard.version)
    return rows.exclude(WITHDRAWN).order_by("-version")[0]


def last_number(standard: Standard) -> int:
    """The highest version number given, withdrawn ones too."""
    rows = Standard.objects.filter(company_id=standard.company_id, code=standard.code)
    return int(rows.aggregate(last=Max("version"))["last"])


def lock_company(company: Company) -> Company:
    """The company's row, held: two who add one code come after each other."""
    return Company.objects.select_for_update().get(pk=company.pk)


@dataclass(frozen=True)
class Difference:
    """One field in which two versions differ, as it is said."""

    field: str
    label: Said
    before: str
    after: str


def fields_of(standard: Standard) -> dict[str, Any]:
    """What a version says, by the names of FIELDS."""
    return {name: getattr(standard, name) for name in FIELDS}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What one says differently from another, in the order of FIELDS."""
    return [
        Difference(name, label, said_value(name, before[name]), said_value(name, after[name]))
        for name, label in FIELDS.items()
        if before[name] != after[name]
    ]


def beside_common(standard: Standard) -> list[Difference] | None:
    """How a company's standard differs from the common one; None for one of its own making."""
    common = catalogue.standards().get(standard.code)
    return None if common is None else differences(common, fields_of(standard))


def own_codes(standards: Collection[Standard]) -> set[str]:
    """Codes of those that say something else than the common library, or are not in it."""
    return {one.code for one in standards if beside_common(one) != []}


def kept(company: Company, today: date, *, line: str = "", words: str = "") -> list[Standard]:
    """Those in force today, narrowed for who keeps them, in the lines' order."""
    rows = in_force(company.pk, today)
    if line:
        rows = rows.filter(line=line)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words) | Q(aim__icontains=words))
    return list(rows)


def coming(company_id: int, today: date) -> list[Standard]:
    """Versions whose day has not come, the nearest first."""
    rows = Standard.objects.filter(company_id=company_id, since__gt=today).exclude(WITHDRAWN)
    return list(rows.order_by("since", "code"))


def standard_for(who: Reader, pk: int) -> Standard:
    """One version, for those who keep or see them. Raises Standard.DoesNotExist for a stranger, NotAllowed for a colleague."""
    one = Standard.objects.select_related("company").get(pk=pk)
    if who.staff_in(one.company_id) is None:
        raise Standard.DoesNotExist
    check_may_see(who, company_id=one.company_id)
    return one


def project_for(who: Reader, pk: int) -> Project:
    """The project whose grade one may see. Raises Project.DoesNotExist for a stranger, NotAllowed for a colleague."""
    project = Project.objects.select_related("company").get(pk=pk)
    if who.staff_in(project.company_id) is None:
        raise Project.DoesNotExist
    check_may_see(who, company_id=project.company_id)
    return project


@dataclass(frozen=True)
class Past:
    """One version in a standard's history: what it changed of the one before, and whether it was taken back."""

    standard: Standard
    differences: list[Difference]
    withdrawn: bool


def history(standard: Standard) -> list[Past]:
    """All versions of a standard, the newest first."""
    told: list[Past] = []
    last: Standard | None = None
    for one in reversed(versions(standard.company_id, standard.code)):
        withdrawn = one.until == one.since
        changed = differences(fields_of(last), fields_of(one)) if last else []
        told.append(Past(one, changed, withdrawn))
        last = last if withdrawn else one
    return told[::-1]
