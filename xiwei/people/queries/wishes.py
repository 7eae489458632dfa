"""Find wishes: one's own, and those that wait for an answer."""

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from xiwei.estate.models import Project
from xiwei.people.models import Household, Person, Post, Staff, Tenure, Wish, WishKind, WishState
from xiwei.people.queries import homes
from xiwei.people.queries.staff import with_posts
from xiwei.people.queries.who import Who
from xiwei.people.rules import Permission
from xiwei.people.rules import homes as home_rules
from xiwei.people.rules import wishes as rules
from xiwei.shared import scope

WITH = ("person", "project", "household__room", "recorded_by", "answered_by")


def lock(wish: Wish) -> Wish:
    """The row as it is now, held until the transaction ends."""
    return Wish.objects.select_for_update(of=("self",)).select_related("person", "project").get(pk=wish.pk)


@scope.everywhere("a person's own wishes, by their own rows")
def own(person: Person) -> list[Wish]:
    """All one asked for, of whichever company, the latest first."""
    return of_person(person)


def of_person(person: Person) -> list[Wish]:
    """The same of the companies in scope."""
    return list(Wish.objects.filter(person=person).select_related(*WITH, "company"))


@scope.everywhere("a person's own wish, by their own row")
def own_one(person: Person, pk: int) -> Wish:
    """One of one's own. Raises Wish.DoesNotExist for another's."""
    return Wish.objects.select_related(*WITH).get(pk=pk, person=person)


@scope.everywhere("where a person lives or lived, by their own rows")
def homes_to_ask(person: Person) -> list[Household]:
    """Where a wish may be addressed: of each company the home of now, else the last there was."""
    ties = Tenure.objects.filter(person=person).select_related("household__room", "household__project", "company")
    found: dict[int, Household] = {}
    for tie in sorted(ties, key=lambda one: (one.until is None, one.until or one.since, one.pk), reverse=True):
        found.setdefault(tie.company_id, tie.household)
    return list(found.values())


def project_for_wishes(who: Who, pk: int) -> Project:
    """A project whose wishes one may answer. Raises Project.DoesNotExist for a stranger, NotAllowed for a colleague."""
    return homes.project_for_homes(who, pk)


def of_project(project: Project, by: Staff) -> tuple[list[Wish], list[Wish]]:
    """Those that wait for this one's answer, and the others of the project this one may read."""
    found = Wish.objects.filter(project=project).select_related(*WITH)[:300]
    theirs = [one for one in found if rules.may_answer(by, one)]
    return [one for one in theirs if one.state == WishState.ASKED], [
        one for one in theirs if one.state != WishState.ASKED
    ]


def waiting(by: Staff, project_ids: Collection[int]) -> list[tuple[Project, int]]:
    """In which of these projects how many wait for this one's answer, for the page they begin the day on."""
    found = Wish.objects.filter(project__in=project_ids, state=WishState.ASKED).select_related("project")
    counts = Counter(one.project for one in found if rules.may_answer(by, one))
    return sorted(counts.items(), key=lambda one: one[0].pk)


def waiting_of(household: Household) -> list[Wish]:
    """What this home asked about its data and nobody has answered yet."""
    return list(Wish.objects.filter(household=household, state=WishState.ASKED))


def for_staff(who: Who, pk: int) -> Wish:
    """One that this one answers. Raises Wish.DoesNotExist for a stranger, NotAllowed for a colleague."""
    found = Wish.objects.select_related(*WITH, "company").get(pk=pk)
    staff = who.staff_in(found.company_id)
    if staff is None:
        raise Wish.DoesNotExist
    rules.check_may_answer(staff, found)
    return found


def who_answers(wish: Wish) -> QuerySet[Staff]:
    """Whoever may answer it: of an erasure the director; of a correction the same, for a butler finds it on their page."""
    permission = Permission.PEOPLE_MANAGE
    posts = Post.objects.filter(project=wish.project_id, until__isnull=True)
    granting = [one.staff_id for one in posts.select_related("role") if permission in one.role.permissions]
    return with_posts(Staff.objects.filter(pk__in=granting, left_on__isnull=True)).order_by("pk")


def person_without_account(who: Who, pk: int) -> tuple[Person, Household, Staff]:
    """Someone who cannot look for themselves, with the home through which this one may, and oneself there.

    Raises Person.DoesNotExist for a stranger, NotAllowed for a colleague, NotNow for one who has an account.
    """
    person = Person.objects.get(pk=pk)
    ties = Tenure.objects.filter(person=person, until__isnull=True, household__until__isnull=True)
    for tie in ties.select_related("household__room", "household__project").order_by("pk"):
        if staff := who.staff_in(tie.company_id):
            home_rules.check_may_look(staff, tie.household)
            rules.check_has_no_account(person)
            return person, tie.household, staff
    raise Person.DoesNotExist


def granted_erasures() -> list[Wish]:
    """Those that were granted and wait to be carried out, the oldest first; of the companies in scope."""
    return list(Wish.objects.filter(kind=WishKind.ERASE, state=WishState.GRANTED).order_by("answered_at", "pk"))
