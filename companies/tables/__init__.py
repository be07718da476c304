"""Tables that people upload and take away: judged before they are parsed, plain strings inside.

`read(file, limit_rows=..., limit_bytes=...)` is the door in, `as_xlsx` and `as_csv` are the doors
out, and `uploads` stops at the socket what is too large. docs/hostile-inputs.md lists what was
tried, and what each attempt was told.
"""

from companies.tables.reading import read
from companies.tables.table import Table
from companies.tables.writing import as_csv, as_xlsx

__all__ = ["Table", "as_csv", "as_xlsx", "read"]
