"""The archive of 翠湖花园: what was handed over when the estate opened, what came since, what has run out, what is lent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from xiwei.estate.actions import documents as actions
from xiwei.estate.actions import lending, retention
from xiwei.estate.actions.documents import Described
from xiwei.estate.models import Document, PlaceKind
from xiwei.estate.papers import nouns
from xiwei.people.models import Staff
from xiwei.service.demo.ground import Site, World
from xiwei.service.demo.papers import docx, pdf
from xiwei.shared.worktime import SHANGHAI

WALLS = [(90, 120, 410, 320), (90, 120, 130, 160), (220, 120, 150, 160), (370, 120, 130, 160), (90, 280, 200, 160)]
DRAWINGS = [
    (
        "site_plan",
        "竣工总平面图",
        "总施-01",
        ["用地面积 5.2 公顷，住宅八幢，商业街一条", "消防车道环通，净宽不小于 4 米"],
    ),
    ("as_built_architecture", "建筑竣工图（1栋至8栋）", "建施-00", ["标准层层高 2.9 米", "外墙外保温 60 厚岩棉板"]),
    (
        "as_built_structure",
        "结构竣工图（1栋至8栋）",
        "结施-00",
        ["剪力墙结构，抗震设防七度", "承重墙不得拆改，位置见各层平面"],
    ),
    (
        "as_built_electric",
        "电气竣工图（1栋至8栋）",
        "电施-00",
        ["每户用电负荷 8 千瓦", "配电房两路进线，应急照明 90 分钟"],
    ),
    ("as_built_fire", "消防竣工图", "消施-00", ["自动喷水灭火系统，湿式报警阀四组", "室内消火栓竖管管径 DN100"]),
    ("as_built_pipes", "地下管网竣工图", "管施-01", ["雨水管、污水管、给水管、燃气管综合", "化粪池三座，位于北门西侧"]),
]
HANDED_OVER = [
    ("completion_record", "竣工验收备案表", "备字 2022-118", ["验收结论：合格", "五方责任主体盖章齐全"]),
    ("fire_acceptance", "消防验收意见书", "消验 2022-076", ["综合评定：合格"]),
    (
        "takeover_record",
        "承接查验记录",
        "CY-2022-01",
        ["公共部位查验 214 项，合格 206 项", "遗留八项，建设单位承诺三个月整改"],
    ),
    ("handover_list", "图纸资料移交清单", "YJ-2022-01", ["竣工图六套，设备资料四十一份", "移交人、接收人签字盖章"]),
    ("quality_warranty", "住宅质量保证书和使用说明书", "", ["屋面防水保修五年", "电气管线、给排水管道保修两年"]),
    (
        "equipment_manual",
        "生活水泵安装使用说明书",
        "ISG80-160",
        ["额定流量 50 立方米每小时，扬程 32 米", "每月检查机械密封"],
    ),
    ("owners_decision", "业主大会议事规则和管理规约", "", ["装修应当事先登记", "专项维修资金的使用由业主共同决定"]),
    ("charge_notice", "物业服务收费公示", "", ["住宅每月每平方米 2.10 元", "停车位每月 300 元"]),
]


@dataclass(frozen=True)
class Filing:
    """Whose archive is filled, by whom, and what day it is."""

    site: Site
    now: datetime
    by: Staff

    @property
    def today(self) -> date:
        return self.now.astimezone(SHANGHAI).date()

    def at(self, ago: int) -> datetime:
        """Ten in the morning of the day so many days ago."""
        morning = self.now.astimezone(SHANGHAI).replace(hour=10, minute=0, second=0, microsecond=0)
        return morning - timedelta(days=ago)

    def put(
        self, kind: str, name: str, lines: Sequence[str], *, ago: int, of: tuple[str, Any] | None = None, **said: Any
    ) -> Document:
        """One paper, put so many days ago."""
        noun, thing = of or ("project", self.site.project)
        subject = nouns.subject(noun, thing.pk)
        assert subject is not None, f"the demo has no {noun}"
        drawing = WALLS if kind.startswith(("as_built", "site_plan")) else ()
        where = [] if noun == "project" else [subject.label]
        file = _file(f"{name}.pdf", pdf(name, [self.site.project.name, *where, *lines], drawing=drawing))
        at = self.at(ago) + timedelta(minutes=len(name))
        return actions.put(subject, kind=kind, said=Described(name=name, **said), file=file, by=self.by, now=at)


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@transaction.atomic
def fill(world: World) -> None:
    """All of it, each by the action that a keeper would take."""
    site = world.sites["CH"]
    filing = Filing(site, world.scale.now, site.director)
    _handed_over(filing)
    _lifts(filing)
    _tests(filing)
    _contracts(filing)
    _residents(filing)
    _lent_and_held(filing)
    office = Filing(site, world.scale.now, site.managers[0])
    ends = office.today + timedelta(days=400)
    office.put("business_licence", "翠湖物业营业执照", ["统一社会信用代码 9133 0200 MA2 8888 8X"], ago=500,
               of=("company", site.company), expires_on=ends, paper=True, shelf="公司档案室 1 号柜")  # fmt: skip


def _handed_over(filing: Filing) -> None:
    """What the developer gave; the low-voltage drawings never came, and 给排水 is there for some buildings only."""
    for rank, (kind, name, number, lines) in enumerate([*DRAWINGS, *HANDED_OVER], start=1):
        filing.put(
            kind, name, lines, ago=900 - rank, number=number, dated_on=filing.today - timedelta(days=960),
            paper=True, shelf=f"资料室 {1 + rank % 3} 号柜 {1 + rank % 5} 层",
        )  # fmt: skip
    homes = [one for one in filing.site.buildings if one.name != "商业街"]
    for building in homes[:-1]:
        lines = [f"{building.floors} 层，生活给水分高低两区", "污水立管 DN110，每层设检查口"]
        filing.put("as_built_water", f"{building.name}给排水竣工图", lines, ago=880, of=("building", building),
                   number=f"水施-{building.rank:02d}", paper=True, shelf="资料室 2 号柜 3 层")  # fmt: skip


def _lifts(filing: Filing) -> None:
    """Each lift is registered but the last; the reports of the last two are not there, one before them has run out."""
    lifts = [one for one in filing.site.places if one.kind == PlaceKind.LIFT]
    for rank, lift in enumerate(lifts[:-1], start=1):
        filing.put("lift_registration", f"{lift.name}使用登记证", [f"登记编号 梯11甬B{rank:05d}"], ago=850,
                   of=("place", lift), number=f"梯11甬B{rank:05d}", paper=True)  # fmt: skip
    for rank, lift in enumerate(lifts[:-2], start=1):
        expired = rank == len(lifts) - 2
        ends = filing.today + timedelta(days=-12 if expired else 90 + 7 * rank)
        filing.put("lift_inspection", f"{lift.name}定期检验报告", ["检验结论：合格", "下次检验日期见标志"], ago=200,
                   of=("place", lift), number=f"DT-{rank:04d}", expires_on=ends)  # fmt: skip


def _tests(filing: Filing) -> None:
    """What is tested each year, some of it soon again."""
    in_days = lambda days: filing.today + timedelta(days=days)  # noqa: E731
    filing.put("fire_test", "消防设施年度检测报告", ["火灾自动报警系统合格", "三号楼 18 层消火栓压力偏低，已整改"], ago=340,
               number="XF-2214", expires_on=in_days(25))  # fmt: skip
    filing.put("water_test", "二次供水水质检测报告", ["余氯、浊度、细菌总数均合格"], ago=150, expires_on=in_days(33))
    filing.put("lightning_test", "防雷装置检测报告", ["接地电阻 3.2 欧姆"], ago=300, expires_on=in_days(65))
    filing.put(
        "insurance", "公众责任险保单", ["每次事故赔偿限额 500 万元"], ago=380, expires_on=in_days(-15), paper=True
    )
    pumps = filing.site.by_name.get("水泵房")
    if pumps:
        filing.put("equipment_warranty", "变频水泵保修卡", ["保修三年，含机械密封"], ago=420, of=("place", pumps),
                   expires_on=in_days(675), paper=True)  # fmt: skip


def _contracts(filing: Filing) -> None:
    """The service contract was renewed: two versions; the lifts' keeper is under contract, and one contract is long over."""
    ends = filing.today + timedelta(days=500)
    lines = ["甲方：翠湖花园业主大会", "乙方：翠湖物业服务有限公司"]
    contract = filing.put("service_contract", "物业服务合同", [*lines, "服务费每月每平方米 1.95 元"], ago=890,
                          number="CH-FW-001", expires_on=ends, paper=True, shelf="资料室 1 号柜 1 层")  # fmt: skip
    renewed = _file("物业服务合同（续签）.pdf", pdf("物业服务合同", [*lines, "服务费每月每平方米 2.10 元", "续签三年"]))
    actions.new_version(contract, file=renewed, why="业主大会表决通过，续签三年", by=filing.by,
                        now=filing.at(210))  # fmt: skip
    filing.put("supply_contract", "电梯维保合同", ["每部每月 380 元，半包", "困人 30 分钟内到场"], ago=240,
               number="CH-WB-014", expires_on=filing.today + timedelta(days=55), paper=True)  # fmt: skip
    filing.put("supply_contract", "前期保洁外包合同", ["合同已履行完毕"], ago=860, number="CH-WB-002",
               dated_on=date(filing.today.year - 12, 3, 1), expires_on=date(filing.today.year - 11, 2, 28))  # fmt: skip


def _residents(filing: Filing) -> None:
    """王芳's decoration papers and 李强's letter of attorney."""
    wang, li = filing.site.by_label["1栋1单元501"], filing.site.by_label["1栋1单元502"]
    filing.put("decoration", "1栋1单元501装修申请和协议", ["装修内容：厨房、卫生间翻新", "不动承重墙，垃圾袋装外运"], ago=160,
               of=("household", wang.household), dated_on=filing.today - timedelta(days=161))  # fmt: skip
    subject = nouns.subject("household", li.household.pk)
    assert subject is not None, "李强 lives there"
    letter = _file("授权委托书.docx", docx(["授权委托书", "委托母亲代收钥匙、代签装修协议"]))
    actions.put(subject, kind="resident_paper", said=Described(name="1栋1单元502授权委托书"), file=letter, by=filing.by,
                now=filing.at(120))  # fmt: skip


def _lent_and_held(filing: Filing) -> None:
    """The site plan is out too long; the takeover record stands in a dispute with the developer."""
    of_project = Document.objects.filter(project=filing.site.project)
    plan, record = (of_project.get(kind=kind) for kind in ("site_plan", "takeover_record"))
    lent = filing.at(20)
    lending.borrow(plan, borrower="市政设计院 钱工", purpose="雨污分流改造核对管线", due_on=lent.date() + timedelta(days=14),
                   by=filing.by, now=lent)  # fmt: skip
    retention.hold(record, why="地下车库渗水，与建设单位交涉中", by=filing.by, now=filing.at(40))
