"""Nouns: Entry (a line), Chain, Seal and Leaf (what proves it unchanged), Fact (what a higher storey should learn), Once
(a write already done), Lease, Turn, Edition."""

from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xiwei.shared.scope import TenantManager


class Seen(models.IntegerChoices):
    """Who may read a line: each level includes those above it."""

    STAFF = 1, _("内部")
    RESIDENT = 2, _("业主本人")
    PUBLIC = 3, _("所有人")


class Where(NamedTuple):
    """The plain ids that place a subject; each model that is written about has it as `.where`."""

    company_id: int
    project_id: int | None = None
    building_id: int | None = None
    place_id: int | None = None
    room_id: int | None = None
    household_id: int | None = None


class Actor(NamedTuple):
    """Who did it, as the ledger keeps it: ids for looking up, a label that outlives them."""

    label: str
    person_id: int | None = None
    staff_id: int | None = None


SYSTEM = Actor("系统")
VISITOR = Actor("访客")


class Entry(models.Model):
    """One deed. Never changed, never deleted: triggers refuse both on either database (migrations 0002, 0006 and 0007).

    What it says may be taken away, part by part, and nothing put in its place: seals/erasing.py, and nobody else.
    """

    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=48)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=120)
    company_id = models.BigIntegerField()
    project_id = models.BigIntegerField(null=True)
    building_id = models.BigIntegerField(null=True)
    place_id = models.BigIntegerField(null=True)
    room_id = models.BigIntegerField(null=True)
    household_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True, help_text="whom it is about, where that is a person")
    actor_person_id = models.BigIntegerField(null=True)
    actor_staff_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=60)
    at = models.DateTimeField(help_text="when it happened")
    written_at = models.DateTimeField(help_text="when the line was written; later than `at` for what was queued")
    seen_by = models.PositiveSmallIntegerField(choices=Seen.choices)
    data = models.JSONField(default=dict)
    evidence = models.JSONField(default=list, help_text="photo ids with the SHA-256 of what was kept")

    objects = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="entry_subject"),
            models.Index(fields=["project_id", "at"], name="entry_project"),
            models.Index(
                fields=["actor_staff_id", "at"], name="entry_actor", condition=Q(actor_staff_id__isnull=False)
            ),
            models.Index(fields=["place_id", "at"], name="entry_place", condition=Q(place_id__isnull=False)),
            models.Index(fields=["room_id", "at"], name="entry_room", condition=Q(room_id__isnull=False)),
            models.Index(
                fields=["household_id", "at"], name="entry_household", condition=Q(household_id__isnull=False)
            ),
            models.Index(fields=["person_id", "at"], name="entry_person", condition=Q(person_id__isnull=False)),
            models.Index(
                fields=["building_id", "at"], name="entry_building", condition=Q(building_id__isnull=False, seen_by=3)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.kind} {self.subject_label}"


class Chain(models.Model):
    """The seals of one project, or of what a company does outside its projects: one tree that only grows."""

    company_id = models.BigIntegerField()
    project_id = models.BigIntegerField(help_text="0 for what the company does outside its projects")
    before = models.BigIntegerField(
        help_text="the last entry that stood when sealing began: older ones came late rightly"
    )

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company_id", "project_id"], name="chain_of_project")]

    def __str__(self) -> str:
        return f"{self.company_id}/{self.project_id}"

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id or None)


class Seal(models.Model):
    """The root of a chain's tree after so many entries, hashed together with the seal before it. Never changed."""

    company_id = models.BigIntegerField()
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="seals")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in its chain")
    size = models.PositiveBigIntegerField(help_text="how many entries of the chain it covers, from the first")
    last_id = models.BigIntegerField(help_text="the highest entry it took up")
    full = models.BooleanField(help_text="it took the most one seal holds: what came next had been waiting")
    root = models.CharField(max_length=64, help_text="of the tree of all leaves so far, hex")
    peaks = models.TextField(blank=True, help_text="the tree's right edge, hex: the next seal grows on from it")
    hash = models.CharField(max_length=64, help_text="of this seal with the hash of the one before, hex")
    sealed_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="seal_number")]
        indexes = [models.Index(fields=["-last_id"], name="seal_last")]

    def __str__(self) -> str:
        return f"{self.chain_id} #{self.number}"


class Leaf(models.Model):
    """One entry's place in its chain's tree. Of the salt a part is taken away together with what the entry said (erasing)."""

    entry_id = models.BigIntegerField(primary_key=True)
    company_id = models.BigIntegerField()
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="leaves", db_index=False)
    position = models.PositiveBigIntegerField(help_text="0, 1, 2 … in its chain")
    salt = models.CharField(
        max_length=264, help_text="hex, hashed with what the entry says; part by part once some is erased (leaves.py)"
    )
    words = models.CharField(max_length=64, help_text="the hash of what stands for each part of what it says, hex")
    hash = models.CharField(max_length=64, help_text="the leaf's hash, hex")

    objects = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="leaf_position")]

    def __str__(self) -> str:
        return f"{self.chain_id}[{self.position}] = {self.entry_id}"


class Fact(models.Model):
    """Low tells high (the outbox): one row for each listener, so that each is served exactly once in its own transaction."""

    kind = models.CharField(max_length=64)
    listener = models.CharField(max_length=120)
    company_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True, help_text="when the last try failed; `worker --again` tries anew")
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], name="fact_waiting", condition=Q(done_at__isnull=True, given_up_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.listener}"


class Once(models.Model):
    """A key a phone chose for one write. The same key again gives the first result (law 8)."""

    owner = models.CharField(max_length=64, help_text="who chose the key: nobody can meet another's")
    key = models.CharField(max_length=64)
    result_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="once_owner_key")]
        indexes = [models.Index(fields=["at"], name="once_age")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class Lease(models.Model):
    """A running job's breath. A worker that dies renews it no more: another takes the clock's turn, the reaper the task."""

    job = models.CharField(max_length=120, unique=True, help_text="task:UUID, or clock:NAME for a turn of the clock")
    worker = models.CharField(max_length=64)
    until = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["until"], name="lease_until")]

    def __str__(self) -> str:
        return f"{self.job} by {self.worker} until {self.until}"


class Turn(models.Model):
    """When each thing on the clock's list last ran, so that two workers do not both run it."""

    name = models.CharField(max_length=110, unique=True)
    ran_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    error = models.TextField(blank=True, help_text="of the last turn, where it failed")

    def __str__(self) -> str:
        return f"{self.name} next at {self.next_at}"


class Edition(models.Model):
    """The name of a company's or a person's standing arrangements as they are now; a line that changes them gives another."""

    of = models.CharField(max_length=40, primary_key=True, help_text="ledger.editions: company:2, person:34")
    name = models.CharField(max_length=16)

    def __str__(self) -> str:
        return f"{self.of} {self.name}"
