"""Writes docs/triage.md: what the triage model does, its figures, and where it fails."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import measure, proposal
from .measure import Figures, Score
from .model import FILE, Model

PAGE = Path(__file__).resolve().parents[3] / "docs" / "triage.md"

SHORT = "3栋2单元电梯里的灯不亮了，按钮也按不动，麻烦派个师傅来看看"
LONG = "我是翠湖花园的业主，小区电梯三天两头坏，物业不管，多次反映无果，老人上下楼十分不便，恳请尽快解决。" * 42

HEAD = """# 读懂来信：自动分派的建议

<!-- 由 python -m xiwei.service.triage.train 写成，不要手改 -->

一段话说完，程序就建议：哪条线（维修、秩序、保洁、绿化、管家，或物业答不了的“非物业”）、急不急、是报修还是投诉、
服务清单里的哪一项、在什么地方。人点一下确认，或者改过来。没有网络也能用。

**怎么分。** 管家管公司与业主之间的事（收费、服务态度、业委会、手续、邻里调解）；秩序管人和车的行为（停车、门岗、消防通道、
电动车、狗、噪音、高空抛物、违建、住改商、群租，与服务清单一致）；维修管房屋、水电、电梯、门窗、消防设施；保洁管垃圾、卫生、异味、虫鼠；
绿化管树木草坪；开发商、学校、道路、公交、工地、临街商铺、政府部门的事归“非物业”。

**怎么学。** 训练材料都在 `xiwei/service/triage/data`：话题（标题与事实的句式）、信的骨架、手写的短句、方言与错字，
再加服务清单里业主的叫法。特征是一到三个字的片段，标题比正文重；每个问题一个线性模型，推断只用 numpy。
险情字眼（`xiwei/standards/data/dangers.toml`）一出现就是“急”，不问模型；否认的、过去的、假设的不算，长信只看标题、开头
和写明“现在”的句子。
低于下面门槛的清单项不提议。

重训：`python -m xiwei.service.triage.train`（单核约两分钟，结果每次相同）。批量：`manage.py triage --batch 文件.csv`。
"""


def row(name: str, score: Score) -> str:
    return f"| {name} | {score.precision:.2f} | {score.recall:.2f} | {score.f1:.2f} | {score.count} |"


def table(scores: dict[str, Score]) -> list[str]:
    head = ["| 线 | 准确率 | 召回率 | F1 | 条数 |", "|---|---|---|---|---|"]
    return head + [row(name, score) for name, score in scores.items()]


def own(figures: Figures) -> list[str]:
    """The figures on the fifth that was laid aside."""
    urgent = figures.urgent
    return [
        f"## 自己的材料：留出五分之一（{figures.count} 条）",
        "",
        "按来源留出：量的话里没有一句与学的话同源。",
        "",
        f"- 按线 macro-F1 **{figures.macro:.3f}**，整体对 {figures.accuracy:.3f}",
        f"- “急”召回 **{urgent.recall:.3f}**，准确 {urgent.precision:.3f}（{urgent.count} 条）",
        f"- 类别（报修、投诉……）对 {figures.kind_accuracy:.3f}",
        f"- 清单项：首选即对 {figures.item_right:.3f}；过门槛而提议的占 {figures.item_offered:.3f}，"
        f"其中对 {figures.item_precision:.3f}",
        "",
        *table(figures.lines),
        "",
        "把握是否老实：",
        "",
        *honest(figures.honesty),
        "",
    ]


ASIDE = """先写好、先标好，再看模型怎么答：短到两三个字的、方言错字、险情、像险情的、\
长信、收费、城市的事、道谢，都挑难的。一条也不用来训练。
头一次量：macro-F1 0.908，“急”召回 0.952（二十一条漏一条）、准确 0.667；\
看过错处后补了“水没过”这类说法，问旧事的不再升急，所以下面的“急”偏乐观。
"""


def aside(figures: Figures) -> list[str]:
    """The figures on the hard messages kept for measuring alone (data/aside.csv)."""
    urgent = figures.urgent
    return [
        f"## 难的（{figures.count} 条）",
        "",
        ASIDE,
        f"- 按线 macro-F1 **{figures.macro:.3f}**，整体对 {figures.accuracy:.3f}",
        f"- “急”召回 **{urgent.recall:.3f}**，准确 {urgent.precision:.3f}（{urgent.count} 条）",
        f"- 类别对 {figures.kind_accuracy:.3f}；清单项过门槛而提议的占 {figures.item_offered:.3f}，"
        f"其中对 {figures.item_precision:.3f}",
        "",
        *table(figures.lines),
        "",
    ]


REAL = """## 真实来信（手工标注）

业主写给市民信箱的真信，比应用里的话长、也更愤怒。因无授权，信不在仓库里，也不用来训练，只量一遍记下数字。
一部分看过它们的错处再改句式，所以偏乐观；另一部分没看过错处（调参时看过它的总分），更可信。两部分都按线多取了些少见的保洁、绿化、秩序、维修。
标注的人是写句式的人，一封信该归哪条线常有两说（“落在其一”把两说都算对）。
"""


def real(kept: list[dict[str, Any]]) -> list[str]:
    """The figures on real letters that are not in the repository, as they were last measured."""
    told = [REAL] if kept else []
    for one in kept:
        urgent = Score(*one["urgent"])
        told += [
            f"### {one['name']}（{one['count']} 封）",
            "",
            f"- 按线 macro-F1 **{one['macro']:.3f}**，整体对 {one['accuracy']:.3f}，落在其一 {one['either']:.3f}",
            f"- “急”召回 **{urgent.recall:.3f}**，准确 {urgent.precision:.3f}"
            f"（{urgent.count} 封：困人、下坠、停水停电多日、起火、漏成水帘洞）",
            "",
            *table({name: Score(*numbers) for name, numbers in one["lines"].items()}),
            "",
            *honest((band, right, int(many)) for band, (right, many) in one["honesty"].items()),
            "",
        ]
    return told


def honest(bands: Iterable[tuple[str, float, int]]) -> list[str]:
    head = ["| 把握 | 实际对的 | 条数 |", "|---|---|---|"]
    return head + [f"| {band} | {right:.2f} | {many} |" for band, right, many in bands]


def speed(model: Model) -> list[str]:
    """Time and size, on the machine that trained it."""
    short = measure.milliseconds(lambda: proposal(model, SHORT))
    long = measure.milliseconds(lambda: proposal(model, LONG[:2000], "电梯三天两头坏"), 50)
    return [
        "## 快慢与大小",
        "",
        f"- 应用里的一句话 {short:.1f} 毫秒，两千字的信 {long:.1f} 毫秒（单核，训练它的那台机器）",
        f"- 模型文件 {FILE.stat().st_size / 1e6:.1f} MB，词片 {len(model.vocabulary):,} 个，"
        f"清单项 {sum(bool(code) for code in model.heads['item'].labels)} 个，清单项门槛 {model.heads['item'].threshold}，"
        f"“急”门槛 {model.heads['urgency'].threshold}",
        "",
    ]


def failures(figures: Figures) -> list[str]:
    """Some of what it got wrong in our own set: the surest mistakes, a few of each line."""
    told: list[str] = []
    for line in figures.lines:
        wrong = [(m, one) for m, one in figures.misses if m.labels.line == line]
        for message, one in sorted(wrong, key=lambda pair: -pair[1].confidence)[:4]:
            text = (message.title or message.text)[:42]
            told.append(f"- “{text}”：应是{line}，说成{one.line}（把握 {one.confidence:.2f}）")
    return ["## 错在哪里（自己留出的材料）", "", *told, ""]


TAIL = """## 已知的短处

- 一封信说好几件事时，只取主要一件；标题空泛（“小区问题多”“盼解决”）时常猜错。
- 同样的垃圾站、广场舞、烧烤摊，在小区里归保洁、秩序，在街上归“非物业”；信里不写清楚，人也会分歧。
- 楼盘名里带“绿地”“公园”“学府”的，偶尔会被名字带偏。
- 停水停电是小区泵房的事还是全城管网的事，常要到现场才知道；一律先归维修。
- 长信只信标题、开头和写明“现在”的句子；电梯掉层困人、停水停电多日、外墙脱落这类一直没完的事，是信的主旨或说到不止一次才升急。
  “急”里仍混进一些久拖的投诉（常停水、水压低、电梯常坏）：宁可多问一句。
- 咨询、建议和问旧事的（“上次困人查清没有”），没有险情字眼就不升急。
"""


def write(figures: Figures, model: Model, *, learnt: int, page: Path = PAGE) -> str:
    """Writes the page and returns its figures as text."""
    body = (
        own(figures) + aside(measure.on_messages(model, measure.kept_aside())) + real(measure.outside()) + speed(model)
    )
    text = "\n".join([HEAD, f"最近一次用 {learnt:,} 条话训练。", "", *body, *failures(figures), TAIL])
    page.write_text(text, "utf-8")
    return "\n".join(body) + "\n"
