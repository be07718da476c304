"""What is too large stops at the socket: neither memory nor disk sees it.

A view says with `@up_to` how much it takes. The handler stands first in FILE_UPLOAD_HANDLERS.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.utils.translation import gettext as _

from companies.refusals import Refused
from companies.tables.reading import MEGABYTE, too_large

USUAL_LIMIT = 10 * MEGABYTE
BESIDE_THE_FILE = 100_000  # the other fields of the form, and what stands between them

_LIMIT = "upload_limit"


def up_to(limit_bytes):
    """Let a view receive files of so many bytes instead of USUAL_LIMIT."""

    def marked(view):
        setattr(view, _LIMIT, limit_bytes)
        return view

    return marked


def chosen(request, name="file"):
    """Return the file that was uploaded in this field; raises Refused for none, or too large."""
    files = request.FILES  # the first look reads the request
    limit = getattr(request, "was_too_large_for", None)
    if limit is not None:
        raise too_large(limit)
    if name not in files:
        raise Refused(_("Choose a file first."))
    return files[name]


class LimitingHandler(FileUploadHandler):
    """Lets files pass as they arrive, or drops them when the request says that it is too long.

    The body is read to its end either way, so that the browser hears the sentence instead of a
    broken connection; the other fields of the form are kept.
    """

    request: Any

    def handle_raw_input(self, input_data, meta, content_length, boundary, encoding=None):
        match = self.request.resolver_match
        limit = getattr(match.func if match else None, _LIMIT, USUAL_LIMIT)
        if content_length > limit + BESIDE_THE_FILE:
            self.request.was_too_large_for = limit

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if hasattr(self.request, "was_too_large_for"):
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None
