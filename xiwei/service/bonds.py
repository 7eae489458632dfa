"""What a household has with the heart when it leaves: its open tickets (people.bonds)."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people.bonds import By, Matter
from xiwei.people.models import Household, MatterFate, Transfer
from xiwei.service.actions import handing_on
from xiwei.service.models import Ticket
from xiwei.service.queries import bonds as queries
from xiwei.service.rules import bonds as rules
from xiwei.shared.refusals import NotNow
from xiwei.shared.tongue import Said


class Tickets:
    """Open tickets with their promises."""

    name = "ticket"
    title: Said = _("报事和承诺")

    def open_of(self, household: Household) -> list[Matter]:
        """All that are open, the nearest due first."""
        return [_matter(ticket) for ticket in queries.open_tickets(household)]

    def decide(self, fate: MatterFate, *, to: Household | None, by: By, now: datetime) -> None:
        """Carry it over, keep it or settle it."""
        handing_on.carry_out(fate, to=to, by=by, now=now)

    def part(self, household: Household, people: list[int], *, by: By, now: datetime) -> None:
        """What each asked there stays theirs to read."""
        handing_on.part(household, people)

    def check_undo(self, transfer: Transfer) -> None:
        """Raises NotNow where those who came have asked for something, or somebody went on with what was decided."""
        if (ticket := queries.asked_since(transfer)) is not None:
            raise NotNow(gettext("新住户已经报了“{what}”，不能撤销。").format(what=ticket.title))
        for fate in self._done(transfer):
            if queries.deed_since([fate.subject_id, fate.became_id or 0], fate.before["line"]) is not None:
                raise NotNow(gettext("“{what}”在变更之后已经有人接着办了，不能撤销。").format(what=fate.label))

    def undo(self, transfer: Transfer, *, by: By, now: datetime) -> None:
        """Each is the household's again, as it was."""
        for fate in self._done(transfer):
            handing_on.take_back(fate, by=by, now=now)
        if transfer.leaving is not None:
            handing_on.rejoin(transfer.leaving)

    def _done(self, transfer: Transfer) -> list[MatterFate]:
        """Those with which something was done."""
        return [fate for fate in transfer.fates.filter(bond=self.name).order_by("pk") if fate.before]


def _matter(ticket: Ticket) -> Matter:
    said = ticket.state_said
    if ticket.due_at:
        due = timezone.localtime(ticket.due_at)
        said = gettext("{state}，时限 {due}").format(state=said, due=f"{due:%-m-%d %H:%M}")
    if rules.is_own_cost(ticket):
        said = gettext("{state} · 报事人自费的服务：没做的不收、已收的退，和原住户结清").format(state=said)
    return Matter(
        Tickets.name, ticket.pk, str(ticket), said, reverse("ticket", args=[ticket.pk]), rules.fates(ticket),
        rules.proposed_words(ticket),
    )  # fmt: skip
