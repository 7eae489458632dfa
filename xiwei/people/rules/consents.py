"""May data be used so? The latest answer holds; of one who was never asked the purpose itself decides."""

from collections.abc import Sequence

from django.utils.translation import gettext

from xiwei.people.models import Consent, ConsentText, Household, Person, Staff
from xiwei.people.models.consents import How
from xiwei.people.purposes import Purpose, purpose_of
from xiwei.people.rules.permissions import Permission, check_permission
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow

PARTS = ("purpose", "data", "keeping", "refusing")


def allows(purpose: Purpose, latest: Consent | None) -> bool:
    """Whether data may be used for this purpose: by the last answer, whichever version it was given to.

    A new version asks anew; until it is answered the old answer holds for what the old one said (PIPL 14, 15).
    """
    return latest.given if latest else purpose.unasked


def check_purpose(code: str) -> Purpose:
    """Raises BadInput for a purpose there is not."""
    purpose = purpose_of(code)
    if purpose is None:
        raise BadInput(gettext("没有这一项同意书。"))
    return purpose


def check_may_publish(by: Staff | None, company_id: int) -> None:
    """Raises NotAllowed unless `by` answers for the company's use of data."""
    check_permission(by, Permission.PRIVACY_MANAGE, company_id=company_id, project_id=None)


def check_words(words: dict[str, str]) -> None:
    """Raises BadInput where one of the four things a person must be told is missing (PIPL 17)."""
    if not all(words.get(part, "").strip() for part in PARTS):
        raise BadInput(gettext("用来做什么、用哪些资料、保存多久、不同意会怎样，四样都要写。还没有发布。"))


def check_is_latest(text: ConsentText, latest: ConsentText | None) -> None:
    """Raises NotNow where another version has come out since the page was drawn: nobody agrees to what they did not read."""
    if latest is None or latest.pk != text.pk:
        raise NotNow(gettext("这份同意书刚刚有了新版本，请看过新的再答。您原来的回答不变。"))


def check_may_record(by: Staff, person: Person, homes: Sequence[Household], text: ConsentText, how: str) -> None:
    """Raises NotAllowed unless `by` looks after a home of this person; BadInput for what must be in writing and is not."""
    home = next((one for one in homes if one.company_id == text.company_id), None)
    if home is None:
        raise NotAllowed(gettext("{person}不是本小区的住户，不能代为登记。").format(person=person.name))
    check_permission(by, Permission.PEOPLE_SEE, company_id=home.company_id, project_id=home.project_id)
    if how not in (How.PAPER, How.SPOKEN):
        raise BadInput(gettext("请选是纸上签字，还是当面说的。"))
    purpose = purpose_of(text.code)
    if purpose and purpose.sensitive and how != How.PAPER:
        raise BadInput(gettext("这一项关系到敏感情况，要本人在纸上签字才能登记。还没有登记。"))
