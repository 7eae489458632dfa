"""Those who serve: staff, what they may do (roles), where they do it (posts), what they hold (credentials)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiwei.estate.models import Company, Project, Room
from xiwei.ledger.models import Actor, Where
from xiwei.people.models.homes import Relation
from xiwei.people.models.people import Person
from xiwei.shared import tongue
from xiwei.shared.scope import TenantManager


class Line(models.TextChoices):
    """The lines of work (四条线), the butlers who bind them, and those who manage."""

    REPAIR = "repair", _("维修")
    ORDER = "order", _("秩序")
    CLEANING = "cleaning", _("保洁")
    GREENING = "greening", _("绿化")
    BUTLER = "butler", _("管家")
    MANAGEMENT = "management", _("管理")


class Role(models.Model):
    """What a post may see and do, said in prose and in permissions (law 4). Without a company: everyone's."""

    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="roles")
    code = models.SlugField(max_length=24)
    title = models.CharField(max_length=30)
    description = models.CharField(max_length=300)
    permissions = models.JSONField(default=list, help_text="names from people.rules.Permission")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="from when nobody can be given it")

    class Meta:
        ordering = ["code"]
        # Two constraints, because SQLite cannot say "nulls are equal": a company's own roles, and everyone's.
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="role_code"),
            models.UniqueConstraint(fields=["code"], name="role_common_code", condition=Q(company__isnull=True)),
        ]

    def __str__(self) -> str:
        return tongue.reread(self.title)


class RoleVersion(models.Model):
    """What a company's role said from a moment on, and who made it say so."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=30)
    description = models.CharField(max_length=300)
    permissions = models.JSONField(default=list)
    by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        ordering = ["role_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["role", "number"], name="role_version")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Staff(models.Model):
    """A person's employment by one company."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="staff")
    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    number = models.CharField(max_length=20, blank=True, help_text="工号")
    name = models.CharField(max_length=40, help_text="as colleagues and residents say it: 孙师傅")
    title = models.CharField(max_length=30, help_text="岗位名称")
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["company_id", "pk"]
        verbose_name_plural = "staff"
        constraints = [
            models.UniqueConstraint(fields=["company", "person"], name="staff_now", condition=Q(left_on__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor(f"{self.title} {self.name}", person_id=self.person_id, staff_id=self.pk)

    @property
    def face_url(self) -> str:
        """Where their picture is shown while they serve; "" without one. Fetch with the person."""
        return "" if self.left_on else self.person.face_url

    def permits(self, permission: str, *, company_id: int, project_id: int | None) -> bool:
        """Whether a present post grants it there: what estate asks of a Keeper. Fetch with posts and roles."""
        return self.granting(permission, company_id=company_id, project_id=project_id) is not None

    def granting(self, permission: str, *, company_id: int, project_id: int | None) -> "Post | None":
        """The present post that grants it there, or none. Fetch with posts and roles."""
        if self.company_id != company_id or self.left_on is not None:
            return None
        return next((post for post in self.posts.all() if post.grants(permission, project_id)), None)

    @property
    def where(self) -> Where:
        return Where(self.company_id)


class Post(models.Model):
    """A staff member's standing in one project, or in the whole company where `project` is empty."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="posts")
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts")
    line = models.CharField(max_length=10, choices=Line.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["staff_id", "pk"]
        indexes = [
            models.Index(fields=["project_id", "line"], name="post_now", condition=Q(until__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.role}"

    def grants(self, permission: str, project_id: int | None) -> bool:
        """An ended post grants nothing from that moment; a company-wide one grants in every project."""
        reaches = self.project_id is None or self.project_id == project_id
        return self.until is None and reaches and permission in self.role.permissions

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id)


class Credential(models.Model):
    """A certificate a staff member holds (持证上岗): `kind` is a code of standards' certificates."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=30)
    number = models.CharField(max_length=40, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["staff_id", "kind"]

    def __str__(self) -> str:
        return f"{self.staff} {self.kind}"


class Invitation(models.Model):
    """A code that lets one phone in: as staff with a post, or as a resident of a room."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    phone = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    relation = models.CharField(max_length=8, choices=Relation.choices, blank=True)
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="+")
    line = models.CharField(max_length=10, choices=Line.choices, blank=True)
    title = models.CharField(max_length=30, blank=True)
    invited_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return gettext("邀请 {name}").format(name=self.name)

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, room_id=self.room_id)
