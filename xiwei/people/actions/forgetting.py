"""What an erasure takes of consents, wishes and looks (people.erasures): they stand, with nobody's name and no words."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.people.erasures import Eraser, Erasing
from xiwei.people.models import Consent, Hold, Person, Wish
from xiwei.people.queries import retention
from xiwei.people.queries.looks import at_homes_of


def stands(person: Person, company_id: int) -> list[str]:
    """Whose data is held for a dispute is not erased while it runs."""
    if person.pk not in retention.spared(company_id):
        return []
    return [gettext("{name}的资料因为纠纷或调查暂时留着。").format(name=person.name)]


def erase_answers(deed: Erasing) -> None:
    """Answers and wishes stand with nobody; of looks at them it stays that somebody looked, when and in which post."""
    company = {"company_id": deed.company_id}
    deed.counts[gettext("同意书的回答")] = Consent.objects.filter(person=deed.person, **company).update(
        person=deed.left
    )
    wishes = Wish.objects.filter(person=deed.person, **company)
    deed.counts[gettext("关于资料的请求")] = wishes.update(person=deed.left, words="", through="", answer="")
    Hold.objects.filter(person=deed.person, **company).update(person=deed.left, reason="")
    looks = at_homes_of(deed.person).filter(**company)
    deed.counts[gettext("查看记录里的事由")] = looks.exclude(why="").update(why="")
    looks.filter(person=deed.person).update(person=deed.left)


PART = Eraser(_("同意、请求和查看记录"), stands, erase_answers)
