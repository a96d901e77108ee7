"""The database roles of the house and the databases they share, made by a superuser and never by the application."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

MIGRATOR = "casefile_migrator"
APP = "casefile_app"
VAULT = "casefile_vault"
AUDIT_READER = "casefile_audit_ro"
BACKUP = "casefile_backup"

PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
ROLES = {  # who may what on tables is granted by the migrations
    MIGRATOR: PLAIN,
    APP: PLAIN,
    VAULT: PLAIN,
    AUDIT_READER: PLAIN,
    BACKUP: PLAIN.replace("NOBYPASSRLS", "BYPASSRLS"),  # or pg_dump would leave out what a policy hides
}
LIMITS = {
    APP: {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "30s"},
    VAULT: {"statement_timeout": "15s", "idle_in_transaction_session_timeout": "30s"},
    AUDIT_READER: {"default_transaction_read_only": "on"},
    BACKUP: {"default_transaction_read_only": "on"},
}
QUIET = "-c log_statement=none"  # else the log would keep the passwords' hashes

ONE_AT_A_TIME = 20230623  # the number of an advisory lock: two grants at once on one row fail


def make_roles(address: str, *, passwords: Mapping[str, str]) -> None:
    """Make the roles that are missing and give each the password and limits it should have. Safe to repeat."""
    with psycopg.connect(address, options=QUIET) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ROLES.items():
            verb = "ALTER" if role in known else "CREATE"
            hashed = connection.pgconn.encrypt_password(passwords[role].encode(), role.encode(), b"scram-sha-256")
            statement = sql.SQL(f"{verb} ROLE {{}} {rights} PASSWORD {{}}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(hashed.decode())))
            for setting, value in LIMITS.get(role, {}).items():
                limit = sql.SQL("ALTER ROLE {} SET {} = {}")
                connection.execute(limit.format(sql.Identifier(role), sql.Identifier(setting), sql.Literal(value)))
        connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))


def create_database(address: str, *, name: str) -> None:
    """A database that the migrator owns and the other roles may enter; one that is there already stays as it is.

    `address` is a superuser's, with whatever database in it.
    """
    with psycopg.connect(address, autocommit=True, options=QUIET) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])  # until the connection closes
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(_named("CREATE DATABASE {} OWNER {}", name, MIGRATOR))
        connection.execute(_named("REVOKE ALL ON DATABASE {} FROM PUBLIC", name))
        for role in ROLES:
            connection.execute(_named("GRANT CONNECT ON DATABASE {} TO {}", name, role))
        with psycopg.connect(address, dbname=name, options=QUIET) as inside:
            inside.execute(_named("ALTER SCHEMA public OWNER TO {}", MIGRATOR))
            inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")  # before 15 everybody may create tables there
            for role in ROLES:
                inside.execute(_named("GRANT USAGE ON SCHEMA public TO {}", role))


def drop_database(address: str, *, name: str) -> None:
    """Drop a database and whatever is still connected to it."""
    with psycopg.connect(address, autocommit=True, options=QUIET) as connection:
        connection.execute(_named("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))
