"""What the form of a pack asks for before one is made."""

from xiwei.service.forms.packs import PackForm


def wrong(**said: str) -> dict[str, list[str]]:
    return dict(PackForm(said, own=False, whole=False).errors)


def test_who_reads_it_is_chosen_and_never_preset():
    drawn = PackForm(own=False, whole=False)
    assert (drawn["reader"].value(), "checked" in str(drawn["reader"])) == (None, False)
    assert wrong(purpose="说明经过") == {"reader": ["请选给谁看：略去什么由它定。证据包还没有整理。"]}


def test_a_pack_without_a_purpose_is_asked_for_one_in_a_sentence():
    assert wrong(reader="authority") == {
        "purpose": ["请写一句这份证据包用来做什么，例如：向住建局说明漏水处理经过。还没有整理。"]
    }


def test_the_ledger_is_said_to_keep_what_it_is_for_where_it_does():
    says = [PackForm(own=own, whole=False)["purpose"].help_text for own in (True, False)]
    assert says == ["会印在证据包里，不记在台账上。", "会印在证据包里，也会记在台账上。"]
