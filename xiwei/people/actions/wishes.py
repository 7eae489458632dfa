"""A person asks for their data to be put right or erased, takes it back, and is answered.

Who has moved out has no scope open any more, and is the likeliest to ask: their own doings open the company's they speak to.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import SYSTEM, Seen
from xiwei.people.actions import erasing
from xiwei.people.models import Household, Person, Staff, Wish, WishKind
from xiwei.people.queries import people as people_queries
from xiwei.people.queries import wishes as queries
from xiwei.people.rules import wishes as rules
from xiwei.people.rules.erasing import check_erasable
from xiwei.shared import scope
from xiwei.shared.refusals import NotNow
from xiwei.shared.tongue import kept_choice


@transaction.atomic
def ask_correction(
    person: Person, home: Household, *, words: str, through: str = "", by: Person | Staff, now: datetime
) -> Wish:
    """Something kept on the person is wrong: whoever looks after the home answers. Raises BadInput without words."""
    rules.check_words(words)
    with scope.within({home.company_id}):
        return _ask(person, home, WishKind.CORRECT, words=words, through=through, by=by, now=now)


@transaction.atomic
def ask_erasure(
    person: Person, home: Household, *, words: str = "", through: str = "", by: Person | Staff, now: datetime
) -> Wish:
    """The person asks that what need not stay goes: the director answers. Asked again while it waits, it is the same wish."""
    people_queries.lock(person)
    with scope.within({home.company_id}):
        standing = Wish.objects.filter(person=person, company_id=home.company_id, kind=WishKind.ERASE)
        for one in standing:
            if one.is_open:
                return one
        return _ask(person, home, WishKind.ERASE, words=words, through=through, by=by, now=now)


def _ask(person: Person, home: Household, kind: WishKind, *, words: str, through: str, by: Any, now: datetime) -> Wish:
    if isinstance(by, Staff):
        rules.check_may_ask_for(by, person, home, through)
    wish = Wish.objects.create(
        company_id=home.company_id, project_id=home.project_id, household=home, person=person, kind=kind,
        words=words.strip()[:300], through=through.strip()[:40], asked_at=now,
        recorded_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    _record("people.wish_asked", wish, by=by, now=now)
    ledger.publish("people.wish_asked", company_id=wish.company_id, at=now, wish=wish.pk)
    return wish


@transaction.atomic
def withdraw(wish: Wish, *, by: Person, now: datetime) -> Wish:
    """Taken back before it was answered: nothing changes, nobody is asked any more.

    Raises NotNow afterwards, NotAllowed for another's.
    """
    rules.check_is_theirs(wish, by)
    with scope.within({wish.company_id}):
        wish = queries.lock(wish)
        wish.state = rules.check_moves(wish, "withdraw")
        wish.save(update_fields=["state"])
        _record("people.wish_withdrawn", wish, by=by, now=now)
        ledger.publish("people.wish_withdrawn", company_id=wish.company_id, at=now, wish=wish.pk)
        return wish


@transaction.atomic
def grant(wish: Wish, *, by: Staff, now: datetime, answer: str = "") -> Wish:
    """The director agrees that it is erased: the worker carries it out within minutes (carry_out).

    Raises NotAllowed without people.manage there, NotNow unless it is an erasure that waits, or with all that stands in the
    way of erasing (they still live here, something is being done for them).
    """
    wish = queries.lock(wish)
    rules.check_may_answer(by, wish)
    rules.check_moves(wish, "grant")
    check_erasable(wish.person, wish.company_id)
    wish = _answer(wish, "grant", answer=answer, by=by, now=now)
    _record("people.erasure_granted", wish, by=by, now=now)
    ledger.publish("people.wish_answered", company_id=wish.company_id, at=now, wish=wish.pk)
    return wish


@transaction.atomic
def refuse(wish: Wish, *, answer: str, by: Staff, now: datetime) -> Wish:
    """No, and why; the person reads it. Raises BadInput without a reason."""
    wish = queries.lock(wish)
    rules.check_may_answer(by, wish)
    rules.check_reason(answer)
    wish = _answer(wish, "refuse", answer=answer, by=by, now=now)
    _record("people.wish_refused", wish, by=by, now=now, answer=wish.answer)
    ledger.publish("people.wish_answered", company_id=wish.company_id, at=now, wish=wish.pk)
    return wish


@transaction.atomic
def correct(wish: Wish, *, answer: str, by: Staff, now: datetime) -> Wish:
    """It has been put right; the answer says what was changed. Raises BadInput without a word of it."""
    wish = queries.lock(wish)
    rules.check_may_answer(by, wish)
    rules.check_what_was_put_right(answer)
    wish = _answer(wish, "correct", answer=answer, by=by, now=now)
    wish.done_at = now
    wish.save(update_fields=["done_at"])
    _record("people.wish_done", wish, by=by, now=now)
    ledger.publish("people.wish_answered", company_id=wish.company_id, at=now, wish=wish.pk)
    return wish


@transaction.atomic
def finish(wish: Wish, *, by: ledger.By, now: datetime) -> Wish:
    """What was granted has been carried out. Raises NotNow unless it had been granted."""
    wish = queries.lock(wish)
    wish.state, wish.done_at = rules.check_moves(wish, "finish"), now
    wish.save(update_fields=["state", "done_at"])
    _record("people.wish_done", wish, by=by, now=now)
    return wish


@transaction.atomic
def carry_out(wish: Wish, *, now: datetime) -> Wish:
    """Erase whoever asked, as was granted, and close the wish; the clock's, so what could not be is tried again.

    Raises NotNow with what has come to stand in the way since, NotYetSealed where a line has no leaf yet; then nothing is
    changed and the wish stands as granted. Safe to run twice.
    """
    wish = queries.lock(wish)
    rules.check_moves(wish, "finish")
    assert wish.answered_by is not None, "granted by somebody"
    erasing.take_away(
        wish.person, company_id=wish.company_id, by=wish.answered_by, now=now, reason=gettext("本人要求。")
    )
    return finish(wish, by=SYSTEM, now=now)


def _answer(wish: Wish, verb: str, *, answer: str, by: Staff, now: datetime) -> Wish:
    wish.state = rules.check_moves(wish, verb)
    wish.answer, wish.answered_by, wish.answered_at = answer.strip()[:300], by, now
    wish.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return wish


def _record(kind: str, wish: Wish, *, by: ledger.By, now: datetime, **data: str) -> None:
    """A line about the person, theirs to read; without their words, which are theirs alone to keep or lose."""
    what = kept_choice(wish, "kind")
    ledger.record(kind, wish, by=by, at=now, person=wish.person, seen_by=Seen.RESIDENT, what=what, **data)


def home_to_ask(person: Person, pk: int | None) -> Household:
    """The home a wish is addressed to: the one named, else the first. Raises NotNow for one who lives and lived nowhere."""
    homes = queries.homes_to_ask(person)
    if not homes:
        raise NotNow(gettext("您还没有登记在任何小区里，没有哪家公司保存着您的住户资料。"))
    return next((one for one in homes if one.pk == pk), homes[0])
