"""Find those who serve: a company's or a project's staff, one colleague, what is about to expire."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import dateformat
from django.utils.translation import gettext

from xiwei.estate.models import Company, Project
from xiwei.people import certificates
from xiwei.people.models import Credential, Person, Post, Role, Staff
from xiwei.people.queries.roles import standing
from xiwei.people.queries.who import Reach, Who
from xiwei.people.rules import Permission, check_may_give
from xiwei.people.rules.staff import check_may_see_staff
from xiwei.shared import phones
from xiwei.shared.refusals import may

# A certificate is warned of this long before it ends: time enough for a course and an examination.
WARNING = timedelta(days=60)


def with_posts(staff: QuerySet[Staff]) -> QuerySet[Staff]:
    """Staff as every rule and page needs them: person, present posts with role and project, certificates."""
    posts = Post.objects.filter(until__isnull=True).select_related("role", "project")
    return staff.select_related("person", "company").prefetch_related(Prefetch("posts", posts), "credentials")


def staff_for(
    who: Who, *, words: str = "", project_id: int | None = None, line: str = "", gone: bool = False
) -> QuerySet[Staff]:
    """The colleagues whom this person manages, narrowed by name, number or last four of the phone."""
    reach = Q(pk__in=[])
    for company_id, project in who.reach(Permission.PEOPLE_MANAGE):
        where = Q(company_id=company_id)
        # Someone without any post is the whole company's: hired, and not yet placed.
        reach |= where & Q(posts__project_id=project, posts__until__isnull=True) if project else where
    found = Staff.objects.filter(reach, left_on__isnull=not gone)
    if project_id:
        found = found.filter(posts__project_id=project_id, posts__until__isnull=True)
    if line:
        found = found.filter(posts__line=line, posts__until__isnull=True)
    if words.strip():
        found = found.filter(_said(words.strip()))
    return with_posts(found.distinct()).order_by("number", "pk")


def _said(words: str) -> Q:
    asked = Q(name__icontains=words) | Q(number__iexact=words) | Q(title__icontains=words)
    phone = Q(person__phone__endswith=words) | Q(person__noted_phone__endswith=words)
    return asked | phone if phones.is_asked_for(words) else asked


def staff_member(who: Who, pk: int) -> Staff:
    """One colleague. Raises Staff.DoesNotExist for a stranger to the company, NotAllowed without the right."""
    staff = with_posts(Staff.objects.all()).get(pk=pk)
    asking = who.staff_in(staff.company_id)
    if asking is None:
        raise Staff.DoesNotExist
    check_may_see_staff(asking, staff)
    return staff


def lock_staff(staff: Staff) -> Staff:
    """The row as it is now, held until the transaction ends."""
    return Staff.objects.select_for_update(of=("self",)).select_related("company", "person").get(pk=staff.pk)


def lock_post(post: Post) -> Post:
    """The row as it is now, held until the transaction ends."""
    held = Post.objects.select_for_update(of=("self",))
    return held.select_related("staff", "role", "project").get(pk=post.pk)


def employed(company: Company, person: Person) -> Staff | None:
    """This person's present employment by the company."""
    return Staff.objects.filter(company=company, person=person, left_on__isnull=True).first()


def hired_by_phone(company_id: int, phone: str) -> Staff | None:
    """Who works there now by this phone: as its holder, or noted with it until its holder says yes."""
    known = Q(person__phone=phone) | Q(person__noted_phone=phone)
    return Staff.objects.filter(known, company_id=company_id, left_on__isnull=True).order_by("pk").first()


def posts_of(staff: Staff) -> list[Post]:
    """Present posts with role and project."""
    return list(staff.posts.filter(until__isnull=True).select_related("role", "project"))


def post_for(who: Who, pk: int) -> Post:
    """One post of a colleague whose page one may see. Raises Post.DoesNotExist or NotAllowed."""
    post = Post.objects.select_related("staff", "role", "project").get(pk=pk)
    try:
        staff_member(who, post.staff_id)
    except Staff.DoesNotExist as absent:
        raise Post.DoesNotExist from absent
    return post


def companies_to_hire_in(who: Who) -> QuerySet[Company]:
    """Companies in which this person manages people, somewhere or everywhere."""
    return Company.objects.filter(pk__in={company_id for company_id, _ in who.reach(Permission.PEOPLE_MANAGE)})


def projects_to_post_in(who: Who) -> QuerySet[Project]:
    """Projects in which this person may give a post."""
    condition = Q(pk__in=[])
    for company_id, project_id in who.reach(Permission.PEOPLE_MANAGE):
        condition |= Q(pk=project_id) if project_id else Q(company_id=company_id)
    return Project.objects.filter(condition).select_related("company")


def roles_to_give(who: Who, company_ids: Iterable[int]) -> list[Role]:
    """Roles this person may give somewhere: the common ones and their companies' own."""
    roles = Role.objects.filter(standing(list(company_ids)))
    return [role for role in roles if any(_may_give_in(who, role, pair) for pair in _managed(who))]


def _managed(who: Who) -> Reach:
    return who.reach(Permission.PEOPLE_MANAGE)


def _may_give_in(who: Who, role: Role, pair: tuple[int, int | None]) -> bool:
    company_id, project_id = pair
    staff = who.staff_in(company_id)
    return may(check_may_give)(staff, role, company_id=company_id, project_id=project_id)


@dataclass(frozen=True)
class Held:
    """A certificate as a page shows it."""

    credential: Credential
    name: str
    tone: str
    says: str


def held(credentials: Iterable[Credential], *, today: date) -> list[Held]:
    """Certificates with what to say of their end: expired, soon to expire, or good until."""
    return [_held(one, today) for one in credentials]


def _held(one: Credential, today: date) -> Held:
    name, ends = certificates.name_of(one.kind), one.expires_on
    if ends is None:
        return Held(one, name, "leaf", gettext("长期有效"))
    said = dateformat.format(ends, gettext("Y年n月j日"))
    if ends < today:
        return Held(one, name, "red", gettext("已于 {said} 到期，需要它的活不再派给本人").format(said=said))
    if ends - today <= WARNING:
        return Held(
            one,
            name,
            "amber",
            gettext("{said} 到期，还有 {days} 天，请安排复审").format(said=said, days=(ends - today).days),
        )
    return Held(one, name, "leaf", gettext("有效期到 {said}").format(said=said))


def worst(found: Iterable[Held]) -> Held | None:
    """The certificate to speak of in a list: one that has ended, else one that soon will; None where all is well."""
    toned = [one for one in found if one.tone != "leaf"]
    return next((one for one in toned if one.tone == "red"), toned[0] if toned else None)


def colleagues(staff: Staff) -> QuerySet[Staff]:
    """Those who could stand in: everyone else with a present post in the same projects, or company-wide."""
    places = [post.project_id for post in staff.posts.all() if post.until is None]
    near = Q(posts__until__isnull=True) & (Q(posts__project_id__in=places) | Q(posts__project__isnull=True))
    found = Staff.objects.filter(near, company_id=staff.company_id, left_on__isnull=True)
    return with_posts(found.exclude(pk=staff.pk).distinct()).order_by("number", "pk")
