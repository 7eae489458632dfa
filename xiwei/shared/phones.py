"""Phone numbers: what was typed, as one number is kept."""

import re
import unicodedata

from django.utils.translation import gettext

from xiwei.shared.refusals import BadInput

MOBILE = re.compile(r"1[3-9]\d{9}")
ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_CHINA = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
_IN_TEXT = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)")
_LAST_FOUR = re.compile(r"[0-9]{4}")
_FILLING = re.compile(r"[\s\-‐‑–—.()（）·]+")


def read(typed: str) -> str:
    """The mobile number meant: 11 digits, or +country and digits for one from abroad.

    Spaces, dashes, brackets, full-width digits and a leading 86, 0086 or +86 are forgiven. Raises BadInput
    for anything else; a landline cannot receive a code, so it is refused here.
    """
    plain = _FILLING.sub("", unicodedata.normalize("NFKC", typed))
    number = _CHINA.sub("", plain)
    # Only these ten digits: \d would take those of other scripts, and one person would have two numbers.
    if number.isascii() and (MOBILE.fullmatch(number) or ABROAD.fullmatch(number)):
        return number
    raise BadInput(gettext("手机号要填 11 位数字，例如 13812345678；境外号码请以 + 和国家代码开头。"))


def is_asked_for(words: str) -> bool:
    """Whether one looks for a phone by these words: by its last four digits, which lists show, or by the whole of it.

    Nothing between: whoever knows four digits would learn the others by adding one at a time, and no line would say so.
    """
    return bool(_LAST_FOUR.fullmatch(words) or MOBILE.fullmatch(words) or ABROAD.fullmatch(words)) and words.isascii()


def hidden(text: str) -> str:
    """A text in which no mobile number can be read: 打我 138 1234 5678 → 打我 ***."""
    return _IN_TEXT.sub("***", text)


def masked(phone: str) -> str:
    """The number with its middle hidden: 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****"
