"""What each of this app's ledger lines says."""

from xiwei.ledger.registry import COMPANYS, Words

WORDS = {
    "notices.preference_changed": Words("消息设置", "{what}", "bell"),
    "notices.channel_changed": Words("消息渠道", "{name}{what}", "plug", turns=COMPANYS),
    "notices.delivery_failed": Words("消息未送达", "{channel}未送达：{reason}", "bell-off"),
}
