"""Find a company's roles: its own, and everyone's where it has made none of its own in their place."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, When

from xiwei.estate.models import Company
from xiwei.people.models import Post, Role, RoleVersion, Staff
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.people.rules import roles as rules
from xiwei.shared.tongue import Said


def editor(who: Who) -> Staff:
    """The employment through which this person edits roles. Raises NotAllowed where there is none."""
    whole = [company for company, project in who.reach(Permission.ROLES_EDIT) if project is None]
    staff = who.staff_in(whole[0]) if whole else next(iter(who.staff), None)
    rules.check_may_edit(staff, company_id=staff.company_id if staff else 0)
    assert staff is not None
    return staff


def standing(company_ids: list[int]) -> Q:
    """Roles that can be given in these companies: none retired, none that a company has made its own version of.

    For one company at a time this is exact; for one who manages two, a common role is left out where either has its own.
    """
    own = Role.objects.filter(company__in=company_ids).values("code")
    common = Q(company=None) & ~Q(code__in=own)
    return (common | Q(company__in=company_ids)) & Q(retired_at=None)


def of_company(company: Company) -> QuerySet[Role]:
    """Those that can be given there: everyone's in their order, a company's own in place of one there; then its others."""
    first = {
        code: rank
        for rank, code in enumerate(Role.objects.filter(company=None).order_by("pk").values_list("code", flat=True))
    }
    found = Role.objects.filter(standing([company.pk]))
    rank = Case(
        *(When(code=code, then=rank) for code, rank in first.items()), default=len(first), output_field=IntegerField()
    )
    return found.order_by(rank, "pk")


def role_for(staff: Staff, pk: int) -> Role:
    """One role of this company, retired or not, or a common one. Role.DoesNotExist for another company's."""
    return Role.objects.filter(Q(company=None) | Q(company_id=staff.company_id)).get(pk=pk)


def present(role: Role, company_id: int) -> Role:
    """What stands for this role in the company now: its own in place of a common one, where it has made one."""
    own = Role.objects.filter(company_id=company_id, code=role.code).first() if role.company_id is None else None
    return own or role


def bearers(role: Role, company_id: int) -> list[Post]:
    """Present posts in the company that bear it."""
    found = Post.objects.filter(role=role, company_id=company_id, until=None, staff__left_on=None)
    return list(found.select_related("staff__person", "project").order_by("staff__name", "pk"))


def posts(company_id: int) -> list[Post]:
    """Every present post of the company, with its role."""
    found = Post.objects.filter(company_id=company_id, until=None, staff__left_on=None)
    return list(found.select_related("role"))


def number(role: Role, company_id: int) -> int:
    """Of which version this company's role is; 0 for one that nobody changed."""
    last = RoleVersion.objects.filter(role=role, company_id=company_id).order_by("-number").first()
    return last.number if last else 0


@dataclass(frozen=True)
class Foreseen:
    """What an edit of a role would do: what its bearers gain and lose, how many they are, and which rights lack another."""

    gains: list[Said]
    loses: list[Said]
    people: int
    lacking: list[tuple[Said, list[Said]]]


def foreseen(role: Role, permissions: Collection[str], company_id: int) -> Foreseen:
    """What would change if the role granted these; one query."""
    says = [(name, said, name in permissions, name in role.permissions) for name, said in rules.SAID.items()]
    return Foreseen(
        [said for _, said, will, did in says if will and not did],
        [said for _, said, will, did in says if did and not will],
        len({post.staff_id for post in bearers(role, company_id)}),
        rules.lacking(permissions),
    )


@dataclass(frozen=True)
class Borne:
    """A role and how many bear it."""

    role: Role
    count: int


def borne(company: Company) -> list[Borne]:
    """The company's roles, each with how many of its staff bear it now."""
    by_role: dict[int, set[int]] = {}
    for post in posts(company.pk):
        by_role.setdefault(post.role_id, set()).add(post.staff_id)
    return [Borne(role, len(by_role.get(role.pk, ()))) for role in of_company(company)]
