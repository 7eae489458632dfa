"""Find pictures, from the person who asks."""

from django.db.models import Q, QuerySet

from xiwei.ledger.models import Seen
from xiwei.people.queries.who import Who
from xiwei.service.models import Photo, PhotoStage, Ticket
from xiwei.service.queries.tickets import served_by
from xiwei.service.rules.parties import is_theirs
from xiwei.shared import scope


def public(pk: int) -> Photo | None:
    """What was done in a public place, for anyone who holds the picture's key."""
    with scope.everywhere("what was done in public is anyone's to see"):
        return Photo.objects.filter(pk=pk, seen_by=Seen.PUBLIC).first()


def for_person(who: Who, pk: int) -> Photo:
    """A picture this person may see: staff with the ticket, and those it concerns.

    Raises Photo.DoesNotExist for a stranger's, and for a neighbour's, who sees public pictures by their keys alone.
    """
    photo = Photo.objects.select_related("ticket__item", "ticket__project", "ticket__household__room").get(pk=pk)
    ticket = photo.ticket
    if ticket is None:
        return _of_planned_work(who, photo)
    person = who.person
    mine = person is not None and is_theirs(ticket, person, who.household_ids)
    if mine and photo.seen_by >= Seen.RESIDENT:
        return photo
    if who.staff and Ticket.objects.filter(served_by(who), pk=ticket.pk).exists():
        return photo
    raise Photo.DoesNotExist


def _of_planned_work(who: Who, photo: Photo) -> Photo:
    """Taken on a round, at a place or equipment: every colleague may see it. Raises Photo.DoesNotExist for others."""
    if who.staff_in(photo.company_id) is None:
        raise Photo.DoesNotExist
    return photo


def by_holder(ticket: Ticket) -> QuerySet[Photo]:
    """What whoever holds the follow code may see of it: the finished work of their own matter, and what is public.

    Where who asked has an account, they sign in; the code then opens what is public alone.
    """
    shown = Q(seen_by=Seen.PUBLIC)
    if ticket.asker_id is None:
        shown |= Q(stage=PhotoStage.AFTER, seen_by__gte=Seen.RESIDENT)
    return Photo.objects.filter(shown, ticket=ticket).order_by("at", "pk")
