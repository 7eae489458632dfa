"""May it? What a warning of weather must say."""

from datetime import datetime, timedelta

from django.utils.translation import gettext

from xiwei.rounds.models import Weather, WeatherKind
from xiwei.shared.refusals import BadInput, NotNow

LONGEST = timedelta(days=10)


def check(kind: str, starts_at: datetime, ends_at: datetime, words: str, *, now: datetime) -> None:
    """Raises BadInput for a warning that cannot be."""
    if kind not in WeatherKind.values:
        raise BadInput(gettext("请选一种天气。"))
    if ends_at <= starts_at:
        raise BadInput(gettext("结束要晚于开始。"))
    if ends_at <= now:
        raise BadInput(gettext("这个时间已经过去了，改不了已经做过的活。"))
    if ends_at - starts_at > LONGEST:
        raise BadInput(gettext("一次天气提醒最长 10 天，请分段写。"))
    if not 2 <= len(words.strip()) <= 160:
        raise BadInput(gettext("请写明预警的来源或情况（2 到 160 个字）。"))


def check_stands(weather: Weather, *, now: datetime) -> None:
    """Raises NotNow for one that is over."""
    if weather.called_off_at is not None or weather.ends_at <= now:
        raise NotNow(gettext("这次天气提醒已经结束了。"))
