"""What the ledger's own lines say."""

from django.utils.translation import gettext_noop as _

from xiwei.ledger.registry import Words

WORDS = {
    "ledger.words_erased": Words(
        _("文字抹去"), _("{count} 行台账里的个人信息已抹去，行还在，封存仍可核对。{reason}"), "eraser"
    ),
}
