"""The telephones of a cell, as an estate's sheet writes them."""

import re
from decimal import Decimal

from xiwei.people.importing.values import Wrong
from xiwei.shared import sheets

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}(?:转\d{1,6}|-\d{1,6})?|[48]00\d{7}|\+\d{6,15}")
_PHONE_WORDS = re.compile(
    "(?:联系|移动)?电话|手机号?|本人|业主|户主|住宅|宅电|家里?|座机|固话|微信同号|[Tt][Ee][Ll]|[:：]"
)
_COUNTRY = re.compile(r"(?<![\d-])(?:\+|00)?86[\s-]*(?=1[3-9](?:[\s-]?\d){9}(?!\d))")  # 86 apart from its number
_NO_PHONE = re.compile(
    r"0+|(\d)\1{8,}|(?:无|没有?|未留?|不|拒绝?|暂无|空|停|已|失|联系不上|打不通).{0,5}(?:电话|号码?|提供|留|机|用|联|通|方式)?"
)


def phones(text: str, name: str = "") -> tuple[str, ...]:
    """Every number in a cell that holds "13912345678/0531-88888888", the first to be rung first.

    A placeholder gives none; so does "空号". The `name` of whom they belong to may stand beside a number.
    """
    if _MOBILE.fullmatch(text):
        return (text,) if sheets.known(text) else ()
    text = _COUNTRY.sub("", text)
    parts = [
        part.replace(name, "") if name else part for part in re.split(r"[/／,，、;；|\n]|\s(?=1[3-9]\d{9})|或", text)
    ]
    found = [phone(part) for part in parts if part.strip()]
    return tuple(dict.fromkeys(number for number in found if number))


def phone(text: str) -> str:
    """A mobile of 11 digits, a landline as it is dialled ("0531-88888888"), or one from abroad with its +.

    A placeholder gives "". Forgives spaces, dashes, 86 in front, words like 手机: and 1.3912345678E+10.
    """
    text = text.strip()
    if not sheets.known(text) or _NO_PHONE.fullmatch(text):
        return ""
    bare = re.sub(r"[\s()（）.]|(?<=\d)-(?=\d)", "", _PHONE_WORDS.sub("", text)) if "E" not in text.upper() else text
    if re.fullmatch(r"\d(\.\d+)?E\+?1[01]", text, re.IGNORECASE):
        bare = _written_out(text)
    bare = re.sub(r"^(?:\+86|0086|86)(?=1[3-9]\d{9}$|0\d{9,11}$)", "", bare)
    if "*" in bare:
        raise Wrong("号码中间被星号隐去了，请填完整的号码，或留空")
    if _MOBILE.fullmatch(bare):
        return bare
    if not _LANDLINE.fullmatch(bare):
        raise Wrong(_why_no_phone(bare))
    return _dashed(bare)


def _written_out(text: str) -> str:
    """1.3912345678E+10 in full. Raises Wrong where digits were lost on the way."""
    number = Decimal(text)
    if len(number.as_tuple().digits) <= number.adjusted() - 1:  # a last digit or two may be noughts
        raise Wrong("是科学计数，末尾几位已经丢失；请把这一列设为文本，填完整的号码，或留空")
    return str(int(number))


def _why_no_phone(bare: str) -> str:
    hint = "应是 11 位手机号或带区号的座机，例如 13912345678 或 0531-88888888"
    if re.fullmatch(r"1\d{7,13}", bare) and len(bare) != 11:
        return f"{hint}；这里有 {len(bare)} 位"
    if re.search(r"1[3-9]\d{9}", bare):
        return f"{hint}；旁边请不要写字，家人的号码另起一行写，或写在“备用电话”"
    return f"{hint}；没有就留空"


def _dashed(bare: str) -> str:
    """A landline with its dash: three-digit area codes are those of 010 and 02x."""
    match = re.fullmatch(r"(010|02\d|0\d{3})([2-9]\d{6,7})(.*)", bare)
    return f"{match[1]}-{match[2]}{match[3]}" if match else bare
