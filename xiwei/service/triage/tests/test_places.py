"""Places are found as people write them."""

import pytest

from xiwei.service.triage import places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3栋2单元电梯坏了", ("3栋2单元电梯",)),
        ("地下车库漏水", ("地下车库",)),
        ("我家在5号楼1201室", ("5号楼1201室",)),
        ("东门保安不在", ("东门",)),
        ("物业费怎么又涨了", ()),
        ("18栋电梯，还是18栋电梯", ("18栋电梯",)),
    ],
)
def test_places_are_found_the_fullest_first_and_once(text: str, expected: tuple[str, ...]) -> None:
    assert places.find(text) == expected


def test_no_more_than_five_places_are_named() -> None:
    assert len(places.find("1栋、2栋、3栋、4栋、5栋、6栋、7栋的灯都不亮")) == places.MOST
