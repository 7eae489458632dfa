"""The matters of whoever is erased: what was done stays, for the estate; who asked, what was said and every picture go."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.seals import leaves
from xiwei.notices.actions import erasing as messages
from xiwei.people.erasures import Eraser, Erasing, Reason
from xiwei.people.models import Person
from xiwei.people.queries import erasing as lines
from xiwei.service.index import INDEX, pairs
from xiwei.service.models import (
    CallBack,
    Correction,
    Decline,
    Follower,
    HandOver,
    Photo,
    Rating,
    Thanks,
    Ticket,
    Wait,
    WorkOrder,
)
from xiwei.service.queries import erasing as queries
from xiwei.shared import codes


def stands(person: Person, company_id: int) -> list[Reason]:
    """What is still being done for them."""
    return [
        Reason(gettext("报事 {number} 还没有办结。").format(number=ticket.number), reverse("ticket", args=[ticket.pk]))
        for ticket in queries.still_open(person, company_id)
    ]


def erase(deed: Erasing) -> None:
    """Their matters in this company lose words, names and pictures; what they said of others' matters goes too."""
    tickets = list(queries.asked_by(deed.person, deed.company_id))
    told_as = {ticket.asker_name for ticket in tickets if ticket.asker_name}  # without an account, under whatever name
    for entry in lines.lines_about(Ticket._meta.label_lower, [ticket.pk for ticket in tickets]):
        by_them = entry["actor_staff_id"] is None and entry["actor_label"] in told_as
        deed.speaks(entry, leaves.SUBJECT, leaves.SAID, *((leaves.ACTOR,) if by_them else ()))
    _empty(tickets, deed)
    _empty_what_was_said(tickets, deed)
    _index(tickets)
    _drop_pictures(tickets, deed)
    messages.blank(_links([ticket.pk for ticket in tickets]), company_id=deed.company_id, now=deed.now)
    for kind, number, at in deed.spoke:  # what was told of their word on another's matter, and of nothing else
        if kind == Ticket._meta.label_lower:
            messages.blank(_links([number]), company_id=deed.company_id, now=deed.now, at=at)
    Follower.objects.filter(person=deed.person, company_id=deed.company_id).delete()
    Thanks.objects.filter(by=deed.person, company_id=deed.company_id).update(words="", by=deed.left)
    Rating.objects.filter(by=deed.person, company_id=deed.company_id).update(by=deed.left)
    deed.counts[gettext("报事")] = len(tickets)


def _empty(tickets: Sequence[Ticket], deed: Erasing) -> None:
    """The tickets' own words. Their lines, places, times and stars stay: they are the estate's."""
    for ticket in tickets:
        Ticket.objects.filter(pk=ticket.pk).update(
            words="", spot="", asker=deed.left if ticket.asker_id else None, asker_name="", asker_phone="",
            follow_code=codes.fresh(12),
        )  # fmt: skip


def _empty_what_was_said(tickets: Sequence[Ticket], deed: Erasing) -> None:
    """All that anyone wrote about these matters: it may tell of a home, whoever wrote it."""
    of = {"ticket__in": tickets}
    Correction.objects.filter(**of).delete()
    Rating.objects.filter(**of).update(words="")
    CallBack.objects.filter(**of).update(words="")
    Decline.objects.filter(**of).update(reason="", alternative="", reply="", tried="", answer="")
    Wait.objects.filter(**of).update(waits_for="", words="")
    WorkOrder.objects.filter(**of).update(reason="", needs="", reading="", signed_by="", note="")
    HandOver.objects.filter(order__ticket__in=tickets).update(reason="", refusal="")


def _index(tickets: Sequence[Ticket]) -> None:
    """Anew, when all is emptied: what was erased is not found by its words."""
    emptied = Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets])
    found = emptied.select_related("project", "item", "room", "place", "building", "asker", "first_contact")
    INDEX.put_many(pairs(list(found)))


def _drop_pictures(tickets: Sequence[Ticket], deed: Erasing) -> None:
    """The files go once the erasure is certain; the rows stay, for the lines cite them by number and hash."""
    photos = list(Photo.objects.filter(ticket__in=tickets).exclude(path=""))
    elsewhere = queries.shared_files(photos)
    deed.files += sorted({photo.path for photo in photos} - elsewhere)
    named = Photo.objects.filter(pk__in=[photo.pk for photo in photos])
    deed.counts[gettext("照片")] = named.update(path="")
    named.filter(actor_label__in=deed.names).update(actor_label="")


def _links(tickets: Sequence[int]) -> list[str]:
    orders = WorkOrder.objects.filter(ticket__in=tickets).values_list("pk", flat=True)
    return [reverse("ticket", args=[pk]) for pk in tickets] + [reverse("order", args=[pk]) for pk in orders]


PART = Eraser(_("报事"), stands, erase)
