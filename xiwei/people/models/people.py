"""A person: one account, whatever they are and wherever; no company owns a person."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.models import Actor

SESSION_SALT = "xiwei.people.Person.session"


class PersonManager(BaseUserManager["Person"]):
    """Django's sign-in asks for these names."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(phone=username)

    def create_user(self, phone: str | None = None, password: str | None = None, **fields: Any) -> "Person":
        """A person with a usable or an unusable password; actions.people is where the domain makes them."""
        person = self.model(phone=phone or None, **fields)
        person.set_password(password)
        person.save()
        return person


class Look(models.TextChoices):
    """How the pages are drawn for this person."""

    PLAIN = "plain", _("标准")
    LARGE = "large", _("大字")


class Person(AbstractBaseUser):
    """Someone known by a phone, or known to a household without one."""

    phone = models.CharField(max_length=20, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(default=False)
    noted_phone = models.CharField(
        max_length=20, null=True, blank=True, help_text="of one without an account: a mobile another's account holds"
    )
    other_phone = models.CharField(max_length=20, blank=True, help_text="a landline, or one shared with family")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=40)
    face = models.CharField(max_length=80, blank=True, help_text="path of the picture in the file store")
    look = models.CharField(max_length=8, choices=Look.choices, default=Look.PLAIN)
    language = models.CharField(
        max_length=8, blank=True, choices=settings.LANGUAGES, help_text="empty: as the browser asks"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    sessions_ended = models.PositiveIntegerField(default=0, help_text="raised to sign every device out")

    objects = PersonManager()

    USERNAME_FIELD = "phone"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [models.Index(fields=["noted_phone"], name="person_noted", condition=Q(noted_phone__isnull=False))]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session whose hash differs ends: at a new password, and when sessions_ended is raised."""
        value = f"{self.password}:{self.sessions_ended}"
        return salted_hmac(SESSION_SALT, value, secret=secret, algorithm="sha256").hexdigest()

    @property
    def actor(self) -> Actor:
        """The resident as the ledger keeps them."""
        return Actor(self.name, person_id=self.pk)

    @property
    def face_url(self) -> str:
        """Where the picture is shown; its name is in the address, so a new one is fetched at once. "" without one."""
        return f"{reverse('face', args=[self.pk])}?v={self.face[-12:-4]}" if self.face else ""

    @property
    def mobile(self) -> str:
        """The mobile they were registered with, whether it is their way in or only noted; "" without one."""
        return self.phone or self.noted_phone or ""

    @property
    def phone_tail(self) -> str:
        """The last four digits: what staff see until they call."""
        return self.mobile[-4:]

    @property
    def other_tail(self) -> str:
        """The same of the other number."""
        return self.other_phone[-4:]
