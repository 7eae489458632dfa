"""What of messages hangs on consent."""

from django.utils.translation import gettext_lazy as _

from xiwei.people.purposes import Draft, Purpose

TEXTING = "texting"
PURPOSES = [
    Purpose(
        TEXTING,
        _("短信提醒"),
        Draft(
            _("把您家的事办到哪一步，用短信告诉您"),
            _("您的手机号和短信的内容，交给短信服务商发送"),
            _("短信服务商按它和我们的约定保存，不作别的用；我们的发送记录保存半年"),
            _("不同意就不发短信，消息都在消息箱里；漏水、困人这样的急事仍会发"),
        ),
        _("以后只发急事的短信；别的消息打开消息箱看。"),
        unasked=True,
    )
]
