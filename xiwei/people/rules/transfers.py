"""May it? A change of who holds or lives in a room: what each kind needs, and which dates and people can be kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from xiwei.estate.models import Room
from xiwei.estate.rules import By, check_permitted
from xiwei.people.bonds import Matter
from xiwei.people.models import Household, PaperKind, Tenure, Transfer, TransferKind, TransferState
from xiwei.people.rules.moves import TRANSFER
from xiwei.people.rules.permissions import Permission
from xiwei.shared import phones
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may
from xiwei.shared.tongue import joined

CAME_TO_NOTHING = (TransferState.CANCELLED, TransferState.HALTED, TransferState.UNDONE)
UNDO_WITHIN = timedelta(hours=24)
FARTHEST = timedelta(days=366)
MOST_NEWCOMERS = 8

K, P = TransferKind, PaperKind
PAPERS: dict[str, tuple[PaperKind, ...]] = {
    K.SOLD: (P.IDENTITY, P.TITLE, P.SALE, P.HANDOVER),
    K.INHERITED: (P.IDENTITY, P.TITLE, P.INHERITANCE),
    K.GIVEN: (P.IDENTITY, P.TITLE, P.GIFT),
    K.LET: (P.IDENTITY, P.LEASE),
    K.LEASE_ENDED: (P.LEASE_END, P.HANDOVER),
    K.MOVED_IN: (P.IDENTITY, P.TITLE),
    K.MOVED_OUT: (P.IDENTITY, P.HANDOVER),
}
NEW_HOLDERS = (K.SOLD, K.INHERITED, K.GIVEN)
BRINGS = (*NEW_HOLDERS, K.LET, K.MOVED_IN)
DEPARTURES = (K.LEASE_ENDED, K.MOVED_OUT)
# Who was registered by mistake leaves by the same way, and has none of the papers of somebody who lived there.
MISTAKEN = P.CORRECTION


@dataclass(frozen=True)
class Standing:
    """Who holds a room and who rents it now. A household all of whose people are tenants rents, whatever its row says.

    `chosen` is the one that is to leave, where a room has several (a sheet or a mistake gave it a second).
    """

    holders: list[Household] = field(default_factory=list)
    tenants: list[Household] = field(default_factory=list)
    chosen: Household | None = None

    @property
    def holder(self) -> Household | None:
        return self.holders[0] if self.holders else None

    @property
    def tenant(self) -> Household | None:
        return self.tenants[0] if self.tenants else None

    @property
    def mark(self) -> str:
        """Changes whenever somebody comes or goes: a form drawn before says so (check_fresh)."""
        ties = [tie.pk for home in (*self.holders, *self.tenants) for tie in home.ties]  # type: ignore[attr-defined]
        return "-".join(str(pk) for pk in sorted(ties)) or "0"

    def leaving(self, kind: str) -> Household | None:
        """Whom a change of this kind sees out."""
        if kind in DEPARTURES and self.chosen:
            there = self.tenants if kind == K.LEASE_ENDED else self.holders
            return self.chosen if self.chosen in there else None
        if kind in (*NEW_HOLDERS, K.MOVED_OUT):
            return self.holder
        return self.tenant if kind == K.LEASE_ENDED else None

    @property
    def several(self) -> bool:
        """More than one household of a sort: only one of them leaving can be told from the others."""
        return len(self.holders) > 1 or len(self.tenants) > 1

    def bound(self, kind: str) -> Household | None:
        """Whose open matters are to be decided: those who leave, or the owners who let."""
        return self.holder if kind == K.LET else self.leaving(kind)

    def heir(self, kind: str) -> Household | None:
        """Who stays and can take a matter on where nobody comes."""
        return self.holder if kind == K.LEASE_ENDED else None

    def kinds(self) -> list[str]:
        """Which changes can be made now."""
        return [kind for kind in K.values if fits(kind, self)]


def check_may_transfer(by: By | None, *, company_id: int, project_id: int | None) -> None:
    """See and make changes of who holds or lives in a room."""
    check_permitted(by, Permission.HOMES_TRANSFER, company_id=company_id, project_id=project_id)


def check_may_undo(by: By | None, *, company_id: int, project_id: int | None) -> None:
    """Take a change back."""
    check_permitted(by, Permission.HOMES_UNDO, company_id=company_id, project_id=project_id)


def check_may_read_papers(by: By | None, transfer: Transfer) -> None:
    """Read the whole number of a paper, or its scan: those who make changes; of one that came to nothing who may undo.

    What was asked of newcomers for a change that is none serves nobody any more but to put right what went wrong.
    """
    where = {"company_id": transfer.company_id, "project_id": transfer.project_id}
    check_may_transfer(by, **where)
    if transfer.state in CAME_TO_NOTHING and not may_undo(by, **where):
        raise NotAllowed(gettext("这次变更没有办成，材料的编号和扫描件只有小区主任和公司经理看得到。"))


may_transfer = may(check_may_transfer)
may_read_papers = may(check_may_read_papers)
may_undo = may(check_may_undo)


def check_fits(kind: str, now: Standing) -> None:
    """Raises BadInput for a kind there is not, NotNow where the room's present households leave no place for it."""
    if kind not in K.values:
        raise BadInput(gettext("没有这种变更。请在过户、出租、退租、迁入、搬离里选一种。"))
    if now.several and not (kind in DEPARTURES and now.chosen):
        raise NotNow(gettext("这套房登记了不止一户。请先到住户登记，给多出来的那一户办搬离或退租，再办变更。"))
    if kind == K.LET and now.tenant:
        raise NotNow(gettext("这套房已经租给{home}。请先办退租。").format(home=now.tenant))
    if kind == K.LET and not now.holder:
        raise NotNow(gettext("这套房还没有登记业主，先办迁入或过户，再办出租。"))
    if kind == K.LEASE_ENDED and not now.leaving(kind):
        raise NotNow(gettext("这套房没有单独登记的租户。和业主登记在一户里的租客，请在住户登记里办迁出。"))
    if kind == K.MOVED_IN and (now.holder or now.tenant):
        raise NotNow(gettext("{home}还住在这里。请选过户或出租，或者先办搬离。").format(home=now.holder or now.tenant))
    if kind == K.MOVED_OUT and not now.leaving(kind):
        raise NotNow(gettext("这套房没有登记业主户。租户离开请办退租。"))
    if kind in NEW_HOLDERS and not (now.holder or now.tenant):
        raise NotNow(gettext("这套房没有登记住户，不用过户。请办迁入。"))


fits = may(check_fits)


def check_fresh(mark: str, now: Standing) -> None:
    """Raises NotNow where somebody came or went since the form was drawn."""
    if mark != now.mark:
        raise NotNow(gettext("您填写的时候，这套房的住户有了变化。请看一下最新的住户再提交，您填的都还在。"))


def check_day(day: date, leaving: Household | None, before: Collection[Household], *, today: date) -> None:
    """Raises BadInput for a day before those who leave came, inside an earlier household's time, or a year ahead.

    `before`: earlier households of the same sort, holding or renting, with the days they ended.
    """
    if day - today > FARTHEST:
        raise BadInput(gettext("生效日期太远了。请填一年以内的日期。"))
    ties: Sequence[Tenure] = leaving.ties if leaving else []  # type: ignore[attr-defined]
    began = [one for one in (leaving and leaving.since, *(tie.since for tie in ties)) if one]
    if began and day < max(began):
        raise BadInput(
            gettext("{home}从{since}起登记在这里，变更不能早于这一天。请改生效日期。").format(
                home=leaving, since=max(began).isoformat()
            )
        )
    for one in before:
        if one.until and day < one.until:
            raise BadInput(
                gettext("{day}还在{home}住的时间里，他们到{until}才迁出。请改生效日期。").format(
                    day=day.isoformat(), home=one, until=one.until.isoformat()
                )
            )


def check_someone_comes(kind: str, newcomers: Sequence[dict[str, str]], source: Household | None) -> None:
    """Raises BadInput where a change that brings people names nobody, or one that brings none names some."""
    named = bool(newcomers) or source is not None
    if kind in BRINGS and not named:
        raise BadInput(gettext("请至少填一位新住户的姓名，或者选一户已经登记的住户。"))
    if kind not in BRINGS and named:
        raise BadInput(gettext("搬离和退租没有新住户。要登记新住户，请选过户、出租或迁入。"))
    if len(newcomers) > MOST_NEWCOMERS:
        raise BadInput(gettext("一次最多登记 8 位，其余的办完后在住户登记里补。"))


def check_not_to_oneself(kind: str, coming: Collection[int], standing: Standing, room: Room) -> None:
    """Raises BadInput where all who come hold the room already, or an owner would rent their own."""
    home = standing.holder
    if home is None or not coming or kind not in (*NEW_HOLDERS, K.LET):
        return
    owners = {tie.person_id for tie in home.ties if tie.relation == "owner"}  # type: ignore[attr-defined]
    if (kind == K.LET and owners & set(coming)) or set(coming) <= owners:
        raise BadInput(gettext("填的新住户本来就是{room}的业主，不能过户或出租给自己。").format(room=room.label))


def check_all_decided(matters: Sequence[Matter], decided: dict[str, tuple[str, str]]) -> None:
    """Raises BadInput, naming them, where open matters have no fate, or one that is not theirs; each needs its words."""
    left = [one.label for one in matters if decided.get(one.name, ("", ""))[0] not in one.fates]
    if left:
        raise BadInput(gettext("还没有办完的事要先定下怎么办：{matters}。").format(matters=joined(left)))
    mute = [one.label for one in matters if decided[one.name][0] != "keep" and not decided[one.name][1].strip()]
    if mute:
        raise BadInput(
            gettext("请给{matters}写一句话：转交的写给新住户看，了结的写给报事人看。").format(matters=joined(mute))
        )


def papers_of(kind: str) -> tuple[PaperKind, ...]:
    """The papers that may be shown for a change of this kind."""
    return (*PAPERS[kind], MISTAKEN) if kind in DEPARTURES else PAPERS[kind]


def masked_number(number: str) -> str:
    """The number of a paper with its middle hidden, as phones are: an identity card's is 110****123X; a short one whole."""
    return phones.masked(number) if number else ""


def check_moves(transfer: Transfer, verb: str) -> TransferState:
    """The state the verb leads to. Raises NotNow where the change is past it."""
    move = TRANSFER[verb]
    if transfer.state not in move.before:
        state = transfer.get_state_display()
        raise NotNow(gettext("这次变更现在是“{state}”，不能再{verb}。").format(state=state, verb=move.label))
    return TransferState(str(move.after))


def check_undoable(transfer: Transfer, *, now: datetime) -> TransferState:
    """Where undoing leads. Raises NotNow unless it is in effect, and since less than a day."""
    after = check_moves(transfer, "undo")
    assert transfer.effective_at is not None, "in effect"
    if now - transfer.effective_at > UNDO_WITHIN:
        raise NotNow(gettext("生效已超过 24 小时，不能撤销。要更正，请再办一次变更。"))
    return after


def check_reason(reason: str) -> None:
    """Whoever reads the line later learns why."""
    if not reason.strip():
        raise BadInput(gettext("请写明原因，记录里会留下。"))
