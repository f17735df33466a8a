"""Everything durable, on SQLite or PostgreSQL; rows and sealing never leave this folder."""

from bot.store.migrate import is_head, upgrade
from bot.store.rotation import rotate
from bot.store.unit_of_work import DatabaseStore, open_store

__all__ = ["DatabaseStore", "is_head", "open_store", "rotate", "upgrade"]
