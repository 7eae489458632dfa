import pytest

from tests.cast import Cast
from tests.cast import cast as make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Everyone (house.md)."""
    return make_cast()
