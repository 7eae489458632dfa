"""Persons: made once for a phone, and changed by themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from xiwei.ledger import actions as ledger
from xiwei.ledger.models import Seen, Where
from xiwei.people.models import Household, Look, Person, Staff, Tenure
from xiwei.people.queries import people as people_queries
from xiwei.shared import phones, pictures, scope, tongue
from xiwei.shared.refusals import BadInput

NAME_LENGTH = 40
PASSWORD_HIDDEN = "登录密码"  # noqa: S105  (the words of the line, never the secret)


@transaction.atomic
def ensure_person(phone: str, name: str, *, by: ledger.By, now: datetime) -> Person:
    """The one person of this phone: found, or made with that name, no password, the phone not yet proved.

    Someone known keeps the name they have. A line stands in the company of the staff member who made them;
    where the program makes them, their first tie to a company is the line. Raises BadInput for a bad phone or
    name.
    """
    number, said = phones.read(phone), clean_name(name)
    person, made = Person.objects.get_or_create(
        phone=number, defaults={"name": said, "joined_at": now, "password": unusable_password()}
    )
    if made:
        _registered(person, by=by, now=now)
    return person


@transaction.atomic
def ensure_resident(phone: str, name: str, *, company_id: int, by: ledger.By, now: datetime) -> Person:
    """The person this phone stands for in this company; a phone typed in tells nobody whether others know it.

    One known here keeps the name they have. An account only others know is taken under its own name alone; under any
    other someone new is made who is noted with the phone and has no way in, until its holder accepts an invitation
    (`homes.take_noted_places`). Raises BadInput for a bad phone or name.
    """
    number, said = phones.read(phone), clean_name(name)
    holder = people_queries.by_phone(number)
    if holder is None or not people_queries.unknown_to(company_id, [holder]):
        noted = None if holder else people_queries.noted(company_id, number)
        return noted or ensure_person(number, said, by=by, now=now)
    people_queries.lock(holder)  # of two who register the same at once the second finds whom the first noted
    noted = people_queries.noted(company_id, number)
    if noted or holder.name == said:
        return noted or holder
    return note_person(number, said, by=by, now=now)


def note_person(phone: str, name: str, *, by: ledger.By, now: datetime) -> Person:
    """Someone new who is noted with a phone another's account holds, and has no way in. Raises BadInput for a bad name."""
    made = Person.objects.create(noted_phone=phone, name=clean_name(name), joined_at=now, password=unusable_password())
    _registered(made, by=by, now=now)
    return made


def _registered(person: Person, *, by: ledger.By, now: datetime) -> None:
    if isinstance(by, Staff):
        subject = Known(person, by.company_id)
        ledger.record("people.person_registered", subject, by=by, at=now, person=person, name=person.name)


def person_without_phone(name: str, *, now: datetime) -> Person:
    """Someone known to one household only; their tie to it is the line. Raises BadInput for a bad name."""
    return Person.objects.create(name=clean_name(name), joined_at=now, password=unusable_password())


def clean_name(name: str) -> str:
    """A name as it is kept. Raises BadInput where it is empty, too long, or not fit for print."""
    said = " ".join(name.split())
    if not said:
        raise BadInput(gettext("姓名没有填写。请填写姓名或称呼。"))
    if len(said) > NAME_LENGTH:
        raise BadInput(
            gettext("姓名最多 {name_length} 个字，现在有 {count} 个字。请缩短一些。").format(
                name_length=NAME_LENGTH, count=len(said)
            )
        )
    if not said.isprintable():
        raise BadInput(gettext("姓名里有不能显示的字符。请删去后重新填写。"))
    return said


def unusable_password() -> str:
    """A mark that no password matches, drawn anew each time."""
    blank = Person()
    blank.set_unusable_password()
    return blank.password


@transaction.atomic
def change_person(person: Person, *, name: str | None = None, email: str | None = None, now: datetime) -> Person:
    """The person corrects their own name or e-mail. Homes that go by their name go by the new one.

    Their companies' lines tell the old name and the new, as words of the person's that an erasure takes along; of an e-mail
    that it was corrected.
    """
    person = people_queries.lock(person)
    if name is not None and (after := clean_name(name)) != (before := person.name):
        person.name = after
        person.save(update_fields=["name"])
        for company in people_queries.companies_of(person):
            rename_homes(person, before=before, company_id=company.pk)
        record_everywhere("people.name_changed", person, now=now, before=before, after=after)
    return _keep(person, {} if email is None or email == person.email else {"email": email}, now=now)


def rename_homes(person: Person, *, before: str, company_id: int) -> None:
    """A household of theirs that went by the old name goes by the new one, in one company; the line is the caller's."""
    with scope.within({company_id}):
        theirs = Tenure.objects.filter(person=person, company_id=company_id).values("household")
        Household.objects.filter(pk__in=theirs, name=before).update(name=person.name)


@transaction.atomic
def set_face(person: Person, *, picture: pictures.Picture | None, now: datetime) -> Person:
    """The person's picture becomes this one, or none; the old file goes once that is certain."""
    person = people_queries.lock(person)
    old, new = person.face, pictures.keep(picture, "faces") if picture else ""
    if old:
        transaction.on_commit(lambda: pictures.drop(old))
    try:
        return _keep(person, {"face": new} if old != new else {}, now=now)
    except Exception:
        if new:
            pictures.drop(new)
        raise


@transaction.atomic
def set_look(person: Person, *, look: str, now: datetime) -> Person:
    """How pages are drawn for this person. Raises BadInput for a look there is not."""
    if look not in Look.values:
        raise BadInput(gettext("没有这种显示方式。请在“标准”和“大字”里选一种。"))
    return _keep(people_queries.lock(person), {"look": look}, now=now)


@transaction.atomic
def set_language(person: Person, *, language: str, now: datetime) -> Person:
    """The tongue this person reads the pages in, on every device. Raises BadInput for one they are not written in."""
    if not tongue.known(language):
        raise BadInput(gettext("没有这种语言。请在“中文”和“English”里选一种。"))
    return _keep(people_queries.lock(person), {"language": language}, now=now)


@transaction.atomic
def set_password(person: Person, *, password: str, now: datetime) -> Person:
    """The person chooses a password; every other session of theirs ends with the old one."""
    person = people_queries.lock(person)
    person.set_password(password)
    return _keep(person, {"password": person.password}, now=now)


@transaction.atomic
def sign_out_everywhere(person: Person, *, now: datetime) -> Person:
    """Every session of this person ends, but for one the caller renews."""
    person = people_queries.lock(person)
    return _keep(person, {"sessions_ended": person.sessions_ended + 1}, now=now)


@transaction.atomic
def prove_phone(person: Person, *, phone: str, now: datetime) -> Person:
    """The person has shown that `phone` is theirs: they received its code.

    Where it takes the place of another, every session of theirs ends but for one the caller renews, and the fact
    people.phone_changed tells them in their inbox.
    Raises BadInput where the number is another person's: two people cannot share one way in.
    """
    person = people_queries.lock(person)
    if Person.objects.filter(phone=phone).exclude(pk=person.pk).exists():
        raise BadInput(gettext("这个手机号已由另一个账号使用，原来的手机号保留不变。请联系物业核对。"))
    changed: dict[str, Any] = {"phone": phone, "phone_verified": True}
    if person.phone and person.phone != phone and person.phone_verified:
        changed["sessions_ended"] = person.sessions_ended + 1
        for company in people_queries.companies_of(person)[:1]:  # one message, however many companies know them
            with scope.within({company.pk}):
                ledger.publish("people.phone_changed", company_id=company.pk, at=now, person=person.pk)
    return _keep(person, changed, now=now)


WHAT = {
    "name": "姓名",
    "email": "邮箱",
    "face": "头像",
    "look": "显示方式",
    "language": "语言",
    "password": PASSWORD_HIDDEN,
    "phone": "手机号",
    "phone_verified": "手机号验证",
    "sessions_ended": "登录设备",
}


def _keep(person: Person, changed: dict[str, Any], *, now: datetime) -> Person:
    """Write these fields, with a line in each company that knows the person; no change, no line."""
    if not changed:
        return person
    for key, value in changed.items():
        setattr(person, key, value)
    person.save(update_fields=list(changed))
    record_everywhere("people.person_changed", person, now=now, what="、".join(WHAT[key] for key in changed))
    return person


class Known:
    """A person as one company's ledger has them: a person is no company's, but a line must be some company's.

    It places them in no room and no household, so that a sign-in shows on nobody's timeline but their own.
    """

    _meta = Person._meta

    def __init__(self, person: Person, company_id: int):
        self.pk, self.label, self.where = person.pk, str(person), Where(company_id)

    def __str__(self) -> str:
        return self.label


def record_everywhere(kind: str, person: Person, *, now: datetime, **data: Any) -> None:
    """A line about the person, by themself and theirs to read, in each company they have to do with."""
    known = [Known(person, company.pk) for company in people_queries.companies_of(person)]
    lines = [ledger.line(kind, one, by=person, at=now, person=person, seen_by=Seen.RESIDENT, **data) for one in known]
    # Who is only just coming in has no scope open yet: these companies are theirs.
    with scope.within(line.company_id for line in lines):
        ledger.record_many(lines)
