"""How the bot's process keeps its memory: what is given back, and what is looked through."""

import ctypes
import gc
from contextlib import suppress

_MMAP_THRESHOLD = -3
"""Its number in glibc's malloc.h."""

_LARGE = 128 * 1024
"""Bytes; so large a piece goes back to the system when it is freed."""

_GARBAGE = 10_000
"""Objects that may be made before the youngest are looked through for garbage."""


def give_back_what_is_freed() -> None:
    """Keep large pieces apart, so that they go back to the system when they are freed.

    glibc raises its limit for that with every such piece, and what an index was built with then
    stays as holes: ten megabytes of a hundred and fifty. Other systems' libraries go their way.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)


def leave_alone_what_is_there() -> None:
    """Leave what is loaded by now out of the search for garbage.

    It stays; to look through it again and again is a pause of some ten milliseconds each time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 100)
