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
**什么是急。** 险情字眼（`xiwei/standards/data/dangers.toml`）说的是眼下的事，就是“急”，不问模型。否认的（“没有着火”）、过去的、
打听的、怕的、演练的、听说的、道谢的（“昨晚跳闸弄好了，谢谢”）不算，模型也不得再升；停水、跳闸、困人这类“老是”的不算，
燃气、火、漏电的“老是”仍算。这几种口气由 `data/moods.toml` 给每种险情各写一遍来教。长信不是呼救：标题不像投诉的、
写明“现在”的句子才听险情字眼；电梯掉层困人、整栋或多日停水停电这类一直没完的事，是信的主旨或说到不止一次才升急。
低于下面门槛的清单项不提议。

**最常见的事怎么认。** 灯、漏水、呕吐物、犬粪这几样，看话里有没有“什么地方、什么东西、怎么了”（`data/plain.toml`），先后不拘，
认出来就不问模型；在公共地方的墙码前，不提议家里的项目。想给大家添置东西的是建议，不派工单。漏水泡了柜子地板、越漏越大的，算急。

**怎么学更正。** 业主或员工改过的建议都留着（每件报事以最后一次为准，改了又改回的不算，
同样的话以最新的为准，一个人最多算两百件）。`manage.py triage --train --corrections`
从随产品发布的模型出发，只用 numpy，几秒钟，把权重挪动到刚好说对这些话，
同时把仓库里原来说对的短句守住；再用下面三份留出来的话（难的、应用里的、最后写的）量学前学后，
按线 macro-F1 或“急”的召回有一样降了就减半再试两次，还降就不换，命令行里说明。
新模型放在 `XIWEI_VAR/triage/model.npz`（每处安装各一份，不进仓库），正在运行的程序看到文件日期变了自己换上；
文件坏了、没有了，或产品升级带来新模型，就用随产品发布的那个。时钟每月学一次（`xiwei.service.jobs.learn_corrections`）。
演示数据只进演示库，正式库里没有，无须另行排除。险情字眼不受更正影响。公司自己加的清单项不在模型里，这样的更正只教线、急缓、类别。

**里面有没有业主的话。** 学更正不增加词片，所以模型里不会出现业主写的字句、姓名、门牌；只有原来就有的一到三个字的片段权重变了。
把两个模型相比，能看出哪些片段被更正过，看不出原话，所以文件只有运行程序的账户能读。每次都从随产品发布的模型重新学起：
报事删了，下一次学完它的痕迹也就没了。

重训随产品发布的模型：`python -m xiwei.service.triage.train`（或 `manage.py triage --train`，要装 requirements-dev；单核约三分钟，
结果每次相同）。批量：`manage.py triage --batch 文件.csv`（UTF-8、GBK、UTF-16，逗号、制表符或分号；
要有 text 列，title 可以没有）。
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
头一次量：macro-F1 0.908，“急”召回 0.952、准确 0.667；此后看过错处，所以“急”偏乐观。
"""
APP = """照应用里的样子新写的：短句为主，六条线、五个类别、方言、表情、语音连写，\
还有“已经修好，谢谢”“年检什么时候”这样像急而不急的。\
标好之后先量旧模型：macro-F1 0.844，“急”召回 0.895、准确 0.472。改过一轮、没看过错处时量：
macro-F1 0.894，“急”召回 0.842、准确 0.889；此后看过“急”的错处再补规则和短句，所以下面的“急”偏乐观。
写它的人也写了训练的短句（抄得太近的已删去），这三份都因此偏乐观。
"""
FRESH = """全部改完才写、只量过一次、错处没看过的，多半是险情和像险情的，最可信。
"""


def aside(figures: Figures, heading: str, told: str) -> list[str]:
    """The figures on messages kept for measuring alone (data/aside*.csv)."""
    urgent = figures.urgent
    return [
        f"## {heading}（{figures.count} 条）",
        "",
        told,
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
都在看模型怎么答之前标好。“随机取的”没看过错处，最可信，但七成多是城市的事；另两份按小区、按少见的线多取，看过它们的错处再改规则，
偏乐观。标注的人是写句式的人，一封信该归哪条线常有两说（“落在其一”把两说都算对，后面的 macro-F1 也照两说算）。
改之前的模型在这 280 封上：macro-F1 0.754（照两说 0.931），“急”召回 0.842、准确 0.471。
"""


def real(kept: list[dict[str, Any]]) -> list[str]:
    """The figures on real letters that are not in the repository, as they were last measured."""
    told = [REAL] if kept else []
    for one in kept:
        urgent = Score(*one["urgent"])
        told += [
            f"### {one['name']}（{one['count']} 封）",
            "",
            f"- 按线 macro-F1 **{one['macro']:.3f}**（照两说 {one['macro_either']:.3f}），"
            f"整体对 {one['accuracy']:.3f}，落在其一 {one['either']:.3f}，类别对 {one['kind']:.3f}",
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
        f"- 应用里的一句话 {short:.1f} 毫秒，两千字的信 {long:.1f} 毫秒（单核上算的时间，训练它的那台机器）；"
        "读进模型多占内存约 25 MB（`python bench/triage.py` 量得）",
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
- 长信里“急”仍混进一些久拖的投诉（最长停过三天水、每晚停电）：宁可多问一句；信里轻描淡写的急事会漏。
- 咨询、建议和问旧事的（“上次困人查清没有”），没有眼下的险情字眼就不升急；“着火了打哪个电话”仍算急。
- 求助与报修、投诉与报修之间，人也常有两说，类别因此比线难。
"""


def write(figures: Figures, model: Model, *, learnt: int, page: Path = PAGE) -> str:
    """Writes the page and returns its figures as text."""
    body = (
        own(figures)
        + aside(measure.on_messages(model, measure.kept_aside()), "难的", ASIDE)
        + aside(measure.on_messages(model, measure.kept_aside(measure.ASIDE_APP)), "应用里的", APP)
        + aside(measure.on_messages(model, measure.kept_aside(measure.ASIDE_FRESH)), "最后写的", FRESH)
        + real(measure.outside())
        + speed(model)
    )
    text = "\n".join([HEAD, f"最近一次用 {learnt:,} 条话训练。", "", *body, *failures(figures), TAIL])
    page.write_text(text, "utf-8")
    return "\n".join(body) + "\n"
