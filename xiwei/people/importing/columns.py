"""The columns of an estate's sheet: what other companies call them, their codes, and a row made clean.

The order and the codes are those of the import sheet most Chinese property systems give out; the synonyms are
how the others head the same columns. `clean_row` is pure: it knows nothing of what the estate already has.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, TypeVar

from xiwei.people.importing import places, telephones, values
from xiwei.people.importing.values import Wrong
from xiwei.shared import sheets


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """A key and its words a paragraph; an indented line goes on with the one above."""
    lines = text.strip().replace("\n    ", " ").splitlines()
    return {key: tuple(words.split()) for key, words in (line.split(":", 1) for line in lines)}


# Field → how it is headed; the first is our own word for it, and stands in the template and in messages.
FIELDS = _table("""
zone: 区域 分区 组团 期数 商业区编号 商业区 苑区 片区 区号 地块
building: 楼号 楼栋 楼栋号 楼栋编号 栋号 楼幢 楼幢号 幢号 座号 楼座 楼宇 楼宇名称 楼房号 楼 栋 幢 座
    大楼 建筑物 楼栋单元 栋单元 楼号单元 楼幢单元 楼单元 building 工作表
unit: 单元 单元号 单元编号 单元名称 单元门 门洞 梯号 门栋 门 梯 unit
room: 房间 房间号 房号 室号 房间编号 门牌号 门牌 门号 户号 室 户室号 房屋编号 房屋号 商铺号 铺位号
    商铺编号 单位号 房产编号 资产编号 车位号 车位编号 储藏室号 房屋代码 roomno room
floor: 楼层 所在楼层 层 层数 所在层 层号 楼层号 名义层 floor
floors: 总层数 楼层总数 总楼层 地上层数 建筑层数
elevator: 是否有电梯 电梯 有无电梯 有电梯 配备电梯
kind: 房屋类型 房屋用途 用途 物业类型 物业类别 业态 房产类型 房屋性质 房间类型 使用性质 产品类型
    房产性质
layout: 房屋户型 户型 户型图 房型 户型结构 居室
area: 建筑面积 建面 面积 房屋面积 产权面积 收费面积 计费面积 合同面积 实测面积 登记面积 房产面积
    占地面积 预测面积 area
inner_area: 室内面积 套内面积 套内建筑面积 使用面积 套内 供暖面积 采暖面积 实用面积 专有面积
rent: 租金 月租金 房租 租金标准 租赁单价
state: 房屋状态 入住状态 房间状态 使用状态 交付状态 居住状态 入住情况 房产状态 当前状态 状态 销售状态
    资产状态
name: 业主名称 业主姓名 业主 住户姓名 住户名称 住户 产权人 产权人姓名 产权所有人 权利人 客户名称
    客户姓名 客户 户主 户主姓名 房主 房主姓名 购房人 买受人 姓名 名称 人员姓名 成员姓名 居民姓名
    业主1 业主一 第一业主 产权人1 姓名1 房东 房东姓名 ownername owner name
gender: 性别 业主性别 男女 gender
phone: 手机号 手机号码 手机 业主电话 业主手机 业主手机号 移动电话 电话 电话号码 联系方式 业主联系方式
    联系手机 联系号码 住户电话 客户电话 本人电话 联系电话 业主联系电话 电话1 联系电话1 手机1 业主1电话
    房东电话 房东手机 mobilephone phone mobile tel
id_number: 身份证号 身份证号码 身份证 证件号码 证件号 业主身份证 居民身份证号 公民身份号码 证件编号
    身份证件号码 统一社会信用代码
relation: 业主类型 与业主关系 与户主关系 与房屋关系 人房关系 住户类型 客户类型 身份 关系 客户身份
    住户身份 人员身份 成员类型 成员关系 居住性质
person_kind: 人员类型 客户性质 业主性质 个人或单位 个人/公司
role: 人员角色 角色
contact_name: 联系人 紧急联系人 备用联系人 联系人姓名 紧急联系人姓名
contact_phone: 联系电话 联系人电话 联系人手机 紧急联系人电话 紧急联系电话 紧急电话 备用电话 其他电话
    联系人手机号 家庭电话 固定电话 座机 电话2 联系电话2 手机2 备用手机 备用号码 其他联系方式
owner2_name: 共有人姓名 共有人 产权共有人 共有产权人 共同业主 业主2 业主二 第二业主 产权人2 姓名2 共有权人
owner2_phone: 共有人电话 共有人手机 共有人手机号 共有人联系方式 共有人联系电话 业主2电话 业主2手机 第二业主电话
    电话2 联系电话2 手机2
member_name: 家庭成员姓名 家庭成员 家属姓名 家属 成员姓名1 家庭成员1 家庭成员1姓名 同住人姓名 同住人 配偶姓名 配偶
member_phone: 家庭成员电话 家庭成员手机 家庭成员手机号 家庭成员联系电话 家庭成员联系方式 家属电话 家属手机 家属联系电话
    家属联系方式 家庭成员1电话 同住人电话 配偶电话 配偶手机 配偶手机号 配偶联系电话
member_relation: 家庭成员关系 家庭成员与业主关系 家庭成员与户主关系 家属关系 家属与业主关系 家庭成员1关系 同住人关系
tenant_name: 租客姓名 租户姓名 租户名称 租户 租客 承租人 承租人姓名 承租方 承租户 租赁人 租赁户 使用人姓名 使用人
    租赁户姓名 tenant
tenant_phone: 租客电话 租客手机 租客手机号 租客联系电话 租客联系方式 租户电话 租户手机 租户手机号 租户联系电话
    租户联系方式 承租人电话 承租人手机 承租人手机号 承租人联系电话 承租人联系方式 承租方电话 使用人电话
address: 房屋 房屋地址 住址 地址 房屋坐落 坐落 房间全称 房屋全称 房产名称 房屋名称 房间名称 资产名称
    楼栋单元房号 房产地址 家庭住址 房号全称 单元房号 详细地址
handed_over: 交房日期 收房日期 交付日期 交楼日期 接房日期 交房时间 收房时间 交付时间 收楼日期 领房日期
    交楼时间 接房时间
moved_in: 入住日期 入住时间 搬入日期 入伙日期 入伙时间 进驻日期 迁入日期
starts: 合同开始日期 合同起始日期 合同开始 租赁开始日期 起租日期 起租日 合同起 开始日期 开始时间
    租期开始 合同开始时间 起始日期 租赁起始日
ends: 合同结束日期 合同截止日期 合同到期日期 合同终止日期 合同结束 租赁结束日期 到期日期 合同止 结束日期
    结束时间 租期结束 到期日 合同结束时间 截止日期 租赁到期日
note: 备注 备注说明 附注 其他说明 说明 remark note
""")
LABELS = {field: words[0] for field, words in FIELDS.items()}
# What the estate keeps. The rest is understood, shown as left out, and never read: a service needs no ID number,
# no sex and no rent to mend a tap (Personal Information Protection Law, article 6: the least that serves).
KEPT = frozenset(
    {"zone", "building", "unit", "room", "address", "floor", "floors", "kind", "layout", "area", "inner_area", "state"}
    | {"name", "phone", "contact_phone", "relation", "role", "handed_over", "moved_in", "starts"}
    | {"owner2_name", "owner2_phone", "member_name", "member_phone", "member_relation", "tenant_name", "tenant_phone"}
)
LITERAL = frozenset({"elevator"})  # here "无" is an answer and not a gap

STATE_WORDS = _table("""
occupied: 已入住 入住 自住 在住 居住 常住 使用中 正常 已装修入住 已入伙 入伙 自用 自住房 已住 有人住 住人 偶住 偶尔居住
    业主自住 已使用 使用 营业 营业中 经营中 办公 在用 入住中 已迁入 已装修已入住 正常居住 居住中 常住户
unsold: 未销售 未售 未售出 待售 在售 库存 未出售 开发商 空置未售 未售空置
handed_over: 已交房 已收房 交房 收房 已交付 已接房 已交楼 已收楼 已领房 已接收 已收楼未装修 已交房未装修 已收房未装修
    已办手续 交付
not_moved_in: 未入住 未住 未交房 未收房 未交付 未领房 已售未收房 未接房 已售未入住 已交房未入住 已收房未入住 未交楼
    未收楼 未入伙 未装修 毛坯 毛坯房 清水 清水房 毛坯未装修 已售未交房 已售未交付 未办手续 未接收 无人居住 没人住
decorated: 已装修 装修完成 已装修未入住 精装修 精装 装修完 装修完毕 已装 装修已完成 装修完未入住
let: 已出租 出租 租用 在租 租赁 已租 租住 租 出租中 出租房 已租赁 转租 租户 合租 租赁中 出租户 租客入住
sold: 已出售 已售 已售出 已销售 出售 售出
idle: 空闲 空置 闲置 空房 空关 未出租 未租 待租 空 空置房 长期空置 空关房 闲置中 招租 招租中 空铺 空置中 无人
decorating: 装修中 装修 在装修 正在装修 在装 装修期 施工中
""")
STATES = dict(zip(map(str, range(2001, 2010)), STATE_WORDS, strict=True))  # 2001 occupied … 2009 decorating
RELATIONS = {"1001": "owner", "1002": "family", "1003": "tenant", "1004": "temp"}
ROLES = {"1": "owner", "2": "tenant", "3": "family", "4": "employee", "99": "other"}
RELATION_WORDS = _table("""
owner: 业主 产权人 房主 户主 本人 业主本人 共有人 产权共有人 共同业主 购房人 房东 自住 共有 产权所有人 房屋所有人 业主户主
    个人 自然人 单位 企业 公司 开发商 个人业主 单位业主 企业业主 公司业主 第一业主 第二业主 主业主 房产所有人 自有
family: 家庭成员 家属 家人 亲属 配偶 夫妻 妻子 丈夫 妻 夫 子女 儿子 女儿 子 女 父母 父亲 母亲 父 母 爱人 老婆 老公 亲戚
    祖父母 孙子女 孙子 孙女 兄弟姐妹 儿媳 女婿 同住人 岳父 岳母 公公 婆婆 爷爷 奶奶 外公 外婆 姥姥 姥爷 外孙 外孙女
    哥哥 姐姐 弟弟 妹妹 兄 弟 姐 妹 兄弟 姐妹 长子 次子 长女 次女 之子 之女 之妻 之夫 媳妇 儿媳妇 侄子 侄女 外甥 外甥女
    爸爸 妈妈 孩子 小孩 同住 同住家属 业主家属 户主家属 家庭 叔叔 舅舅 姑姑 姨
tenant: 租客 租户 房屋租客 承租人 租赁 承租户 出租 使用人 租住 合租 二房东 租赁户 租 租房 承租方 商户 经营户
temp: 临时 临时人员 访客 装修工 施工人员
employee: 公司员工 员工 职工 雇员 保姆 护工 住家保姆
other: 其他 其它 亲友 朋友 代理人 联系人 受托人 女朋友 男朋友 法人 法定代表人 负责人
""")
PERSON_WORDS = {
    "person": ("P", "个人", "自然人", "个体"),
    "company": ("C", "公司", "单位", "企业", "法人", "机构", "组织"),
}
GENDER_WORDS = {"male": ("男", "男性", "先生", "M"), "female": ("女", "女性", "女士", "F")}
YES_WORDS = {True: ("有", "是", "1", "Y", "YES"), False: ("无", "没有", "否", "0", "N", "NO")}


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell; `message` is a whole sentence with its row and column."""

    row: int
    column: str
    message: str


class Other(NamedTuple):
    """Someone beside the row's first person: a co-owner, one of the family, the tenant; `field` heads their columns."""

    field: str
    name: str
    phones: tuple[str, ...]
    relation: str


# Who has columns of their own beside the first person, and what they are unless a column says more.
BESIDE = {"owner2": "owner", "member": "family", "tenant": "tenant"}


@dataclass(frozen=True, slots=True)
class CleanRow:
    """One room with those of its people that one row names. Empty text and None mean that the sheet doesn't say.

    `building` bears its zone, as in 一期3; `unit` is "0" for a shop and "" for a building without units; areas are
    in 0.01 ㎡, rent in fen a month; `state` and `relation` are keys of STATE_WORDS and RELATION_WORDS;
    `more_phones` its further numbers; `others` who stand beside that person in columns of their own; `filled` the
    fields taken over from a row above.
    """

    row: int
    building: str
    unit: str
    number: str
    floor: int | None
    floors: int | None
    elevator: bool | None
    kind: str
    layout: str
    area_centi: int | None
    inner_area_centi: int | None
    rent_fen: int | None
    state: str
    name: str
    gender: str
    phone: str
    more_phones: tuple[str, ...]
    id_number: str
    relation: str
    company: bool
    contact_name: str
    contact_phone: str
    handed_over: date | None
    moved_in: date | None
    starts: date | None
    ends: date | None
    note: str
    others: tuple[Other, ...] = ()
    filled: tuple[str, ...] = ()


def kept(mapping: sheets.Mapping) -> sheets.Mapping:
    """The same columns without those that the estate does not keep."""
    columns = {field: place for field, place in mapping.columns.items() if field in KEPT}
    return sheets.Mapping(mapping.headers, columns, LITERAL)


def guess(headers: Sequence[str]) -> sheets.Mapping:
    """Which column is which field. A sheet with one telephone and one name means the resident's by them."""
    mapping = sheets.guess(headers, FIELDS, literal=LITERAL)
    columns = dict(mapping.columns)
    spare = columns.get("contact_phone")
    if "owner2_name" in columns and "owner2_phone" not in columns and spare is not None and headers[spare][-1:] == "2":
        columns["owner2_phone"] = columns.pop("contact_phone")
    for part in ("name", "phone"):
        if "name" not in mapping.columns and part not in columns and f"tenant_{part}" in columns:
            columns[part] = columns.pop(f"tenant_{part}")
    _leave_nameless(columns)
    if "name" not in columns and "contact_name" in columns:
        columns["name"] = columns.pop("contact_name")
    if "phone" not in columns and "contact_phone" in columns and "contact_name" not in columns:
        columns["phone"] = columns.pop("contact_phone")
    return sheets.Mapping(mapping.headers, columns, LITERAL)


def _leave_nameless(columns: dict[str, int]) -> None:
    """A telephone of a relative whose name has no column is one more number to call; a relation alone says nothing."""
    for who in BESIDE:
        if f"{who}_name" not in columns:
            phone = columns.pop(f"{who}_phone", None)
            columns.pop(f"{who}_relation", None)
            if phone is not None and "contact_phone" not in columns:
                columns["contact_phone"] = phone


def clean_row(
    raw: Mapping[str, str], row: int = 0, labels: Mapping[str, str] = LABELS, filled: tuple[str, ...] = ()
) -> CleanRow | list[CellError]:
    """One record, as `Mapping.record` gives it, typed; or every error in it, each for its cell.

    `labels` may give each field's header in the person's own sheet (`Mapping.named`), for the messages; `filled` are
    the fields that `raw` took over from a row above.
    """
    cells = _Cells(raw, row, labels)
    building, unit, number = _place(cells)
    name = cells.take("name", values.name, "")
    phones = _phones(cells, "", name)
    starts, ends = cells.take("starts", values.day, None), cells.take("ends", values.day, None)
    if starts and ends and ends < starts:
        cells.refuse("ends", "早于合同开始的日期，请核对")
    clean = CleanRow(
        row=row,
        building=building,
        unit=unit,
        number=number,
        floor=cells.take("floor", places.floor, places.floor_of_room(number)),
        floors=cells.take("floors", places.floors, None),
        elevator=cells.take("elevator", _YES, None),
        kind=cells.take("kind", values.short, ""),
        layout=cells.take("layout", values.layout, ""),
        area_centi=cells.take("area", values.area, None),
        inner_area_centi=cells.take("inner_area", values.area, None),
        rent_fen=cells.take("rent", values.rent, None),
        state=cells.take("state", _STATE, ""),
        name=name,
        gender=cells.take("gender", _GENDER, ""),
        phone=phones[0] if phones else "",
        more_phones=phones[1:],
        id_number=cells.take("id_number", values.id_number, ""),
        relation=_relation(cells, name),
        company=cells.take("person_kind", _PERSON, "") == "company",
        contact_name=cells.take("contact_name", values.name, ""),
        contact_phone=cells.take("contact_phone", telephones.phone, ""),
        handed_over=cells.take("handed_over", values.day, None),
        moved_in=cells.take("moved_in", values.day, None),
        starts=starts,
        ends=ends,
        note=cells.take("note", values.note, ""),
        others=tuple(_others(cells)),
        filled=filled,
    )
    return cells.errors or clean


T = TypeVar("T")
_NO_PHONES: tuple[str, ...] = ()


class _Cells:
    """A row being read: each cell taken through its reader, each refusal kept."""

    def __init__(self, raw: Mapping[str, str], row: int, labels: Mapping[str, str]):
        self.raw, self.row, self.labels = raw, row, labels
        self.errors: list[CellError] = []

    def label(self, field: str) -> str:
        return self.labels.get(field) or LABELS[field]

    def take(self, field: str, reader: Callable[[str], T], default: T) -> T:
        text = self.raw.get(field)
        if not text:
            return default
        try:
            read = reader(text)
            return default if read is None else read
        except Wrong as wrong:
            shown = text if len(text) <= 30 else text[:30] + "…"
            self.refuse(field, f"写的是“{shown}”，{wrong}")
        return default

    def refuse(self, field: str, why: str) -> None:
        label = self.label(field)
        self.errors.append(CellError(self.row, label, f"{sheets.said(self.row)}「{label}」{why}。"))

    def is_refused(self, field: str) -> bool:
        """Whether this cell was found wrong already."""
        return any(error.column == self.label(field) for error in self.errors)


def _phones(cells: _Cells, who: str, name: str) -> tuple[str, ...]:
    """The numbers beside a name; without a name they are nobody's."""
    phones = cells.take(f"{who}phone", lambda text: telephones.phones(text, name), _NO_PHONES)
    if phones and not name and not cells.is_refused(f"{who}name"):
        label, written = cells.label(f"{who}phone"), cells.raw.get(f"{who}name")
        what = f"写的是“{written}”，不是姓名" if written else "是空的"
        cells.refuse(f"{who}name", f"{what}，但这一行有{label}；请补上姓名，或把{label}也留空")
    return phones


def _others(cells: _Cells) -> Iterator[Other]:
    for who, relation in BESIDE.items():
        if not (cells.raw.get(f"{who}_name") or cells.raw.get(f"{who}_phone")):
            continue
        name = cells.take(f"{who}_name", values.name, "")
        phones = _phones(cells, f"{who}_", name)
        said = cells.take(f"{who}_relation", _RELATION, "") if name else ""
        if name:
            yield Other(who, name, phones, said or relation)


def _place(cells: _Cells) -> tuple[str, str, str]:
    """Building, unit and number from their own columns, from a number that holds them all, or an address."""
    building, stair = cells.take(
        "building", lambda text: places.building_and_unit(text, cells.label("building")), ("", "")
    )
    unit = cells.take("unit", lambda text: places.unit(text, building), "") or stair
    field = "room" if cells.raw.get("room") else "address"
    found = cells.take(field, lambda text: places.place(text, building, unit), (building, unit, ""))
    if any(cells.is_refused(each) for each in (field, "building", "unit")):
        return found
    if not found[2]:
        cells.refuse("room", "是空的，请填房间号，例如 1502")
    elif not found[0]:
        cells.refuse("building", "是空的，请填楼号，例如 3；也可以把房号写成 3-2-1502")
    tower = cells.take("zone", places.zone, "") + found[0]
    if len(tower) > 18:
        cells.refuse("building", "连同区域写得太长，最多 18 个字")
    return tower, found[1], found[2]


def _relation(cells: _Cells, name: str) -> str:
    """By role, else by relation; a name alone is the owner's, or the tenant's where the column says so."""
    said = cells.take("role", _ROLE, "") or cells.take("relation", _RELATION, "")
    if said or not name:
        return said
    return "tenant" if "租" in cells.label("name") else "owner"


def _chooser(words: Mapping[Any, Sequence[str]], codes: Mapping[str, Any] | None = None) -> Callable[[str], Any]:
    """A reader of a code or a word; its refusal names what may be written."""
    known = {word.upper(): key for key, said in words.items() for word in said} | dict(codes or {})
    may = "、".join(said[0] for said in words.values())
    hint = (
        f"应是{may}之一"
        + (f"，或代码 {min(codes, key=int)}–{max(codes, key=int)}" if codes else "")
        + "；说不准可以留空"
    )

    def choose(text: str) -> Any:
        bare = text.upper().replace(" ", "")
        found = known.get(bare)
        if found is None:
            # "业主（共有）" and "业主/户主" say the same twice; "2001已入住" is a code with its word.
            parts = {
                known.get(part) for part in re.split(r"[()（）\[\]【】/、,，;；:：-]|(?<=\d)(?=[^\d])", bare) if part
            }
            found = parts.pop() if len(parts) == 1 else None
        if found is None:
            if sheets.known(text):
                raise Wrong(hint)
            return None
        return found

    return choose


_YES = _chooser(YES_WORDS)
_STATE = _chooser(STATE_WORDS, STATES)
_GENDER = _chooser(GENDER_WORDS)
_PERSON = _chooser(PERSON_WORDS)
_RELATION = _chooser(RELATION_WORDS, RELATIONS)
_ROLE = _chooser(RELATION_WORDS, ROLES)
