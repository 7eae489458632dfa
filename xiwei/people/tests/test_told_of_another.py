"""What is written to a person, as others read it of them, in English too."""

import pytest

from xiwei.shared import names


@pytest.mark.parametrize(
    ("yours", "theirs"),
    [
        ("Your name, your words and the answers to you go", "Their name, their words and the answers to them go"),
        (
            "Cannot go while you live here; once you have moved out",
            "Cannot go while they live here; once they have moved out",
        ),
        ("if another company still serves you", "if another company still serves them"),
        ("What shows that it was you goes", "What shows that it was them goes"),
        ("The youth of the town", "The youth of the town"),
    ],
)
def test_what_is_said_to_you_is_said_of_another_in_english(yours, theirs):
    assert names.of_another_in_english(yours) == theirs
