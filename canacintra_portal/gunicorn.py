"""How gunicorn serves the portal; the address to listen on comes with its command line."""

import gc
import os
from pathlib import Path

workers = int(os.environ.get("PORTAL_WEB_WORKERS", "2"))
worker_class = "gthread"
# One works while the other waits for the database: with more they fight for the interpreter.
threads = int(os.environ.get("PORTAL_WEB_THREADS", "2"))
preload_app = True  # the workers share what the master has read
keepalive = 5
timeout = 30
graceful_timeout = 10
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108
loglevel = os.environ.get("PORTAL_WEB_LOG", "error")


def post_fork(server, worker) -> None:
    """Look for unused cycles less often: each page makes thousands of objects, hardly a cycle.

    What was read before the fork is left out: it stays, and looking at it would copy it.
    """
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
