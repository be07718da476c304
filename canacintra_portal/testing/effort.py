"""How much work the processor may have with what somebody sends."""

import time
from contextlib import contextmanager

GENEROUS = 0.5  # seconds: a hundred times what is needed, a hundredth of what an attack wants


@contextmanager
def little_work(seconds=GENEROUS):
    """Fail when the block keeps the processor for longer. Waiting for others costs nothing."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds
