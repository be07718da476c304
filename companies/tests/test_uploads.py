"""Uploads that are too large: dropped as they arrive, with the rest of the form kept."""

import tracemalloc
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.core.handlers.wsgi import WSGIRequest

from companies.refusals import Refused
from companies.tables import uploads

pytestmark = pytest.mark.usefixtures("in_english")

BOUNDARY = "limit"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="key"\r\n\r\nabc\r\n--{BOUNDARY}\r\n'
    'Content-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
).encode()
FOOT = (
    f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="after"\r\n\r\nxyz'
    f"\r\n--{BOUNDARY}--\r\n"
).encode()


class Body:
    """The body of a request: many bytes, made as they are read, so that nobody holds them."""

    readline = None

    def __init__(self, size):
        self.left, self.size = size, len(HEAD) + size + len(FOOT)
        self.head, self.foot = HEAD, FOOT

    def read(self, number=-1):
        for part in ("head", "foot"):
            if part == "foot" and self.left:
                piece = b"x" * min(number, self.left)
                self.left -= len(piece)
                break
            if piece := getattr(self, part)[:number]:
                setattr(self, part, getattr(self, part)[number:])
                break
        return piece


@contextmanager
def request_of(size, view):
    body = Body(size)
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(body.size),
            "wsgi.input": body,
        }
    )
    request.resolver_match = SimpleNamespace(func=view)
    yield request
    request.close()


@uploads.up_to(5_000_000)
def a_view(request):
    """What takes five megabytes."""


def test_a_file_within_the_limit_arrives():
    with request_of(4_000_000, a_view) as request:
        file = uploads.chosen(request)

        assert (file.name, file.size) == ("x.csv", 4_000_000)


def test_100_mb_fill_neither_memory_nor_disk_and_the_other_fields_are_kept(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    with request_of(100_000_000, a_view) as request:
        tracemalloc.start()
        fields = request.POST.dict()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert fields == {"key": "abc", "after": "xyz"}
        assert peak < 2_000_000
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(Refused, match="larger than 5 MB"):
            uploads.chosen(request)


def test_without_a_limit_of_its_own_a_page_takes_the_usual_one():
    def another_view(request):
        """What says nothing about files."""

    with request_of(9_000_000, another_view) as request:
        assert uploads.chosen(request).size == 9_000_000
    with (
        request_of(11_000_000, another_view) as request,
        pytest.raises(Refused, match="larger than 10 MB"),
    ):
        uploads.chosen(request)


def test_a_form_without_a_file_is_told_to_choose_one():
    with request_of(10, a_view) as request, pytest.raises(Refused, match="Choose a file"):
        uploads.chosen(request, "another")
