"""Has anything changed in some tables? What was read from them may be kept for as long as their edition is the same."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.models import Model
from psycopg import sql


def edition(*tables: type[Model]) -> str:
    """Other words after every row that was added, changed or taken away. One statement, however many tables.

    PostgreSQL never writes over a row: a changed one is a new one, written at a place (ctid) by a transaction (xmin),
    and no two ever share both. So this is exact also within a transaction and after one that was rolled back. Ask for
    it before reading what is to be kept: then what is kept can only be newer than its edition.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement(tables))
        (told,) = cursor.fetchone()
    return str(told)


@cache
def _statement(tables: tuple[type[Model], ...]) -> str:
    rows = sql.SQL("(SELECT string_agg(xmin::text || ctid::text, '' ORDER BY ctid) FROM {})")
    each = [rows.format(sql.Identifier(table._meta.db_table)) for table in tables]
    return sql.SQL("SELECT ARRAY[{}]::text").format(sql.SQL(", ").join(each)).as_string()
