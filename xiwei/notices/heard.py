"""A message read in another tongue: it is kept as it was said, in Chinese, and its sentence stands in one of these lists.

Each app gives the sentences it says, with {names} for what changes; a sentence that stands in no list is read as kept.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from xiwei.shared import tongue

SENTENCES = [
    _("您的登录手机号已更换"),
    _("其他设备上的登录都已退出。不是您本人办的，请马上联系物业服务中心。"),
    _("您的假批了"),
    _("您的假没有批"),
    _("{who}请假，等您批"),
    _("请您为{who}代班"),
    _("不用为{who}代班了"),
    _("{when}，由{who}代班。"),
    _("{when}，由各服务组的替班顶上。"),
    _("{when}，本人已销假。"),
    _("{where}请求{what}资料，等您答复"),
    _("您请求{what}资料，有答复了"),
    _("已过期：{what}"),
    _("今天到期：{what}"),
    _("还有 {days} 天到期：{what}"),
    _("{of}，{day}到期。办好新的，请存入新的一版。"),
    _("原件该还了：{what}"),
    _("{who}借的，{day}该还。请催还，还了点一下“原件已归还”。"),
    _("{room}的登记已迁出"),
    _("您已登记为{room}的住户"),
    _("{room}的变更已撤销"),
    _("从{day}起。您以前报过的事仍在“我报过的事”里，没办完的会继续通知您。"),
    _("从{day}起，您可以在这里报事、看进展。您只看得到住进来以后的事。"),
    _("您仍登记在这里，一切照原样。"),
    _("给您的登记已取消。有疑问请联系管家。"),
    _("{change}没有办成：{room}"),
    _("{channel}试发"),
    _("收到这条，说明渠道已经接通。"),
]
_NAME = re.compile(r"\{(\w+)\}")
_known: list[tuple[list[str], str]] = []  # each in parts: its words, with the names of its places between


def know(sentences: Iterable[str]) -> None:
    """Add sentences that messages say; those with more words of their own are looked at first."""
    for sentence in sentences:
        _known.append((_NAME.split(sentence), sentence))
    _known.sort(key=lambda known: -len(_NAME.sub("", known[1])))


def find(said: str) -> tuple[str, dict[str, str]] | None:
    """The sentence that was said, and what stands in its places; None where no list has it."""
    matches = ((sentence, _values(parts, said)) for parts, sentence in _known)
    return next(((sentence, found) for sentence, found in matches if found is not None), None)


def _values(parts: list[str], said: str) -> dict[str, str] | None:
    """What stands in the places of a sentence, each ended by the next words' first appearance; None where it is another.

    Read once from its beginning: a pattern that tries every end again would cost seconds for words chosen for it.
    """
    words, names = parts[::2], parts[1::2]
    if not (names and said.startswith(words[0]) and said.endswith(words[-1])):
        return {} if said == words[0] and not names else None
    values, at, last = {}, len(words[0]), len(said) - len(words[-1])
    for name, after in zip(names[:-1], words[1:-1], strict=True):
        end = said.find(after, at + 1, last)
        if end < 0:
            return None
        values[name], at = said[at:end], end + len(after)
    return values | {names[-1]: said[at:last]} if at < last else None


@tongue.remembered
def heard(said: str) -> str:
    """A message's title or body in the reader's tongue, with the names of services and our own words in it likewise."""
    found = find(said) if tongue.english() and tongue.HAN.search(said) else None
    if found is None:
        return said
    sentence, values = found
    return gettext(sentence).format(**{name: tongue.reread(tongue.named(value)) for name, value in values.items()})


know(SENTENCES)
