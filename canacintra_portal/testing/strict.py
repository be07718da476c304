"""What the tests forbid: the outside network, undefined template variables, lucky row order."""

import ipaddress
import os
import random
import sys
from pathlib import Path
from types import FrameType

from django.db.models import QuerySet
from django.template.base import Node

ROOT = Path(__file__).resolve().parents[2]


class OutsideNetworkError(Exception):
    """A test tried to reach another machine."""


def forbid_network() -> None:
    """Refuse every connection of this process that leaves the machine.

    An audit hook cannot be taken out again, and sees every library.
    """
    sys.addaudithook(_refuse_outside)


def _refuse_outside(event: str, arguments: tuple) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise OutsideNetworkError(f"Tests do not reach {address[0]}:{address[1]}.")
    elif event == "socket.getaddrinfo":
        host = arguments[0]
        if isinstance(host, bytes):
            host = host.decode()
        if host and not _is_loopback(host):
            raise OutsideNetworkError(f"Tests do not look up {host}.")


def _is_loopback(host: str) -> bool:
    if host in {"", "localhost", os.uname().nodename}:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


class UndefinedVariableError(Exception):
    """A page of ours uses a variable that its view does not give."""


class FailIfOurs(str):
    """The `string_if_invalid` of tests: an error in our own templates, nothing in others'.

    Django asks for its truth exactly where a variable is missing.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame: FrameType | None = sys._getframe(1)
        expression = frame.f_locals.get("self") if frame else None
        while frame is not None:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None):
                name = node.origin.name
                if _is_ours(name):
                    raise UndefinedVariableError(f"{{{{ {expression} }}}} is undefined in {name}.")
                return False
            frame = frame.f_back
        return False


def _is_ours(template: str) -> bool:
    path = Path(template)
    return path.is_relative_to(ROOT) and "site-packages" not in path.parts


def shuffle_unordered() -> None:
    """Make querysets without an order come back in a random one.

    Code that relies on the order in which PostgreSQL happens to answer fails now, not later.
    """
    fetch_all = QuerySet._fetch_all

    def fetch_and_shuffle(queryset: QuerySet) -> None:
        fresh = queryset._result_cache is None
        fetch_all(queryset)
        rows = queryset._result_cache
        if fresh and rows and not queryset.ordered and not queryset.query.is_sliced:
            random.shuffle(rows)

    QuerySet._fetch_all = fetch_and_shuffle  # type: ignore[method-assign, assignment]
