"""The ticket (报事): a need from the moment anyone is asked to the resident's last word."""

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Building, Company, Place, Project, Room
from xiwei.ledger.models import Where
from xiwei.people.models import Household, Line, Person, Staff
from xiwei.shared import names, phones
from xiwei.shared.scope import TenantManager
from xiwei.shared.tongue import Said
from xiwei.standards.models import MenuItem, NeedKind, Setting, Urgency

TITLE_LENGTH = 20
SHORTEST_TITLE = 4
NAMELESS = gettext_noop("未留姓名")
MARKS = "，。！？；、：,.!?;: "


class TicketState(models.TextChoices):
    RECEIVED = "received", _("已收到")
    PROMISED = "promised", _("已承诺")
    IN_PROGRESS = "in_progress", _("处理中")
    WAITING = "waiting", _("等待中")
    DONE = "done", _("等确认")
    CLOSED = "closed", _("已办结")
    REOPENED = "reopened", _("重新处理")
    DECLINED = "declined", _("婉拒")
    MERGED = "merged", _("已并单")


OPEN = (
    TicketState.RECEIVED,
    TicketState.PROMISED,
    TicketState.IN_PROGRESS,
    TicketState.WAITING,
    TicketState.DONE,
    TicketState.REOPENED,
)


# The same as residents and strangers read it: what the office calls 办结 and 并单 is said as they would say it.
STATE_SAID = {
    **dict(TicketState.choices),
    TicketState.CLOSED: _("已办好"),
    TicketState.DECLINED: _("这次没办到"),
    TicketState.MERGED: _("合在一起办"),
}


# By is_repair: what is no repair is not mended when it is done.
GOOD_SAID = {True: _("修好了"), False: _("办好了")}
# A wish or a question is promised an answer, never that what it wishes for will be built.
ANSWERED = (NeedKind.SUGGESTION, NeedKind.INQUIRY)
PROMISE_SAID = {True: _("承诺答复"), False: _("承诺办好")}
UNFIXED_SAID = {True: _("没修好"), False: _("没办好")}


class Channel(models.TextChoices):
    """How the asking came."""

    PAGE = "page", _("业主页面")
    CODE = "code", _("墙码")
    GATE = "gate", _("当面告知")
    PHONE = "phone", _("电话")
    VISIT = "visit", _("上门走访")
    MESSAGE = "message", _("消息")
    ROUND = "round", _("巡查发现")
    SENSOR = "sensor", _("设备告警")
    HANDED = "handed", _("住户变更转来")


# Told by who chose "public area" themselves, or seen by our own: there is no home behind the words.
NOT_OF_A_HOME = (Channel.PAGE, Channel.CODE, Channel.ROUND, Channel.SENSOR)
# What concerns a public place (is_public, of a queryset).
PUBLIC = Q(household__isnull=True, room__isnull=True) & (
    Q(place__isnull=False)
    | Q(item__setting=Setting.PUBLIC)
    | Q(channel__in=NOT_OF_A_HOME) & (Q(item__isnull=True) | Q(item__setting=Setting.EITHER))
)


# The order of open tickets, the nearest due first; what waits for the resident's word has no clock left and comes last.
# Not NULLS LAST: SQLite's indexes hold nulls first, and it would sort every open ticket for each page.
NEAREST_FIRST = (IsNull(F("due_at"), True), F("due_at"), F("id"))


class Outcome(models.TextChoices):
    """How a closed ticket came to its end."""

    CONFIRMED = "confirmed", _("业主确认")
    CALLED_BACK = "called_back", _("回访确认")
    NOT_CONFIRMED = "not_confirmed", _("未获确认")
    WITHDRAWN = "withdrawn", _("业主撤回")
    HANDED_ON = "handed_on", _("住户变更，转后来的住户继续办")
    SETTLED = "settled", _("住户变更时了结")
    HANDED_BACK = "handed_back", _("住户变更已撤销，退回原来那一件")


# Ended without the work being done here: nobody may read of these that it was.
LEFT_SAID = {
    Outcome.WITHDRAWN: _("已撤回"),
    Outcome.HANDED_ON: _("已转给新住户"),
    Outcome.SETTLED: _("没再办"),
    Outcome.HANDED_BACK: _("变更已撤销"),
}


def left_said(state: str, outcome: str) -> str:
    """How a ticket of this state and outcome ended where the work was not done; "" for every other."""
    return str(LEFT_SAID.get(Outcome(outcome), "")) if outcome and state == TicketState.CLOSED else ""


def title_of(item: str | None, words: str) -> str:
    """What a ticket is called: its item's name, or the first words of what was said.

    It travels in messages, so without phone numbers.
    """
    return item or shortened(phones.hidden(words))


def called(name: str) -> str:
    """Who asked, by the family name alone: what every page of the staff shows."""
    return names.called(name) if name else gettext(NAMELESS)


def shortened(words: str) -> str:
    """The first line; a long one only as far as its last mark that leaves room, never through the middle of a clause."""
    first = words.strip().split("\n")[0]
    line = first.rstrip(MARKS) or first
    if len(line) <= TITLE_LENGTH:
        return line
    end = max(line.rfind(mark, 0, TITLE_LENGTH + 1) for mark in MARKS)
    return line[:end].rstrip(MARKS) if end >= SHORTEST_TITLE else f"{line[: TITLE_LENGTH - 1]}…"


class Ticket(models.Model):
    """A need. `first_contact` never changes; `answering` bears the duty now (they, or the director for them).

    No key has an index of its own: each list has one made for it (Meta), and every index more is paid for at each
    asking. Without statistics SQLite would also rather read a whole company's tickets than a list in its order.
    """

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="tickets", db_index=False)
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="+", db_index=False)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="tickets", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="tickets", db_index=False)
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="tickets", db_index=False)
    spot = models.CharField(max_length=60, blank=True, help_text="where exactly, in words: 厨房水槽下")

    kind = models.CharField(max_length=12, choices=NeedKind.choices)
    line = models.CharField(max_length=10, choices=Line.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    item = models.ForeignKey(MenuItem, models.PROTECT, null=True, related_name="+", db_index=False)
    danger = models.CharField(max_length=20, blank=True)
    words = models.TextField(help_text="as it was said")

    channel = models.CharField(max_length=8, choices=Channel.choices)
    asker = models.ForeignKey(Person, models.PROTECT, null=True, related_name="tickets", db_index=False)
    asker_keeps = models.BooleanField(
        default=False, help_text="the asker's home changed hands: what they asked stays theirs"
    )
    asker_name = models.CharField(max_length=40, blank=True, help_text="for one without an account")
    asker_phone = models.CharField(max_length=20, blank=True)
    follow_code = models.CharField(max_length=16, unique=True, help_text="lets one without an account follow it")
    asked_at = models.DateTimeField(help_text="when someone was asked")
    keyed_at = models.DateTimeField(help_text="when it was written down")
    wanted_from = models.DateTimeField(null=True, help_text="the agreed window of a planned service")
    wanted_until = models.DateTimeField(null=True)

    first_contact = models.ForeignKey(Staff, models.PROTECT, related_name="first_contacts", db_index=False)
    answering = models.ForeignKey(Staff, models.PROTECT, related_name="answering", db_index=False)
    covered = models.BooleanField(default=False, help_text="`answering` bears it only while the first contact is away")
    state = models.CharField(max_length=12, choices=TicketState.choices, default=TicketState.RECEIVED)
    promised_for = models.DateTimeField(null=True, help_text="the promise that stands now")
    due_at = models.DateTimeField(null=True, help_text="the nearest moment a running clock is due; kept by actions")
    level = models.PositiveSmallIntegerField(
        default=0, help_text="worst of this round's clocks: 1 warned, 2 breached, 3 escalated"
    )
    breached = models.BooleanField(default=False, help_text="whether any clock of any round ran over; never forgotten")
    reopened = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, help_text="when hands were first laid on it: from then no withdrawing")
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=14, choices=Outcome.choices, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    stars = models.PositiveSmallIntegerField(null=True, help_text="the rating, repeated here for lists")

    objects = TenantManager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        # Each begins with the company, which every query names (shared.scope), and holds all that is counted, so that counts
        # need no row at all; closed_at too, for SQLite looks at it again.
        indexes = [
            models.Index(
                *(F("company_id"), F("project_id"), *NEAREST_FIRST, F("level"), F("state"), F("line")),
                *(F("reopened"), F("closed_at")),
                name="ticket_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                *(F("company_id"), *NEAREST_FIRST, F("level"), F("closed_at")),
                name="ticket_open_all",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["company_id", "project_id", "closed_at", "outcome", "breached", "stars"],
                name="ticket_ended",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["answering_id", "due_at", "id"], name="ticket_answering", condition=Q(closed_at__isnull=True)
            ),
            models.Index(fields=["company_id", "project_id", "-asked_at", "-id"], name="ticket_recent"),
            models.Index(fields=["company_id", "-asked_at", "-id"], name="ticket_recent_all"),
            models.Index(
                fields=["household_id", "-asked_at"], name="ticket_household", condition=Q(household_id__isnull=False)
            ),
            models.Index(fields=["asker_id", "-asked_at"], name="ticket_asker", condition=Q(asker_id__isnull=False)),
            models.Index(fields=["place_id", "-asked_at"], name="ticket_place", condition=Q(place_id__isnull=False)),
            models.Index(fields=["room_id", "-asked_at"], name="ticket_room", condition=Q(room_id__isnull=False)),
            models.Index(fields=["state", "done_at"], name="ticket_unconfirmed", condition=Q(state="done")),
            models.Index(fields=["merged_into_id"], name="ticket_merged", condition=Q(merged_into_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）"

    @property
    def number(self) -> str:
        """What people read out on the phone: the project's code and the ticket's own number."""
        return f"{self.project.code.upper()}-{self.pk}"

    @property
    def title(self) -> str:
        """What it is called (title_of); of one whose words were erased nothing else is left to call it by."""
        return title_of(self.item.name if self.item else None, self.words) or gettext("内容已抹去")

    @property
    def state_said(self) -> str:
        """The state in a resident's words."""
        return self.left_said or str(STATE_SAID[TicketState(self.state)])

    @property
    def left_said(self) -> str:
        """How it ended where the work was not done; "" for every other."""
        return left_said(self.state, self.outcome)

    @property
    def state_key(self) -> str:
        """By what its state is drawn: what ended without the work looks like what was called off."""
        return TicketState.MERGED if self.left_said else self.state

    @property
    def is_repair(self) -> bool:
        """Whether something is mended; a complaint, a wish, a matter of order is seen to, and the words say so."""
        return self.kind == NeedKind.REPAIR and self.line == Line.REPAIR

    @property
    def wants_answer(self) -> bool:
        """Whether what is promised of it is an answer: a wish, a question."""
        return self.kind in ANSWERED

    @property
    def promise_said(self) -> Said:
        """What the moment promised is of: 承诺办好, 承诺答复."""
        return PROMISE_SAID[self.wants_answer]

    @property
    def is_noticed(self) -> bool:
        """Whether nobody asked: found on a round or told by a sensor, so that there is nobody to tell of its end."""
        left = self.asker_id or self.asker_name or self.asker_phone
        return self.channel in (Channel.ROUND, Channel.SENSOR) and not left

    @property
    def good_said(self) -> Said:
        return GOOD_SAID[self.is_repair]

    @property
    def unfixed_said(self) -> Said:
        return UNFIXED_SAID[self.is_repair]

    @property
    def spot_label(self) -> str:
        """Where, in words a worker can walk to."""
        return " ".join(str(part) for part in (self.place or self.room or self.building, self.spot) if part)

    @property
    def asker_label(self) -> str:
        """Who asked, by their whole name: for themselves, and for staff once the line of the look is written."""
        return self.asker.name if self.asker else self.asker_name or gettext(NAMELESS)

    @property
    def asker_called(self) -> str:
        """Who asked, as staff read it (called); of one who left no name, whose home it is, where that is known."""
        name = self.asker.name if self.asker else self.asker_name
        return gettext("{room}的住户").format(room=self.room) if self.room and not name else called(name)

    @property
    def asker_number(self) -> str:
        """Where whoever asked can be rung; "" where no number was left."""
        known = (self.asker.mobile or self.asker.other_phone) if self.asker else ""
        return known or self.asker_phone

    @property
    def is_public(self) -> bool:
        """Whether it concerns a public place, so that anyone may see what is done about it (never who asked).

        DANGER: a need that staff took down without choosing a room may be a home's; it is public only where a place or
        the service says so.
        """
        if self.household_id is not None or self.room_id is not None:
            return False
        if self.place_id is not None or (self.item is not None and self.item.setting == Setting.PUBLIC):
            return True
        return self.channel in NOT_OF_A_HOME and (self.item is None or self.item.setting == Setting.EITHER)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether it stands still for a reason the resident reads: then it is not late (queries/late.py)."""
        return self.state == TicketState.WAITING

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, self.building_id, self.place_id, self.room_id, self.household_id)


class Follower(models.Model):
    """Someone told of another's ticket as if it were theirs: a neighbour who said "me too", or one merged into it."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="following")
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.person} follows {self.ticket_id}"


class Correction(models.Model):
    """What was proposed from the words, and what a person made of it: the next training learns from these."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="corrections")
    words = models.TextField()
    proposed = models.JSONField()
    chosen = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = TenantManager()

    def __str__(self) -> str:
        return f"{self.proposed} → {self.chosen}"
