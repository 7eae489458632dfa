"""Invitations: made by someone who manages people, accepted by whoever holds the phone."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Company, Project, Room
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Actor
from xiwei.people import rules
from xiwei.people.actions import hiring, homes, people
from xiwei.people.actions import staff as staffing
from xiwei.people.models import Household, Invitation, Line, Person, Post, Relation, Role, Staff, Tenure
from xiwei.people.queries import invitations as queries
from xiwei.people.queries import people as people_queries
from xiwei.people.queries import roles as role_queries
from xiwei.people.queries import staff as staff_queries
from xiwei.people.rules import Permission
from xiwei.people.rules import invitations as invited
from xiwei.people.rules import roles as role_rules
from xiwei.shared import codes, phones
from xiwei.shared.refusals import BadInput, NotNow

VALID = timedelta(days=14)


@transaction.atomic
def invite_resident(room: Room, *, phone: str, name: str, relation: str, by: Staff, now: datetime) -> Invitation:
    """Ask one phone into the household of this room, for fourteen days; the code is in the line's place, not in it.

    Who is registered there and has never come in may be asked still: their register may only have noted the phone.
    Raises NotAllowed without the right to manage people here, BadInput for a bad phone, name or relation, NotNow
    where the person is in that household already, or was asked and has not answered.
    """
    rules.check_permission(by, Permission.PEOPLE_MANAGE, company_id=room.company_id, project_id=room.project_id)
    if relation not in Relation.values:
        raise BadInput(gettext("没有这种住户关系。请在业主、家庭成员、租客等里选一种。"))
    number = phones.read(phone)
    if _lives_in(room, number):
        raise NotNow(gettext("这个手机号的主人已经登记在{room}了，不用再邀请。").format(room=room.label))
    _check_not_asked(phone=number, room=room, now=now)
    return _make(
        phone=number, name=name, company=room.company, project=room.project, room=room, relation=relation,
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def invite_staff(
    company: Company,
    *,
    phone: str,
    name: str,
    role: Role,
    line: str,
    title: str = "",
    project: Project | None = None,
    by: Staff,
    now: datetime,
) -> Invitation:
    """Ask one phone to work for the company: in this post, in this project or, without one, in all of them.

    Raises NotAllowed where `by` may not give that role, BadInput for a bad phone or name, NotNow where the person holds
    that post already, or was asked and has not answered.
    """
    project_id = project.pk if project else None
    rules.check_may_give(by, role, company_id=company.pk, project_id=project_id)
    number = phones.read(phone)
    if line not in Line.values:
        raise BadInput(gettext("没有这条业务线。请在维修、秩序、保洁、绿化、管家、管理里选一条。"))
    if _posts(company, number, role=role, project=project).exists():
        raise NotNow(
            gettext("这个手机号的主人已经是{what}的{role}了，不用再邀请。").format(what=project or company, role=role)
        )
    _check_not_asked(phone=number, role=role, project=project, company=company, now=now)
    return _make(
        phone=number, name=name, company=company, project=project, role=role, line=line,
        title=title.strip() or role.title, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Staff, now: datetime) -> Invitation:
    """Take it back: its code opens nothing from this moment. Raises NotAllowed, or NotNow where it is over."""
    invitation = queries.lock(invitation)
    rules.check_permission(
        by, Permission.PEOPLE_MANAGE, company_id=invitation.company_id, project_id=invitation.project_id
    )
    invited.check_standing(invitation, now=now)
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    ledger.record("people.invitation_withdrawn", invitation, by=by, at=now, name=invitation.name)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, person: Person, now: datetime) -> Invitation:
    """The holder of the phone says yes: they live in the room's household, or work in the post, from now.

    Where the company had noted someone with this phone, unable to know its holder, they take that one's place.
    Raises NotNow where it is over, NotAllowed for another's phone or one not proved by its code.
    """
    invitation = queries.lock(invitation)
    invited.check_may_answer(invitation, person=person, now=now)
    invited.check_maker_still_may(invitation)
    homes.take_noted_places(person, company_id=invitation.company_id, now=now)
    # Who moves in has not said yes to work, though the company may have hired them by the same phone.
    works = invitation.role_id is not None
    hired = hiring.take_noted_employment(person, company_id=invitation.company_id, now=now) if works else None
    if invitation.room:
        _join_home(invitation, invitation.room, person, now=now)
    elif hired is None or not _posts(
        invitation.company, invitation.phone, role=invitation.role, project=invitation.project
    ):
        _join_staff(invitation, person, now=now)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    ledger.record("people.joined", invitation, by=person, at=now, person=person, name=invitation.name)
    return invitation


@transaction.atomic
def decline(invitation: Invitation, *, person: Person, now: datetime) -> Invitation:
    """The holder of the phone says no: its code opens nothing more, and whoever sent it reads so.

    Whom a hiring had noted stays noted until the company ends it: the name and number are its own. Raises as `accept`.
    """
    invitation = queries.lock(invitation)
    invited.check_may_answer(invitation, person=person, now=now)
    invitation.declined_at = now
    invitation.save(update_fields=["declined_at"])
    # Where they were hired, or work already, it stands in the colleague's own story, which is what the company reads.
    hired = staff_queries.hired_by_phone(invitation.company_id, invitation.phone) if invitation.role else None
    # By the name that was typed: whose account has this phone is told to nobody it has not said yes to.
    by = Actor(invitation.name)
    ledger.record("people.invitation_declined", hired or invitation, by=by, at=now, name=invitation.name)
    return invitation


def _make(*, name: str, by: Staff, now: datetime, **to: Any) -> Invitation:
    invitation = Invitation.objects.create(
        code=codes.fresh(10),
        name=people.clean_name(name),
        invited_by=by,
        made_at=now,
        expires_at=now + VALID,
        **to,
    )
    ledger.record("people.invited", invitation, by=by, at=now, name=invitation.name)
    return invitation


def _join_home(invitation: Invitation, room: Room, person: Person, *, now: datetime) -> Household:
    household = people_queries.household_of(room)
    if household is None:
        return homes.move_in(room, person=person, relation=invitation.relation, by=person, now=now)
    homes.open_tenure(household, person, relation=invitation.relation, by=person, now=now)
    return household


def _join_staff(invitation: Invitation, person: Person, *, now: datetime) -> Staff:
    assert invitation.role is not None, "an invitation names a room or a role"
    role = role_queries.present(invitation.role, invitation.company_id)
    role_rules.check_stands(role)  # the company may have retired it since
    return staffing.appoint(
        invitation.company,
        person=person,
        name=invitation.name,
        role=role,
        line=invitation.line,
        title=invitation.title,
        project=invitation.project,
        by=invitation.invited_by,
        now=now,
    )


def _lives_in(room: Room, phone: str) -> bool:
    proved = Tenure.objects.filter(person__phone=phone, person__phone_verified=True, until=None)
    return proved.filter(household__room=room, household__until=None).exists()


def _posts(company: Company, phone: str, *, role: Role | None, project: Project | None) -> Any:
    known = Q(staff__person__phone=phone) | Q(staff__person__noted_phone=phone)
    return Post.objects.filter(
        known, staff__company=company, staff__left_on=None, role=role, project=project, until=None
    )


def _check_not_asked(*, now: datetime, **to: Any) -> None:
    """Raises NotNow where the same phone was asked to the same and may still answer."""
    asked = queries.standing(Invitation.objects.filter(**to), now=now).first()
    if asked:
        until = timezone.localtime(asked.expires_at)
        raise NotNow(
            gettext(
                "同样的邀请已经发给这个手机号了，{until:%-m月%-d日} 前有效。把那一份再转给对方，或先撤回它。"
            ).format(until=until)
        )
