"""What an erasure takes of consents, wishes and looks (people.erasures): they stand, with nobody's name and no words."""

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM
from xiwei.ledger.seals import leaves
from xiwei.people.erasures import Eraser, Erasing, Reason
from xiwei.people.models import Consent, Hold, Person, Viewing, Wish, WishKind, WishState
from xiwei.people.queries import erasing as lines
from xiwei.people.queries import retention
from xiwei.people.queries.looks import at_homes_of
from xiwei.people.rules import looks as rules
from xiwei.people.rules import wishes as wish_rules
from xiwei.shared import names
from xiwei.shared.names import NOBODY
from xiwei.shared.tongue import kept_choice


def stands(person: Person, company_id: int) -> list[Reason]:
    """Whose data is held for a dispute is not erased while it runs."""
    if person.pk not in retention.spared(company_id):
        return []
    return [Reason(gettext("{name}的资料因为纠纷或调查暂时留着。").format(name=person.name))]


def erase_answers(deed: Erasing) -> None:
    """Answers and wishes stand with nobody; of looks at them it stays that somebody looked, when and in which post."""
    company = {"company_id": deed.company_id}
    deed.counts[gettext("同意书的回答")] = Consent.objects.filter(person=deed.person, **company).update(
        person=deed.left
    )
    wishes = Wish.objects.filter(person__in=(deed.person, deed.left), **company)
    _erase_lines_of(wishes, deed)
    _let_lapse(wishes, deed)
    deed.counts[gettext("关于资料的请求")] = wishes.update(person=deed.left, words="", through="", answer="")
    Hold.objects.filter(person=deed.person, **company).update(person=deed.left, reason="")
    # Their ties to homes stand with whoever stands in their place by now.
    _erase_looks(deed, (at_homes_of(deed.person) | at_homes_of(deed.left)).filter(**company))


def _let_lapse(wishes: QuerySet[Wish], deed: Erasing) -> None:
    """Nobody is left to be answered: what still waits is closed. Not the erasure itself, which whoever carries it out ends."""
    for wish in wishes.filter(kind=WishKind.CORRECT, state=WishState.ASKED):
        wish.state, wish.done_at, wish.person = wish_rules.check_moves(wish, "lapse"), deed.now, deed.left
        wish.save(update_fields=["state", "done_at", "person"])
        ledger.record(
            "people.wish_lapsed", wish, by=SYSTEM, at=deed.now, person=deed.left, what=kept_choice(wish, "kind")
        )


def _erase_lines_of(wishes: QuerySet[Wish], deed: Erasing) -> None:
    """What was answered is about them, whoever wrote it: it goes from the lines as well."""
    for entry in lines.lines_about(Wish._meta.label_lower, list(wishes.values_list("pk", flat=True))):
        deed.speaks(entry, leaves.SUBJECT, leaves.SAID, leaves.TOLD)


def _erase_looks(deed: Erasing, looks: QuerySet[Viewing]) -> None:
    """They go on saying whom they were about then, in a home that goes by another's name now: somebody who was erased."""
    theirs = names.masked(deed.person.name)
    # Before the name was kept with the look, it was the home's, which another's has taken the place of.
    looks.filter(person=None, named__in=("", theirs), household__in=deed.renamed).update(named=NOBODY)
    looks.filter(named=theirs, household__in=deed.renamed).update(named=NOBODY)
    for pk, kind, why, matter, about in looks.exclude(why="").values_list("pk", "kind", "why", "matter_type", "person"):
        left = rules.reason_left(kind, why, for_matter=bool(matter))
        if left != why and (about in (None, deed.person.pk) or deed.named_in(why)):
            deed.counts[gettext("查看记录里的事由")] += Viewing.objects.filter(pk=pk).update(why=left)
    looks.filter(person=deed.person).update(person=deed.left)


PART = Eraser(_("同意、请求和查看记录"), stands, erase_answers)
