"""What stands in the database, counted and searched from beside the server."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import Table, func, select, text

from bot.store import DatabaseStore
from bot.store.schema import metadata
from tests.databases import KEYS
from tests.end_to_end.world import opened


async def count_rows(url: str, table: Table, where: str = "1 = 1") -> int:
    """How many rows of a table are so."""
    async with opened(url) as store, store.database.reading() as connection:
        return await connection.scalar(select(func.count()).select_from(table).where(text(where))) or 0


async def change_rows(url: str, statement: str, **values: object) -> None:
    """Changes something behind the server's back, such as a moment that would take a day to pass."""
    async with opened(url) as store, store.database.writing() as connection:
        await connection.execute(text(statement), values)
        await connection.commit()


async def all_values(url: str, keys: tuple[bytes, ...] = KEYS) -> list[tuple[str, object]]:
    """Every value of every table as (table.column, value), what is sealed opened with the keys."""
    found: list[tuple[str, object]] = []
    async with opened(url, keys) as store:
        async for table, row in _rows(store):
            for column, value in row.items():
                name = f"{table}.{column}"
                is_sealed = column.endswith("_sealed") and isinstance(value, bytes)
                found.append((name, store.sealer.open(name.encode(), value) if is_sealed else value))
    return found


async def _rows(store: DatabaseStore) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
    async with store.database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in (await connection.execute(select(table))).mappings().all():
                yield table.name, dict(row)
