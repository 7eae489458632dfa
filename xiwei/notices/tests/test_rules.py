"""What disturbs whom."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiwei.notices import rules
from xiwei.notices.models import Delivery, KeeperWay, Message, Weight
from xiwei.people.models import Person
from xiwei.shared.refusals import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
minutes = st.integers(0, 24 * 60 - 1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=SHANGHAI))


def is_quiet(at: datetime, quiet_from: int, quiet_until: int) -> bool:
    """The oracle: walk the minutes from the start of the quiet to its end and see whether this one is met."""
    walked = quiet_from
    while walked != quiet_until:
        if (at.hour, at.minute) == divmod(walked, 60):
            return True
        walked = (walked + 1) % (24 * 60)
    return False


def first_loud_minute(now: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """The oracle: try now, then each whole minute after it."""
    at = now
    while is_quiet(at, quiet_from, quiet_until):
        at = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return at


@given(now=moments, quiet_from=minutes, length=st.integers(0, 40))
def test_a_short_quiet_ends_when_walking_the_minutes_says_so(now: datetime, quiet_from: int, length: int) -> None:
    until = (quiet_from + length) % (24 * 60)
    now = now.replace(hour=quiet_from // 60, minute=quiet_from % 60) + timedelta(minutes=length // 2)
    assert rules.after_quiet(now, quiet_from, until) == first_loud_minute(now, quiet_from, until)


@given(now=moments, quiet_from=minutes, quiet_until=minutes)
def test_after_the_quiet_is_never_quiet_never_past_and_never_a_day_away(
    now: datetime, quiet_from: int, quiet_until: int
) -> None:
    found = rules.after_quiet(now, quiet_from, quiet_until)
    assert not is_quiet(found, quiet_from, quiet_until)
    assert now <= found < now + timedelta(days=1)
    assert (found == now) == (not is_quiet(now, quiet_from, quiet_until))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-09-21 21:59:59", "2026-09-21 21:59:59"),
        ("2026-09-21 22:00:00", "2026-09-22 07:00:00"),
        ("2026-09-21 23:30:10", "2026-09-22 07:00:00"),
        ("2026-09-22 00:00:00", "2026-09-22 07:00:00"),
        ("2026-09-22 06:59:59", "2026-09-22 07:00:00"),
        ("2026-09-22 07:00:00", "2026-09-22 07:00:00"),
    ],
)
def test_a_night_from_ten_to_seven_spans_midnight(now: str, due: str) -> None:
    at, wanted = (datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) for text in (now, due))
    assert rules.after_quiet(at, 22 * 60, 7 * 60) == wanted


def test_quiet_from_a_minute_to_the_same_minute_is_no_quiet() -> None:
    now = datetime(2026, 9, 21, 3, 0, tzinfo=SHANGHAI)
    assert rules.after_quiet(now, 180, 180) == now


@pytest.mark.parametrize(
    ("weight", "chosen", "usable", "ways"),
    [
        (Weight.QUIET, ["email"], ["email"], []),
        (Weight.PLAIN, ["email", "sms"], ["sms", "email"], ["email", "sms"]),
        (Weight.PLAIN, ["wecom"], ["email"], []),
        (Weight.PLAIN, [], ["email"], []),
        (Weight.PLAIN, None, ["dingtalk", "email", "sms"], ["email"]),
        (Weight.PLAIN, None, ["dingtalk", "sms"], ["sms"]),
        (Weight.PLAIN, None, ["dingtalk"], []),
        (Weight.LOUD, ["sms"], ["email", "sms"], ["sms"]),
        (Weight.LOUD, [], ["email", "sms"], ["email", "sms"]),
        (Weight.LOUD, ["wecom"], ["email"], ["email"]),
        (Weight.LOUD, None, ["dingtalk", "email"], ["dingtalk", "email"]),
        (Weight.LOUD, None, [], []),
    ],
)
def test_by_which_ways_a_message_leaves(
    weight: int, chosen: list[str] | None, usable: list[str], ways: list[str]
) -> None:
    assert rules.ways_out(weight, chosen, usable) == ways


def test_a_channel_is_usable_only_where_it_reaches() -> None:
    everything = ["dingtalk", "email", "sms"]
    bare = Person(phone="13800000001")
    known = Person(phone="13800000001", phone_verified=True, email="a@example.com")
    assert rules.usable_ways(bare, everything, is_staff=False) == []
    assert rules.usable_ways(known, everything, is_staff=False) == ["email", "sms"]
    assert rules.usable_ways(known, everything, is_staff=True) == everything


def test_the_pauses_grow_and_the_fifth_try_is_the_last() -> None:
    pauses = [rules.pause_after(tries) / timedelta(minutes=1) for tries in range(1, 5)]
    assert pauses == [1, 5, 30, 120]
    assert [rules.is_last(tries) for tries in range(1, 6)] == [False, False, False, False, True]


@pytest.mark.parametrize(
    ("kind", "weight", "again"),
    [("email", Weight.PLAIN, True), ("sms", Weight.PLAIN, False), ("sms", Weight.LOUD, True), ("wecom", 2, True)],
)
def test_what_may_be_said_twice_after_a_death(kind: str, weight: int, again: bool) -> None:
    assert rules.may_repeat(Delivery(kind=kind, message=Message(weight=weight))) == again


GOOD = [
    ("email", ""),
    ("sms", "jsons://user:pass@sms.example.com/send?:mobile={phone}"),
    ("sms", "twilio://sid:token@13800000000/{phone}"),
    ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx"),
    ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=abc#SECdef"),
    ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/1234-abcd"),
    ("feishu", "jsons://gateway.example.com/feishu"),
]
BAD = [
    ("sms", ""),
    ("sms", "jsons://sms.example.com/send"),
    ("sms", "https://sms.example.com/{phone}"),
    ("sms", "file:///etc/passwd?{phone}"),
    ("sms", "exec://{phone}"),
    ("sms", "json://[::1/{phone}"),
    ("sms", "json://u:p@127.0.0.1:8103@8.8.8.8/{phone}"),
    ("sms", "json:///127.0.0.1:8103/{phone}"),
    ("sms", "jsons://u:p@/{phone}"),
    ("wecom", "forms://8.8.8.8\\@127.0.0.1/x"),
    ("wecom", "https://example.com/cgi-bin/webhook/send?key=1"),
    ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
    ("wecom", "https://qyapi.weixin.qq.com@evil.example/cgi-bin/webhook/send?key=1"),
    ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"),
    ("dingtalk", "https://oapi.dingtalk.com/robot/send?key=1"),
    ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"),
    ("feishu", "飞书机器人"),
]


@pytest.mark.parametrize(("kind", "address"), GOOD)
def test_an_address_a_channel_can_use_passes(kind: str, address: str) -> None:
    rules.check_address(kind, address)


@pytest.mark.parametrize(("kind", "address"), BAD)
def test_an_address_a_channel_cannot_use_is_refused(kind: str, address: str) -> None:
    with pytest.raises(BadInput):
        rules.check_address(kind, address)


def test_a_keeper_s_address_names_one_host_and_no_account() -> None:
    rules.check_keeper("业委会", KeeperWay.WEBHOOK, "https://keeper.example.cn/roots")
    with pytest.raises(BadInput, match="https"):
        rules.check_keeper("业委会", KeeperWay.WEBHOOK, "https://8.8.8.8@127.0.0.1/roots")


def test_quiet_hours_end_before_the_messages_are_stale() -> None:
    rules.check_quiet(18 * 60, 8 * 60)
    with pytest.raises(BadInput, match="静默时段最长 14 小时"):
        rules.check_quiet(18 * 60, 8 * 60 + 1)
