"""Find it: the role someone has on, and the person they are taken for meanwhile."""

from collections.abc import MutableMapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xiwei.estate.models import Project
from xiwei.people.models import Line, Person, Post, Role, Staff
from xiwei.people.queries import roles as queries
from xiwei.people.queries.who import FACES, Who
from xiwei.people.rules import trying as rules
from xiwei.shared.refusals import NotAllowed

KEY = "tried"


@dataclass(frozen=True)
class Tried:
    """A role on trial: whose, where (None: the whole company), until when; what of it the editor lacks themself."""

    role: Role
    project: Project | None
    staff: Staff
    until: datetime

    @property
    def shown(self) -> list[str]:
        return rules.shown_of(self.staff, self.role, self.project.pk if self.project else None)

    @property
    def hidden(self) -> int:
        """How many of the role's permissions are not shown, because the editor has them not."""
        return len(set(self.role.permissions) - set(self.shown))


def projects(staff: Staff) -> list[Project]:
    """Where a role can be tried on: the company's projects."""
    return list(Project.objects.filter(company_id=staff.company_id).order_by("pk"))


def put_on(session: MutableMapping[str, Any], role: Role, project: Project | None, *, now: datetime) -> None:
    """From now on, in this session alone; nothing is kept of the person."""
    until = (now + rules.LASTS).timestamp()
    session[KEY] = {"role": role.pk, "project": project.pk if project else None, "until": until}


def take_off(session: MutableMapping[str, Any]) -> int | None:
    """Themself again; the role they had on, or None."""
    had = session.pop(KEY, None)
    return had["role"] if had else None


def tried(session: MutableMapping[str, Any], who: Who, *, now: datetime) -> Tried | None:
    """The role this session has on; None where its time is over, or it or the right to try it on is gone."""
    said = session[KEY]
    if now.timestamp() >= said["until"]:
        return None
    try:
        staff = queries.editor(who)
        role = queries.role_for(staff, said["role"])
        project = Project.objects.get(pk=said["project"], company_id=staff.company_id) if said["project"] else None
    except (NotAllowed, Role.DoesNotExist, Project.DoesNotExist):
        return None
    if role.retired_at:
        return None
    return Tried(role, project, staff, datetime.fromtimestamp(said["until"], tz=now.tzinfo))


def as_role(who: Who, on: Tried) -> Who:
    """Whom the pages take the editor for: one employment with one post, no homes, and nobody's inbox.

    Every look at a resident is still written down as the editor's: the employment stays their own.
    """
    assert who.person is not None
    nobody = Person(pk=0, name=str(on.role), look=who.person.look, language=who.person.language)
    return Who(nobody, staff=[_bearing(on)], stands_in=True)


def _bearing(on: Tried) -> Staff:
    """A copy: what is kept of the person (ledger.editions) is shared by all their requests and stays as it is."""
    # DANGER: a copied row shares its prefetched rows with the one it was copied from; they are replaced, never changed.
    staff, role = copy(on.staff), copy(on.role)
    role.permissions = on.shown
    post = Post(pk=0, company=staff.company, staff=staff, role=role, project=on.project, line=Line.MANAGEMENT)
    posts = Post.objects.none()
    posts._result_cache = [post]
    staff.__dict__["_prefetched_objects_cache"] = {"posts": posts}
    return staff


def face(on: Tried) -> str:
    """The face its bearers see: the widest the role gives, of what is shown of it."""
    return next((face for face, permission in FACES if permission in on.shown), "stranger")
