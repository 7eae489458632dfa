"""May it be said, how, and when: read top to bottom, this is what disturbs whom."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext

from xiwei.notices.models import Channel, ChannelKind, Delivery, KeeperWay, Message, Weight
from xiwei.people.models import Person, Staff
from xiwei.people.rules import Permission, check_permission
from xiwei.shared import secrets
from xiwei.shared.refusals import BadInput, NotAllowed, NotNow, may

DAY = 24 * 60
# Someone who has chosen nothing is told by the first of these that reaches them; urgent matters by every way.
UNLESS_CHOSEN = [ChannelKind.EMAIL, ChannelKind.SMS]
# A robot speaks in a group of colleagues: it may say that there is work, not whose and what.
ROBOTS = {ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU}
# Beyond these, a day's ordinary messages wait in the inbox: the eighth buzz is the last anyone reads.
MOST_A_DAY = 8
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]
# After an outage, yesterday's "the repairer is on his way" would only confuse. Longer than any quiet and all pauses.
STALE_AFTER = timedelta(hours=20)
LONGEST_QUIET = 14 * 60

GATEWAYS = {"json", "jsons", "form", "forms"}
SMS_SERVICES = {"sinch", "twilio", "vonage", "sns", "messagebird", "clicksend", "bulksms"}
WEBHOOKS = {
    ChannelKind.WECOM: ("qyapi.weixin.qq.com", "/cgi-bin/webhook/send", "key"),
    ChannelKind.DINGTALK: ("oapi.dingtalk.com", "/robot/send", "access_token"),
    ChannelKind.FEISHU: ("open.feishu.cn", "/open-apis/bot/v2/hook/", ""),
}


def check_may_manage_channels(staff: Staff | None, *, company_id: int) -> None:
    """Raises NotAllowed unless the staff member may set up how this company's messages go out."""
    check_permission(staff, Permission.CHANNEL_MANAGE, company_id=company_id, project_id=None)


may_manage_channels = may(check_may_manage_channels)


def check_is_theirs(message: Message, *, by: Person) -> None:
    """Raises NotAllowed for another's message."""
    if message.person_id != by.pk:
        raise NotAllowed(gettext("这条消息是发给别人的，您不能操作。"))


def check_can_try(channel: Channel, *, by: Person) -> None:
    """Raises NotNow where a test would reach nobody."""
    if not channel.on:
        raise NotNow(gettext("{channel}已停用。请先启用，再试发。").format(channel=channel.name))
    if channel.kind == ChannelKind.EMAIL and not by.email:
        raise NotNow(gettext("您的资料里没有邮箱，试发的邮件无处可寄。请先在“我的”里填写邮箱，再来试发。"))
    if channel.kind == ChannelKind.SMS and not by.phone:
        raise NotNow(gettext("您的资料里没有手机号，试发的短信无处可发。请先在“我的”里填写手机号，再来试发。"))


def check_address(kind: str, address: str) -> None:
    """Raises BadInput unless the address is one this kind of channel can use. Resolves no name, calls nobody."""
    if kind == ChannelKind.EMAIL:
        return
    parts = _parts(address)
    if kind in ROBOTS and parts.scheme == "https":
        _check_webhook(kind, address)
        return
    allowed = GATEWAYS | (SMS_SERVICES if kind == ChannelKind.SMS else set())
    if parts.scheme not in allowed or not parts.netloc:
        raise BadInput(_how(kind))
    if parts.scheme in GATEWAYS:
        _check_one_host(parts)
    if kind == ChannelKind.SMS and "{phone}" not in address:
        raise BadInput(gettext("短信网关的地址里要有 {phone}，发送时换成收信人的手机号。您填的内容还在，请补上。"))


def check_keeper(name: str, way: str, address: str) -> None:
    """Raises BadInput unless somebody outside can be reached by this. Resolves no name, calls nobody."""
    if not name.strip():
        raise BadInput(gettext("请写明请谁保管，例如“业委会 王老师”。您填的地址还在。"))
    if way == KeeperWay.MAIL:
        try:
            validate_email(address.strip())
        except ValidationError as error:
            raise BadInput(gettext("邮箱的格式不对，例如 name@example.cn。您填的内容还在，请改一改。")) from error
        return
    parts = _parts(address)
    if way != KeeperWay.WEBHOOK or parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        raise BadInput(gettext("网址要以 https:// 开头，是对方给的接收地址。您填的内容还在，请改一改。"))


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address.strip())
    except ValueError as error:
        raise BadInput(gettext("这个地址的格式不对，请整段复制后再粘贴一次。")) from error


def _check_one_host(parts: SplitResult) -> None:
    """Raises BadInput where two readers of the address could find two hosts in it, or none: what is checked is called."""
    if parts.netloc.count("@") > 1 or "\\" in parts.netloc or not parts.hostname:
        raise BadInput(
            gettext(
                "地址里要有一个网关域名，账号和域名之间只能有一个 @；密码里的 @ 请写成 %40。您填的内容还在，请改一改。"
            )
        )


def _check_webhook(kind: str, address: str) -> None:
    host, path, token = WEBHOOKS[ChannelKind(kind)]
    parts = _parts(address)
    told = bool(parse_qs(parts.query).get(token)) if token else len(parts.path) > len(path)
    if parts.netloc != host or not parts.path.startswith(path) or not told:
        raise BadInput(_how(kind))


def _how(kind: str) -> str:
    if kind == ChannelKind.SMS:
        return gettext(
            "短信网关的地址要以 jsons:// 等开头，例如 jsons://网关域名/路径?:mobile={phone}。详见页面下方的说明。"
        )
    host, path, _ = WEBHOOKS[ChannelKind(kind)]
    label = ChannelKind(kind).label
    return gettext("{label}群机器人的地址应以 https://{host}{path} 开头，请在群设置里整段复制后再粘贴一次。").format(
        label=label, host=host, path=path
    )


def check_quiet(quiet_from: int, quiet_until: int) -> None:
    """Raises BadInput where the quiet would last so long that ordinary messages are stale when it ends."""
    if (quiet_until - quiet_from) % DAY > LONGEST_QUIET:
        raise BadInput(
            gettext("静默时段最长 {what} 小时。您选的别的内容都还在，请把时段改短一些。").format(
                what=LONGEST_QUIET // 60
            )
        )


def masked(sealed: str) -> str:
    """Enough of an address to know which it is, never enough to use it: its host and its last four characters.

    The services' own addresses carry their key where the host would stand; of those only the name is shown.
    """
    try:
        address = secrets.unseal(sealed)
    except secrets.Unreadable:
        return gettext("密钥已更换，请重新填写地址")
    parts = urlsplit(address)
    host = parts.hostname if parts.scheme in GATEWAYS | {"https"} else ""
    return f"{parts.scheme}://{host or ''}…{address[-4:]}" if address else ""


def after_quiet(now: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """The first moment from `now` on that is not quiet. Minutes of the local day; the end itself is not quiet.

    From 22:00 until 07:00 spans midnight; from a minute until the same minute means no quiet at all.
    """
    local = timezone.localtime(now)
    minute = local.hour * 60 + local.minute
    if (minute - quiet_from) % DAY >= (quiet_until - quiet_from) % DAY:
        return now
    until = local.replace(hour=quiet_until // 60, minute=quiet_until % 60, second=0, microsecond=0)
    return until if until > local else until + timedelta(days=1)


def usable_ways(person: Person, channels: Iterable[str], *, is_staff: bool) -> list[str]:
    """Which of the company's channels reach this person: robots stand in staff groups only."""
    reach = {ChannelKind.EMAIL: bool(person.email), ChannelKind.SMS: bool(person.phone and person.phone_verified)}
    return [kind for kind in channels if (is_staff if kind in ROBOTS else reach[ChannelKind(kind)])]


def ways_out(weight: int, chosen: Sequence[str] | None, usable: Sequence[str]) -> list[str]:
    """By which ways a message leaves. `chosen` is None for someone who never set anything.

    QUIET stays inside; PLAIN goes by the ways chosen; LOUD too, and if those do not reach, by every way that does.
    """
    if weight == Weight.QUIET:
        return []
    if chosen is None:
        preferred = [str(kind) for kind in UNLESS_CHOSEN if kind in usable][:1]
        return list(usable) if weight == Weight.LOUD else preferred
    wished = [kind for kind in chosen if kind in usable]
    return wished or (list(usable) if weight == Weight.LOUD else [])


def pause_after(tries: int) -> timedelta:
    """How long to wait after the try of this number (1 is the first)."""
    return PAUSES[min(tries, len(PAUSES)) - 1]


def is_last(tries: int) -> bool:
    """Whether the try of this number is the last: the first, and one after each pause."""
    return tries > len(PAUSES)


def may_repeat(delivery: Delivery) -> bool:
    """Whether a try that was cut short is made again, at the risk of saying it twice.

    At least once for e-mail, robots and all that is urgent; at most once for an ordinary text message, which costs
    money each time, and stands in the inbox anyway.
    """
    return delivery.kind != ChannelKind.SMS or delivery.message.weight == Weight.LOUD


def is_needless(delivery: Delivery, now: datetime) -> bool:
    """Whether sending it would only disturb: read already, or overtaken by the hours."""
    read = delivery.message.read_at is not None and delivery.message.weight == Weight.PLAIN
    return read or now - delivery.message.at > STALE_AFTER
