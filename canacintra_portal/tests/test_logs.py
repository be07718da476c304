"""What the log says, and what it leaves out."""

import logging

import pytest
import structlog

from canacintra_portal import logs


@pytest.mark.django_db
def test_a_request_for_a_foreign_host_is_one_line_in_the_log(client, caplog):
    with caplog.at_level(logging.ERROR, logger="django.security.DisallowedHost"):
        answer = client.get("/", headers={"host": "elsewhere.invalid"})
    assert answer.status_code == 400
    (record,) = caplog.records
    assert "elsewhere.invalid" in record.getMessage()
    assert record.exc_info is None


def test_quiet_leaves_out_what_is_only_told(caplog):
    log = structlog.get_logger("canacintra_portal.test_logs")
    with caplog.at_level(logging.INFO):
        with logs.quiet():
            log.info("told")
            log.warning("minded")
        log.info("told_again")
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
