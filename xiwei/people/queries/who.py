"""Who is asking: everything the pages need to know of a signed-in person."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils import timezone

from xiwei.ledger import editions
from xiwei.people.models import Person, Post, Staff, Tenure
from xiwei.people.rules import Permission, permits
from xiwei.shared import scope

Reach = tuple[tuple[int, int | None], ...]


@dataclass
class Who:
    """A person with their employments and homes. A stranger has neither."""

    person: Person | None
    staff: list[Staff] = field(default_factory=list)
    tenures: list[Tenure] = field(default_factory=list)
    parted: list[Tenure] = field(
        default_factory=list
    )  # ended by a change of hands: what they asked there is still theirs

    @cached_property
    def companies(self) -> set[int]:
        """The companies whose rows this person may meet at all (the scope)."""
        return {one.company_id for one in self.staff} | {one.company_id for one in self.tenures + self.parted}

    @cached_property
    def household_ids(self) -> set[int]:
        return {tenure.household_id for tenure in self.tenures}

    @cached_property
    def faces(self) -> list[str]:
        """The faces of the product this person has, the widest first (faces.md)."""
        found = [face for face, permission in FACES if any(self._anywhere(permission))]
        return found + (["resident"] if self.tenures else [])

    def _anywhere(self, permission: str) -> list[Post]:
        return [
            post
            for staff in self.staff
            for post in staff.posts.all()
            if post.until is None and permission in post.role.permissions
        ]

    def staff_in(self, company_id: int) -> Staff | None:
        """The employment by this company, if there is one."""
        return next((staff for staff in self.staff if staff.company_id == company_id), None)

    def may(self, permission: Permission, *, company_id: int, project_id: int | None) -> bool:
        """Whether this person, as staff of the company, holds the permission in the project."""
        staff = self.staff_in(company_id)
        return staff is not None and permits(staff, permission, project_id)

    def reach(self, permission: str) -> Reach:
        """Where this person holds it: (company, project) pairs; a project of None is the whole company."""
        return tuple((post.company_id, post.project_id) for post in self._anywhere(permission))

    def lives_in(self, household_id: int | None) -> bool:
        return household_id is not None and household_id in self.household_ids

    def projects_with(self, permission: Permission) -> Q:
        """A condition on rows with `company` and `project`: those where this person holds the permission."""
        return within(self.reach(permission))


def within(reach: Reach) -> Q:
    """A condition on rows with `company` and `project`: those in reach."""
    condition = Q(pk__in=[])
    for company, project in reach:
        where = Q(company_id=company)
        condition |= where & Q(project_id=project) if project else where
    return condition


FACES = [
    ("company", Permission.COMPANY_SEE),
    ("association", Permission.ASSOCIATION_SEE),
    ("director", Permission.TICKET_MANAGE),
    ("butler", Permission.TICKET_ANSWER),
    ("worker", Permission.ORDER_DO),
]
STRANGER = Who(None)


def who(person: Person, *, day: date) -> Who:
    """Everything about one person; their own rows, so no company's scope is asked for. One query where it is at hand."""
    employments, tenures = ties(person, day)
    staff = [copy(one) for one in employments]  # what is kept is shared, and the person of this request is their own
    for one in staff:
        one.person = person
    living = [one for one in tenures if one.until is None]
    return Who(person, staff, living, [one for one in tenures if one.until is not None])


def ties(person: Person, day: date) -> tuple[list[Staff], list[Tenure]]:
    """A person's employments, with their posts, and homes, those that changed hands too: kept until a line changes them."""
    return editions.kept(editions.person(person.pk), ("ties", day), lambda: _ties(person, day))


def homes_of(person: Person, now: datetime) -> list[Tenure]:
    """Where a person lives or what they own now, with household, room and project."""
    return [one for one in ties(person, timezone.localdate(now))[1] if one.until is None]


@scope.everywhere("who asks is known by their own rows, and these open the scope")
def _ties(person: Person, day: date) -> tuple[list[Staff], list[Tenure]]:
    posts = Post.objects.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)
    staff = (
        Staff.objects.filter(person=person, left_on__isnull=True)
        .select_related("company")
        .prefetch_related(Prefetch("posts", posts.select_related("role", "project")))
    )
    tenures = (
        Tenure.objects.filter(
            Q(until__isnull=True, household__until__isnull=True) | Q(ended_by__isnull=False), person=person
        )
        .select_related("household__room__building", "household__room__unit", "household__project")
        .order_by("pk")
    )
    return list(staff), list(tenures)
