"""May it? Asking for one's data to be put right or erased, and answering."""

from django.utils.translation import gettext

from xiwei.people.models import Household, Person, Staff, Wish, WishKind, WishState
from xiwei.people.rules.moves import WISH, WISH_OF
from xiwei.people.rules.permissions import Permission, check_permission
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may


def check_moves(wish: Wish, verb: str) -> WishState:
    """The state the verb leads to. Raises NotNow where the wish is past it, or is of the other kind."""
    move = WISH[verb]
    if wish.state not in move.before or wish.kind != WISH_OF.get(verb, wish.kind):
        raise NotNow(gettext("这个请求现在是“{state}”，不能再这样办。").format(state=wish.get_state_display()))
    return WishState(str(move.after))


def check_words(words: str) -> None:
    """Raises BadInput for a correction that does not say what is wrong."""
    if not words.strip():
        raise BadInput(gettext("请写一句哪里不对、应该是什么。还没有提交。"))


def check_reason(reason: str) -> None:
    """Raises BadInput for an answer without a word: a no must say why (PIPL 47, 50)."""
    if not reason.strip():
        raise BadInput(gettext("请写明原因，本人会看到。还没有答复。"))


def check_is_theirs(wish: Wish, by: Person) -> None:
    """Raises NotAllowed for another's wish."""
    if wish.person_id != by.pk:
        raise NotAllowed(gettext("这是别人的请求，您不能操作。"))


def check_may_ask_for(by: Staff, person: Person, home: Household, through: str) -> None:
    """Raises NotAllowed without people.see there; NotNow for one who can ask themselves; BadInput without who asks."""
    check_permission(by, Permission.PEOPLE_SEE, company_id=home.company_id, project_id=home.project_id)
    check_has_no_account(person)
    if not through.strip():
        raise BadInput(gettext("请写是家里哪一位大人来办的。还没有提交。"))


def check_has_no_account(person: Person) -> None:
    """Raises NotNow for one with a mobile: their data is theirs to read, and staff have no business with the whole.

    Whether the mobile is their way in or only noted makes no difference: it would tell of an account others know.
    """
    if person.mobile:
        raise NotNow(gettext("{person}有账号，请本人在“我的”里查看和办理。").format(person=person.name))


def check_may_answer(by: Staff | None, wish: Wish) -> None:
    """A correction is answered by whoever looks after homes there; an erasure by whoever answers for the estate's people."""
    needed = Permission.PEOPLE_MANAGE if wish.kind == WishKind.ERASE else Permission.PEOPLE_SEE
    check_permission(by, needed, company_id=wish.company_id, project_id=wish.project_id)


may_answer = may(check_may_answer)
