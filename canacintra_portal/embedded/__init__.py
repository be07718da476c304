"""The engine room: PostgreSQL and Valkey of the portal's own, and the supervisor behind `make run`.

Nothing here imports Django, so that the servers can stand before settings ask where they are.
"""
