"""What a change of hands keeps of a person, taken away with the rest of them (people.erasures)."""

from django.utils.translation import gettext

from xiwei.people.erasures import NOBODY, Erasing
from xiwei.people.models import MatterFate, Paper
from xiwei.people.queries import transfers as queries


def erase(deed: Erasing) -> None:
    """Names and numbers of newcomers, papers with their pictures, and the words about matters of changes they were part of.

    Before their ties go to nobody: by these the changes are found.
    """
    found = queries.of_person(deed.person, deed.company_id)
    papers = Paper.objects.filter(transfer__in=found)
    deed.files += list(papers.exclude(scan="").values_list("scan", flat=True))
    papers.update(number="", scan="", sha256="")
    MatterFate.objects.filter(transfer__in=found).update(label=NOBODY, words="")
    for transfer in found:
        transfer.newcomers = [
            {"name": NOBODY, "phone": "", "relation": one["relation"]} if _is_theirs(deed, one) else one
            for one in transfer.newcomers
        ]
        transfer.note, transfer.why, transfer.later = "", "", ""
        transfer.save(update_fields=["newcomers", "note", "why", "later"])
    deed.counts[gettext("住户变更")] = len(found)


def _is_theirs(deed: Erasing, newcomer: dict[str, str]) -> bool:
    return deed.named_in(newcomer["name"]) or bool(newcomer["phone"] and newcomer["phone"] == deed.person.mobile)
