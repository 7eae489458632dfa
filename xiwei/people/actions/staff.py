"""Hire, post, let go; the certificates a colleague holds."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.estate.models import Company, Project
from xiwei.estate.rules import By, check_name
from xiwei.ledger import actions as ledger
from xiwei.people import certificates
from xiwei.people.actions import hiring
from xiwei.people.actions.people import ensure_person
from xiwei.people.models import Credential, Leave, LeaveState, Person, Post, Role, Shift, Staff
from xiwei.people.queries import staff as queries
from xiwei.people.queries.people import by_phone
from xiwei.people.rules import staff as rules
from xiwei.shared import phones


@transaction.atomic
def hire(
    company: Company,
    *,
    phone: str,
    name: str,
    role: Role,
    line: str,
    by: By,
    now: datetime,
    project: Project | None = None,
    title: str = "",
    number: str = "",
    joined_on: date | None = None,
) -> Staff:
    """Take someone on by their phone, with their first post.

    A phone nobody has becomes a way in at once. One that has an account is noted, for its holder to say yes or not: no
    colleague makes an employee of somebody's account (hiring.note_hired).

    Raises NotAllowed where `by` may not give that role there, BadInput for a bad phone or name, NotNow where the
    phone's owner works here already.
    """
    rules.check_may_appoint(by, role, company=company, project_id=project.pk if project else None)
    mobile = phones.read(phone)
    rules.check_not_employed(queries.hired_by_phone(company.pk, mobile))
    if isinstance(by, Staff) and by_phone(mobile):
        person = hiring.note_hired(
            mobile, name, company=company, role=role, line=line, title=title, project=project, by=by, now=now
        )
    else:
        person = ensure_person(mobile, name, by=by, now=now)
    return appoint(
        company,
        person=person,
        name=name,
        role=role,
        line=line,
        project=project,
        title=title,
        number=number,
        joined_on=joined_on,
        by=by,
        now=now,
    )


@transaction.atomic
def appoint(
    company: Company,
    *,
    person: Person,
    role: Role,
    line: str,
    by: By,
    now: datetime,
    project: Project | None = None,
    name: str = "",
    title: str = "",
    number: str = "",
    joined_on: date | None = None,
) -> Staff:
    """Give someone a post, taking them on first where they do not work here yet.

    `by` is whoever gives the post: for an invitation, whoever made it. Raises as hire() and give_post() do.
    """
    rules.check_may_appoint(by, role, company=company, project_id=project.pk if project else None)
    staff = queries.employed(company, person)
    if staff is None:
        staff = _engage(company, person, name or person.name, title or role.title, number, joined_on, by, now)
    give_post(staff, role=role, line=line, project=project, by=by, now=now)
    return staff


def _engage(
    company: Company,
    person: Person,
    name: str,
    title: str,
    number: str,
    joined_on: date | None,
    by: By,
    now: datetime,
) -> Staff:
    check_name(name, what=gettext("姓名"), limit=40)
    check_name(title, what=gettext("岗位名称"), limit=30)
    staff = Staff.objects.create(
        company=company,
        person=person,
        number=number.strip()[:20],
        name=name.strip(),
        title=title.strip(),
        joined_on=joined_on or timezone.localdate(now),
    )
    ledger.record("people.staff_hired", staff, by=by, at=now, person=person, name=staff.name, title=staff.title)
    return staff


@transaction.atomic
def give_post(
    staff: Staff,
    *,
    role: Role,
    line: str,
    by: By,
    now: datetime,
    project: Project | None = None,
    since: date | None = None,
) -> Post:
    """A standing in one project, or without one in the whole company; its powers begin that day.

    Raises NotAllowed where the role's powers are beyond those of `by`, NotNow for someone who left or has it already.
    """
    project_id = project.pk if project else None
    staff = queries.lock_staff(staff)
    rules.check_may_appoint(by, role, company=staff.company, project_id=project_id)
    rules.check_employed(staff)
    rules.check_line(line)
    rules.check_new_post(role, project_id, queries.posts_of(staff))
    post = Post.objects.create(
        company=staff.company,
        staff=staff,
        project=project,
        role=role,
        line=line,
        since=since or timezone.localdate(now),
    )
    _record("people.post_given", post, by=by, now=now)
    return post


@transaction.atomic
def end_post(post: Post, *, by: By, now: datetime) -> Post:
    """The post ends today: its powers stop at once, and the fact people.post_ended lets work be passed on."""
    post = queries.lock_post(post)
    rules.check_may_end_post(by, post)
    rules.check_post_stands(post)
    _end(post, by=by, now=now)
    return post


def _end(post: Post, *, by: By, now: datetime) -> None:
    post.until = timezone.localdate(now)
    post.save(update_fields=["until"])
    ledger.publish(
        "people.post_ended",
        company_id=post.company_id,
        at=now,
        staff=post.staff_id,
        project=post.project_id,
        line=post.line,
    )
    _record("people.post_ended", post, by=by, now=now)


def _record(kind: str, post: Post, *, by: By, now: datetime) -> None:
    staff, where = post.staff, post.project.name if post.project else "全公司"
    # About the colleague, not the post: their page reads the lines about them as one story.
    ledger.record(kind, staff, by=by, at=now, person=staff.person, name=staff.name, role=post.role.title, project=where)


@transaction.atomic
def dismiss(staff: Staff, *, by: By, now: datetime, reason: str) -> Staff:
    """The colleague leaves the company today: posts end, shifts to come and leave not yet answered fall away.

    The fact people.staff_left lets their tickets pass to the director (heart.md). Raises NotAllowed, NotNow, BadInput.
    """
    staff = queries.lock_staff(staff)
    rules.check_employed(staff)
    rules.check_may_dismiss(by, staff)
    rules.check_leaving_reason(reason)
    for post in queries.posts_of(staff):
        _end(post, by=by, now=now)
    Leave.objects.filter(staff=staff, state=LeaveState.ASKED).update(state=LeaveState.WITHDRAWN)
    dropped, _ = Shift.objects.filter(staff=staff, starts_at__gt=now).delete()
    hiring.withdraw_hired(staff, now=now)
    staff.left_on = timezone.localdate(now)
    staff.save(update_fields=["left_on"])
    ledger.publish("people.staff_left", company_id=staff.company_id, at=now, staff=staff.pk)
    ledger.record(
        "people.staff_left",
        staff,
        by=by,
        at=now,
        person=staff.person,
        name=staff.name,
        reason=reason.strip(),
        shifts=dropped,
    )
    return staff


@transaction.atomic
def hold_credential(
    staff: Staff,
    *,
    kind: str,
    by: By,
    now: datetime,
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Credential:
    """Register a certificate; a newer one of its kind takes the older's place, so that one end date counts."""
    staff = queries.lock_staff(staff)
    rules.check_may_manage_staff(by, staff)
    rules.check_employed(staff)
    rules.check_certificate(kind, issued_on=issued_on, expires_on=expires_on)
    credential, _ = Credential.objects.update_or_create(
        staff=staff,
        kind=kind,
        defaults={
            "company": staff.company,
            "number": number.strip()[:40],
            "issued_on": issued_on,
            "expires_on": expires_on,
        },
    )
    ledger.record(
        "people.credential_held",
        staff,
        by=by,
        at=now,
        person=staff.person,
        name=staff.name,
        kind=certificates.name_of(kind),
    )
    return credential
