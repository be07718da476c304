"""A kept connection is looked at before it is used again, and asked only where that looks odd."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self):
        """Say whether the server is still there.

        A server that ends or is killed closes the socket, and nothing else comes down an idle one:
        while there is nothing to read the connection is good. Django asks `SELECT 1` in front of
        the first statement of every request, one statement in five of a small page.
        """
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0) or super().is_usable()
