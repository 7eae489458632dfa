"""Find invitations. Whoever holds a code or the phone is outside every scope, so two of these look in all companies."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from xiwei.estate.models import Company, Project
from xiwei.people.models import Invitation, Role
from xiwei.people.queries import roles as role_queries
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission, may_give
from xiwei.people.rules.invitations import HIRED_STANDS
from xiwei.shared import scope

UNANSWERED: dict[str, None] = {"accepted_at": None, "declined_at": None, "withdrawn_at": None}
NAMED = ("company", "project", "room", "role", "invited_by")


@scope.everywhere("an invitation's code opens it, of whatever company")
def by_code(code: str) -> Invitation | None:
    """The invitation of this code with all it names, or nothing."""
    return Invitation.objects.filter(code=code).select_related(*NAMED).first()


@scope.everywhere("what one phone is invited to, by whatever company")
def waiting_for(phone: str | None, *, now: datetime) -> list[Invitation]:
    """What this phone is invited to and may still accept, the newest first."""
    if not phone:
        return []
    standing = Invitation.objects.filter(phone=phone, **UNANSWERED, expires_at__gt=now)
    return list(standing.select_related(*NAMED).order_by("-made_at"))


def lock(invitation: Invitation) -> Invitation:
    """The row as it stands, held until the transaction ends."""
    held = Invitation.objects.select_for_update(of=("self",)).select_related(*NAMED)
    return held.get(pk=invitation.pk)


def for_person(who: Who) -> QuerySet[Invitation]:
    """Those of the projects where this person manages people, the newest first.

    Not those a hiring made: they stand for phones with an account alone, and a phone typed in tells nobody whose it is.
    """
    found = Invitation.objects.filter(who.projects_with(Permission.PEOPLE_MANAGE)).select_related(*NAMED)
    return found.filter(expires_at__lt=F("made_at") + HIRED_STANDS)


def standing(found: QuerySet[Invitation], *, now: datetime) -> QuerySet[Invitation]:
    """Of these, the ones that can still be accepted."""
    return found.filter(**UNANSWERED, expires_at__gt=now)


def projects_to_invite_to(who: Who) -> QuerySet[Project]:
    """The projects this person may invite people to."""
    condition = Q(pk__in=[])
    for company_id, project_id in who.reach(Permission.PEOPLE_MANAGE):
        condition |= Q(pk=project_id) if project_id else Q(company_id=company_id)
    return Project.objects.filter(condition).select_related("company")


def companies_to_invite_to(who: Who) -> QuerySet[Company]:
    """The companies this person may invite colleagues to in all their projects."""
    whole = [company_id for company_id, project_id in who.reach(Permission.PEOPLE_MANAGE) if project_id is None]
    return Company.objects.filter(pk__in=whole)


def roles_to_give(who: Who) -> QuerySet[Role]:
    """The roles this person may give somewhere; whether also in the place chosen, the rule decides."""
    reach = who.reach(Permission.PEOPLE_MANAGE)
    roles = Role.objects.filter(role_queries.standing([company_id for company_id, _ in reach]))
    given = [
        role.pk
        for role in roles
        if any(
            may_give(who.staff_in(company_id), role, company_id=company_id, project_id=project_id)
            for company_id, project_id in reach
        )
    ]
    return roles.filter(pk__in=given)
