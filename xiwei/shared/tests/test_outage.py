"""The database goes away: a plain page at once, and everything as before when it is back."""

import pytest
from django.db import connection
from django.test import Client

from tests.cast import cast


@pytest.mark.django_db(transaction=True)
def test_without_the_database_a_plain_page_answers_and_with_it_back_the_page_itself(settings):
    who = cast().wang_fang
    client = Client(raise_request_exception=False)
    client.force_login(who)
    assert client.get("/me/").status_code == 200
    known = dict(connection.settings_dict)
    connection.close()
    # A file in no folder, or a port nobody listens at: what the driver meets when the database is gone.
    connection.settings_dict.update(
        {"NAME": "/no/such/folder/xiwei", "HOST": known["HOST"] and "127.0.0.1", "PORT": known["PORT"] and 1}
    )
    try:
        answer = client.get("/me/")
        assert (answer.status_code, answer["Retry-After"]) == (503, "10")
        assert "没有写入一半" in answer.content.decode()
    finally:
        connection.close()
        connection.settings_dict.update(known)
    assert client.get("/me/").status_code == 200
