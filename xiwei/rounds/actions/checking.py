"""Check a place against a standard, and see what was wrong put right (整改) to its end (A16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xiwei.estate.models import Place, Project
from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen
from xiwei.people.models import Staff
from xiwei.rounds.models import CheckPhoto, CheckState, Equipment, SpotCheck, Stop, Tally
from xiwei.rounds.queries import checking as queries
from xiwei.rounds.rules import checking as rules
from xiwei.rounds.rules import doing
from xiwei.service.actions import photos
from xiwei.service.models import Photo
from xiwei.shared.pictures import Picture
from xiwei.standards.models import Standard
from xiwei.standards.queries.standards import grade_of


@dataclass
class Looked:
    """What was seen, and what is to be put right where something is wrong."""

    answers: Mapping[str, str]
    note: str = ""
    taken: Sequence[Picture] = field(default_factory=list)
    wanted: str = ""
    due_on: date | None = None
    answering: Staff | None = None


@transaction.atomic
def check(
    project: Project, standard: Standard, spot: Place | Equipment, looked: Looked, *, by: Staff, now: datetime
) -> SpotCheck:
    """A spot check; what is wrong is given to somebody until a day. Raises NotAllowed or BadInput; nothing is written then."""
    rules.check_may_check(by, project)
    rules.check_fits(standard, spot, project)
    doing.check_note(looked.note)
    today, grade = timezone.localdate(now), grade_of(project, timezone.localdate(now))
    place, equipment = (spot, None) if isinstance(spot, Place) else (None, spot)
    as_stop = Stop(standard=standard, grade=grade, place=place, equipment=equipment)
    judged = doing.judge(as_stop, looked.answers, pictures=len(looked.taken))
    if judged.wrong:
        rules.check_wanted(looked.wanted, looked.due_on, looked.answering, project=project, today=today)
    made = SpotCheck.objects.create(
        company_id=project.company_id, project=project, place=place, equipment=equipment, standard=standard, grade=grade,
        code=standard.code, by=by, at=now, day=today, answers=judged.answers, wrong=judged.wrong,
        note=looked.note.strip(), state=rules.state_for(judged.wrong),
        **(
            {"wanted": looked.wanted.strip(), "due_on": looked.due_on, "answering": looked.answering}
            if judged.wrong else {}
        ),
    )  # fmt: skip
    kept = _keep(made, looked.taken, after=False, by=by, now=now)
    if judged.wrong:
        assert looked.answering is not None, "check_wanted has seen to it"
        ledger.record(
            "rounds.checked_wrong", made, by=by, at=now, evidence=kept, spot=str(spot), what=standard.name,
            wrong="；".join(judged.wrong), wanted=made.wanted, to=looked.answering.name, due=str(made.due_on),
        )  # fmt: skip
    else:
        ledger.record("rounds.checked", made, by=by, at=now, evidence=kept, spot=str(spot), what=standard.name)
    return made


def _keep(of: SpotCheck, taken: Sequence[Picture], *, after: bool, by: Staff, now: datetime) -> list[Photo]:
    kept = photos.keep_besides(
        taken, company_id=of.company_id, folder=f"checks/{of.pk}", by=by, now=now, seen_by=Seen.STAFF
    )
    CheckPhoto.objects.bulk_create(
        CheckPhoto(company_id=of.company_id, check_of=of, photo=one, after=after) for one in kept
    )
    return kept


@transaction.atomic
def answer(of: SpotCheck, *, words: str, taken: Sequence[Picture] = (), by: Staff, now: datetime) -> SpotCheck:
    """It is put right: who checked looks again. Raises NotAllowed, NotNow or BadInput."""
    of = queries.lock(of)
    rules.check_may_answer(by, of)
    rules.check_move(of, "answer")
    rules.check_words(words)
    of.state, of.answer, of.answered_at = CheckState.ANSWERED, words.strip(), now
    of.save(update_fields=["state", "answer", "answered_at"])
    kept = _keep(of, taken, after=True, by=by, now=now)
    ledger.record("rounds.check_answered", of, by=by, at=now, evidence=kept, spot=str(of.spot), answer=of.answer)
    return of


@transaction.atomic
def close(of: SpotCheck, *, by: Staff, now: datetime) -> SpotCheck:
    """Looked at again, and right. Raises NotAllowed or NotNow."""
    of = queries.lock(of)
    rules.check_may_close(by, of)
    rules.check_move(of, "close")
    of.state, of.closed_at = CheckState.CLOSED, now
    of.save(update_fields=["state", "closed_at"])
    ledger.record("rounds.check_closed", of, by=by, at=now, spot=str(of.spot), what=of.standard.name)
    return of


@transaction.atomic
def send_back(of: SpotCheck, *, reason: str, due_on: date | None, by: Staff, now: datetime) -> SpotCheck:
    """Looked at again, and not right: until another day. Raises NotAllowed, NotNow or BadInput."""
    of = queries.lock(of)
    rules.check_may_close(by, of)
    rules.check_move(of, "send_back")
    rules.check_words(reason)
    rules.check_wanted(of.wanted, due_on, of.answering, project=of.project, today=timezone.localdate(now))
    of.state, of.due_on, of.returned = CheckState.OPEN, due_on, of.returned + 1
    of.save(update_fields=["state", "due_on", "returned"])
    ledger.record(
        "rounds.check_sent_back", of, by=by, at=now, spot=str(of.spot), reason=reason.strip(), due=str(due_on)
    )
    return of


@transaction.atomic
def tally(project: Project, month: date) -> int:
    """Count a month of a project anew; returns how many standards stand in it. Safe to run twice.

    No line is written: the rows hold nothing but what the stops and checks say already.
    """
    counted = queries.counted(project, month)
    Tally.objects.filter(project=project, month=month).exclude(code__in=counted).delete()
    Tally.objects.bulk_create(
        [Tally(company_id=project.company_id, project=project, month=month, code=code, **row)
         for code, row in counted.items()],
        update_conflicts=True, unique_fields=["project", "code", "month"], update_fields=list(queries.COUNTS),
    )  # fmt: skip
    return len(counted)
