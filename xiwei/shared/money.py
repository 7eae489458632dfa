"""Money is a whole number of fen; a fraction of a fen does not exist."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext

from xiwei.shared.refusals import BadInput


def yuan(fen: int) -> str:
    """Fen as people read them: 123456 → "1,234.56", whole yuan without the cents: 8000 → "80"."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    whole, cents = divmod(fen, 100)
    return f"{sign}{whole:,}.{cents:02d}" if cents else f"{sign}{whole:,}"


def fen(text: str) -> int:
    """What a person typed, in yuan, as fen: "12.5" → 1250. Raises BadInput for anything that is not exact."""
    cleaned = text.strip().replace(",", "").replace("，", "").lstrip("¥￥").removesuffix("元")
    try:
        amount = Decimal(cleaned) * 100
    except InvalidOperation as error:
        raise BadInput(gettext("“{text}”不是金额，请写数字，例如 12.50。").format(text=text)) from error
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**14:
        raise BadInput(gettext("“{text}”不是可用的金额：最多两位小数，例如 12.50。").format(text=text))
    return int(amount)
