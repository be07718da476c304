"""How much work the processor may have with what somebody sends."""

import gc
import time
from contextlib import contextmanager

GENEROUS = 2.0  # seconds: hundreds of times what is needed, a twentieth of what an attack wants


@contextmanager
def little_work(seconds=GENEROUS):
    """Fail when the block keeps the processor for longer.

    Waiting for others costs nothing, nor what other threads do, nor looking for garbage that a
    thousand tests before have left.
    """
    gc.collect()
    gc.disable()
    try:
        began = time.thread_time()
        yield
        took = time.thread_time() - began
    finally:
        gc.enable()
    assert took < seconds
