"""What the log says, and what it leaves out."""

import logging

import pytest


@pytest.mark.django_db
def test_a_request_for_a_foreign_host_is_one_line_in_the_log(client, caplog):
    with caplog.at_level(logging.ERROR, logger="django.security.DisallowedHost"):
        answer = client.get("/", headers={"host": "elsewhere.invalid"})
    assert answer.status_code == 400
    (record,) = caplog.records
    assert "elsewhere.invalid" in record.getMessage()
    assert record.exc_info is None
