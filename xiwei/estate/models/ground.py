"""Nouns of the ground: who runs it, which buildings stand on it, which rooms and places are in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xiwei.ledger.models import Where
from xiwei.shared.scope import TenantManager


class CompanyKind(models.TextChoices):
    PROPERTY = "property", _("物业服务企业")
    ASSOCIATION = "association", _("行业协会")


class Company(models.Model):
    """A property-service company, or the association of a city's companies."""

    kind = models.CharField(max_length=12, choices=CompanyKind.choices, default=CompanyKind.PROPERTY)
    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=80)
    short_name = models.CharField(max_length=20)
    city = models.CharField(max_length=30, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    association = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members")
    founded_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.short_name

    @property
    def where(self) -> Where:
        return Where(self.pk)


class ProjectKind(models.TextChoices):
    """The kinds of place the industry serves (B1)."""

    RESIDENTIAL = "residential", _("住宅")
    HOSPITAL = "hospital", _("医院")
    SCHOOL = "school", _("学校")
    MALL = "mall", _("商场")
    OFFICE = "office", _("写字楼")
    ROAD = "road", _("道路")
    STATION = "station", _("车站")
    STADIUM = "stadium", _("场馆")
    PARK = "park", _("公园")
    INDUSTRIAL = "industrial", _("产业园区")


class Project(models.Model):
    """One estate under one contract (小区、项目): the unit a director answers for."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="projects")
    code = models.SlugField(max_length=24, help_text="also the head of its ticket numbers")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=ProjectKind.choices)
    address = models.CharField(max_length=120, blank=True)
    duty_phone = models.CharField(max_length=20, blank=True, help_text="answered day and night")
    floor_area_centi = models.BigIntegerField(default=0, help_text="hundredths of a square metre")
    opened_on = models.DateField(null=True, blank=True)
    sample = models.BooleanField(default=False, help_text="first in the choice of a project to be like (样板)")

    objects = TenantManager()

    class Meta:
        ordering = ["company_id", "code"]
        constraints = [models.UniqueConstraint(fields=["code"], name="project_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.pk)


class Building(models.Model):
    """A building (楼栋) of a project."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=20, help_text="as people say it: 3栋, A座")
    floors = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveSmallIntegerField(default=0, help_text="its order on the page")

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "rank", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="building_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, self.pk)


class Unit(models.Model):
    """A stair of a building (单元)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, related_name="units")
    name = models.CharField(max_length=20, help_text="1单元")
    rank = models.PositiveSmallIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        ordering = ["building_id", "rank", "name"]
        constraints = [models.UniqueConstraint(fields=["building", "name"], name="unit_name")]

    def __str__(self) -> str:
        return self.name


class RoomKind(models.TextChoices):
    HOME = "home", _("住宅")
    SHOP = "shop", _("商铺")
    OFFICE = "office", _("办公")
    PARKING = "parking", _("车位")
    STORAGE = "storage", _("储藏间")


class RoomState(models.TextChoices):
    """How a room stands; the codes in comments are those of the sheets companies already have."""

    LIVED_IN = "lived_in", _("已入住")  # 2001
    UNSOLD = "unsold", _("未售")  # 2002
    HANDED_OVER = "handed_over", _("已交房")  # 2003
    NOT_LIVED_IN = "not_lived_in", _("未入住")  # 2004
    DECORATED = "decorated", _("已装修")  # 2005
    LET = "let", _("已出租")  # 2006
    SOLD = "sold", _("已售")  # 2007
    EMPTY = "empty", _("空置")  # 2008
    DECORATING = "decorating", _("装修中")  # 2009


class Room(models.Model):
    """What is owned: a home, shop, office, parking space or store (房屋)."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="rooms")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="rooms")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="rooms")
    floor = models.SmallIntegerField(default=1)
    number = models.CharField(max_length=20, help_text="1502")
    label = models.CharField(max_length=60, help_text="3栋2单元1502, as it is said in full")
    kind = models.CharField(max_length=8, choices=RoomKind.choices, default=RoomKind.HOME)
    state = models.CharField(max_length=12, choices=RoomState.choices, default=RoomState.LIVED_IN)
    layout = models.CharField(max_length=40, blank=True, help_text="三室两厅")
    area_centi = models.IntegerField(null=True, help_text="floor area in hundredths of a square metre")
    inner_area_centi = models.IntegerField(null=True)

    objects = TenantManager()

    class Meta:
        ordering = ["building_id", "unit_id", "-floor", "number"]
        constraints = [models.UniqueConstraint(fields=["project", "label"], name="room_label")]

    def __str__(self) -> str:
        return self.label

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, self.building_id, room_id=self.pk)


class PlaceKind(models.TextChoices):
    """Public places that bear a wall code."""

    LIFT = "lift", _("电梯")
    LOBBY = "lobby", _("大堂")
    GATE = "gate", _("出入口")
    STAIR = "stair", _("楼梯间")
    PLAYGROUND = "playground", _("儿童游乐场")
    PLANT_ROOM = "plant_room", _("设备房")
    GARAGE = "garage", _("车库")
    GARDEN = "garden", _("绿地")
    ROAD = "road", _("道路")
    ROOF = "roof", _("天台")
    BINS = "bins", _("垃圾投放点")
    OFFICE = "office", _("服务中心")
    OTHER = "other", _("其他")


class Place(models.Model):
    """A public place whose code hangs on its wall (墙码): scan it, and see what was done here."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="places")
    building = models.ForeignKey(Building, models.PROTECT, null=True, blank=True, related_name="places")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="places")
    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    name = models.CharField(max_length=60, help_text="3栋2单元电梯")
    code = models.CharField(max_length=12, unique=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        ordering = ["project_id", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="place_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> Where:
        return Where(self.company_id, self.project_id, self.building_id, place_id=self.pk)
