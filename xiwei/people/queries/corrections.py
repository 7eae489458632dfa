"""Find what is to be put right, and whose the name and the phone are."""

from xiwei.people.models import Person, Staff, Tenure, Wish, WishKind, WishState
from xiwei.people.queries.erasing import known_elsewhere
from xiwei.people.queries.who import Who
from xiwei.people.rules import corrections as rules

WITH = ("household__room", "household__project", "person")


def tenure_to_correct(who: Who, pk: int) -> Tenure:
    """A tie whose person one may put right. Raises Tenure.DoesNotExist for a stranger, NotAllowed for a colleague."""
    tenure = Tenure.objects.select_related(*WITH).get(pk=pk)
    staff = who.staff_in(tenure.company_id)
    if staff is None:
        raise Tenure.DoesNotExist
    rules.check_may_correct(staff, tenure)
    return tenure


def tie_of(wish: Wish) -> Tenure | None:
    """The tie of whoever asked to the home they asked through: the one of now, else the last."""
    ties = Tenure.objects.filter(household=wish.household_id, person=wish.person_id)
    return ties.filter(until=None).first() or ties.order_by("-until", "-pk").first()


def waiting(tenure: Tenure) -> Wish | None:
    """The correction this person asked of the company and that waits for its answer, the earliest; or none."""
    found = Wish.objects.filter(
        person=tenure.person_id, company=tenure.company_id, kind=WishKind.CORRECT, state=WishState.ASKED
    )
    return found.order_by("asked_at", "pk").first()


def has_own_account(person: Person, company_id: int) -> bool:
    """Whether name and phone are the person's own: they have signed in, serve somewhere, or others know them by the phone.

    One answer for all of these, so that nobody learns by it whether another company knows them.
    """
    if person.phone is None:
        return False
    proved = person.phone_verified or person.has_usable_password()
    return proved or Staff.objects.filter(person=person).exists() or known_elsewhere(person, company_id)
