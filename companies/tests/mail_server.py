"""A small mail server of the tests: a real socket that takes letters, refuses them, or is down."""

import socketserver
import threading
from email import message_from_bytes, policy


class MailServer:
    """SMTP on 127.0.0.1, as much of RFC 5321 as Django's backend speaks.

    `refuse` maps the beginning of a command line in small letters, or "data-end" for the whole
    letter, to the answer given instead of the usual one; at `break_at` the server hangs up, and at
    `stall_at` it says nothing more until it is stopped.
    """

    def __init__(self):
        self.port = 0
        self.letters = []
        self.connections = 0
        self.refuse = {}
        self.break_at = self.stall_at = ""
        self.is_stalling = threading.Event()
        self._is_stopped = threading.Event()
        self._server = None

    def start(self):
        """Listen: the first time on a free port, then on the same one again."""
        self._is_stopped.clear()
        self._server = socketserver.ThreadingTCPServer(
            ("127.0.0.1", self.port), self._handler(), bind_and_activate=False
        )
        self._server.allow_reuse_address = True
        self._server.daemon_threads = True
        self._server.server_bind()
        self._server.server_activate()
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        if self._server:
            self._is_stopped.set()
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def _handler(self):
        server = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self):
                server.connections += 1
                self.say("220 ready")
                for line in self.rfile:
                    if not self.answer(line.decode().strip().lower()):
                        return

            def answer(self, command):
                """False ends the conversation."""
                if server.stall_at and command.startswith(server.stall_at):
                    server.is_stalling.set()
                    server._is_stopped.wait(30)
                    return False
                if server.break_at and command.startswith(server.break_at):
                    return False
                refusal = server.refusal(command)
                if refusal:
                    self.say(refusal)
                elif command == "data":
                    self.say("354 go on")
                    self.take_letter()
                elif command == "quit":
                    self.say("221 bye")
                    return False
                else:
                    self.say("250 ok")
                return True

            def take_letter(self):
                lines = []
                for line in self.rfile:
                    if line == b".\r\n":
                        break
                    lines.append(line)
                refusal = server.refusal("data-end")
                if not refusal:
                    letter = message_from_bytes(b"".join(lines), policy=policy.default)
                    server.letters.append(letter)
                self.say(refusal or "250 taken")

            def say(self, line):
                self.wfile.write(f"{line}\r\n".encode())

        return Conversation

    def refusal(self, command):
        return next(
            (answer for start, answer in self.refuse.items() if command.startswith(start)), ""
        )
