"""A request is made again on a fresh connection only if nothing of an answer has arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pydock_core.engine.messages import Request
from pydock_core.errors import ConnectionFailed
from tests.unit.engine.servers import ok, request_head

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from tests.unit.engine.servers import Server


@pytest.mark.parametrize("partial", [b"H", b"HTTP/1.1 200 OK\r\nContent-Le", ok(b"0123456789")[:20]])
def test_request_is_not_replayed_after_a_partial_answer(serve: Callable[..., Server], partial: bytes) -> None:
    def end_within_the_second_answer(connection: socket.socket) -> None:
        request_head(connection)
        connection.sendall(ok(b"0123456789"))
        request_head(connection)
        connection.sendall(partial)

    server = serve(end_within_the_second_answer)
    send = server.send()
    assert send(Request("GET", "/x")).read() == b"0123456789"
    with pytest.raises(ConnectionFailed):
        send(Request("GET", "/x")).read()
    assert server.connections == 1
