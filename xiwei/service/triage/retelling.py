"""A need told by another: 刘奶奶说她家厨房漏水 is 厨房漏水. Who told it is no part of the matter, and misleads the model."""

from __future__ import annotations

import re

# Letters say who they are about for a reason; a sentence or two taken at a gate does not.
SHORT = 60
WHO = (
    r"(?:[\w-]{0,12}?(?:奶奶|爷爷|大爷|大妈|大娘|大伯|大叔|阿姨|阿婆|阿公|叔叔|婶婶?|先生|女士|老师|师傅|师母|小姐|太太|大姐|大哥|"
    r"[张王李赵刘陈杨黄周吴徐孙马朱胡郭何林高罗]姐|[张王李赵刘陈杨黄周吴徐孙马朱胡郭何林高罗]哥)"
    r"|[\w-]{0,10}?(?:业主|住户|租客|租户|老人|老太太|老头|邻居))"
)
WHERE = r"(?:在?(?:门口|门岗|岗亭|大门口?|前台|路上|楼下)?(?:过来|跑来|刚才|刚刚|打电话|来电|来电话)?来?)"
SAYS = r"(?:说|讲|反映|反应|告诉我们?|问|报告)"
TOLD = re.compile(rf"^{WHO}{WHERE}{SAYS}[，,：:\s]*(?:[她他]们?|自己)?(?:家里?的?)?")
AT_HOME = re.compile(rf"^{WHO}(?:家里?的?)(?=\w)")
ASKING = re.compile(
    r"[，,。；;\s]*(?:麻烦|请|想请|让|叫)(?:你们|您|派)?(?:个|一下)?(?:师傅|维修|工人|人|物业)?(?:过?来|上门|去)?(?:看看|看一下|看下|修一下|修下|处理一下|处理下|处理|看|修)[。！!]*$"
)
APART = re.compile(r"[，,。；;\s]*(?:她|他)?(?:没有?手机|不会用手机|没电话|电话是?[\d-]+|手机号?是?[\d-]+)[。！!]*")

# What makes a fault a complaint: it was told before, it takes too long, nobody minds.
CROSS = re.compile(
    r"投诉|没人|不管|怎么还|还没|[几两三四五六多]次|多少[次回遍天]|又|老是|总是|一直|[几两三四五六多]天|态度|不满"
)


# Asked in anger: 物业费怎么又涨了 wants no figures.
GRUMBLE = re.compile(r"怎么(?:又|老是|老|总是|总)|凭什么|有没有人管")


def grumbles(text: str) -> bool:
    """Whether what is put as a question is a complaint."""
    return bool(GRUMBLE.search(text))


def cross(text: str) -> bool:
    """Whether these words blame, and do not only tell of a fault."""
    return bool(CROSS.search(text))


def matter(text: str) -> str:
    """The matter alone, without who told it and what they asked of us; the text itself where nothing would be left."""
    if len(text) > SHORT:
        return text
    left = text.strip()
    for frame in (TOLD, AT_HOME, APART, ASKING):
        left = frame.sub("", left, count=1)
    return left if len(left) >= 4 else text
