"""A real PostgreSQL server for the stores."""

from making.postgres_server import postgres

__all__ = ["postgres"]
