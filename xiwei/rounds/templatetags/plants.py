"""What the pages of the greenery say in their own way."""

from collections.abc import Collection
from datetime import date

from django import template
from django.utils.translation import gettext

from xiwei.rounds import plants
from xiwei.rounds.models import Planting
from xiwei.rounds.rules.flowering import months_said
from xiwei.rounds.rules.greening import Task
from xiwei.shared.tongue import joined

register = template.Library()


@register.filter
def said_months(months: Collection[int]) -> str:
    """Months as one says them: 3—5月、10月."""
    runs = months_said(months)
    if runs == [(1, 12)]:
        return gettext("全年")
    said = [
        gettext("{first}—{last}月").format(first=first, last=last)
        if first != last
        else gettext("{n}月").format(n=first)
        for first, last in runs
    ]
    return joined(said)


@register.filter
def said_colours(colours: Collection[str]) -> str:
    """Colours of a bloom: 黄、橙."""
    return joined(plants.COLOURS[one] for one in colours)


@register.filter
def toxicity(plant: plants.Plant) -> str:
    """How toxic a plant is, in a word."""
    return str(plants.TOXICITY[plant.toxicity])


@register.filter
def form(plant: plants.Plant) -> str:
    """What kind of plant it is: 乔木."""
    return str(plants.FORMS[plant.form])


@register.filter
def care_name(what: str) -> str:
    """A care's name: 浇水."""
    return str(plants.CARE.get(what, what))


@register.filter
def care_icon(what: str) -> str:
    """A care's icon."""
    return plants.CARE_ICONS.get(what, "leaf")


@register.filter
def said_often(care: plants.Care) -> str:
    """How often: 每 7 天 or 一年 2 次."""
    if care.every_days:
        return gettext("每 {n} 天").format(n=care.every_days)
    return gettext("一年 {n} 次").format(n=care.times)


@register.filter
def amount(planting: Planting) -> str:
    """How many, or how much ground: 12 株, 80 平方米."""
    if planting.count:
        return gettext("{n} 株").format(n=planting.count)
    return gettext("{n} 平方米").format(n=planting.area)


@register.filter
def late(task: Task, today: date) -> int:
    """For how many days a task has waited."""
    return task.late(today)
