"""The purposes of this app itself."""

from django.utils.translation import gettext_lazy as _

from xiwei.people.purposes import Draft, Purpose

SPECIAL_CARE, CALL_BACK = "special_care", "call_back"
PURPOSES = [
    Purpose(
        SPECIAL_CARE,
        _("家里的特殊情况"),
        Draft(
            _("知道家里有没有独居、行动不便、生病、年幼的人，急的时候先照应到"),
            _("您愿意说的家里情况，只由管家和小区主任看"),
            _("住在这里期间；您撤回同意或搬走后删除"),
            _("不同意也照常服务，只是我们不知道要多留心什么"),
        ),
        _("管家不再记家里的特殊情况，记过的会删掉；平常的服务不变。"),
        sensitive=True,
    ),
    Purpose(
        CALL_BACK,
        _("电话回访"),
        Draft(
            _("事情办完，打电话问您满不满意"),
            _("您的手机号，和您在电话里的回答"),
            _("回答和这件事一起保存；电话不录音"),
            _("不同意就不打回访电话，您在报事页上确认和评价；上门前的联系照常"),
        ),
        _("办完以后不再打电话问，请您在报事页上点“办好了”或“没修好”。"),
        unasked=True,
    ),
]
