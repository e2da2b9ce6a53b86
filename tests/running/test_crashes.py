"""After any crash the next start comes up by itself, with everything that had been saved."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from compare import embedded_postgres
from tests.running.processes import (
    all_end,
    database_has_ended,
    database_processes,
    kill,
    restart,
    shell,
    web_processes,
)
from tests.site import Site


def test_killed_web_and_database_come_up_again_with_all_data(ready_site: Site):
    ready_site.start()
    shell(ready_site.data_dir, "Tool.objects.filter(slug='smolvlm-3b').update(tagline='Written before the crash.')")
    server, *_ = database_processes(ready_site)

    kill(ready_site.process)
    server.kill()  # and start again at once, before anybody has buried it
    restart(ready_site)

    assert "Written before the crash." in ready_site.get("/tools/smolvlm-3b").text
    assert ready_site.get("/compare/smolvlm-3b-vs-mistral-8x22b-v2").status == 200
    assert ready_site.stop() == 0
    assert database_has_ended(ready_site.data_dir)


def test_killed_web_server_finds_its_database_again_and_stops_it_in_the_end(prepared_site: Site):
    prepared_site.start()
    old = web_processes(prepared_site)
    database = database_processes(prepared_site)

    kill(prepared_site.process)
    restart(prepared_site)

    assert all_end(old)
    assert prepared_site.postgres_pid == database[0].pid
    assert prepared_site.get("/tools/smolvlm-3b").status == 200
    assert prepared_site.stop() == 0
    assert all_end(database)


def test_killed_database_comes_back_with_the_next_command_beside_the_site(prepared_site: Site):
    prepared_site.start()
    server, *_ = database_processes(prepared_site)

    kill(server)
    shell(prepared_site.data_dir, "print(Tool.objects.count())")

    assert prepared_site.postgres_pid != server.pid
    assert prepared_site.get("/tools/smolvlm-3b").status == 200


def test_process_that_got_the_number_of_a_crashed_database_is_neither_trusted_nor_harmed(ready_site: Site):
    with somebody_else(ready_site.data_dir) as other:
        write_lock_files(ready_site.data_dir, other.pid)

        ready_site.start()

        assert ready_site.get("/tools/smolvlm-3b").status == 200
        assert other.poll() is None

        database = database_processes(ready_site)
        kill(database[0])
        assert all_end(database)
        write_lock_files(ready_site.data_dir, other.pid)

        assert ready_site.stop() == 0
        assert other.poll() is None


@contextmanager
def somebody_else(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with the site, but that the database's user may signal."""
    owner = (data_dir / "postgres").stat().st_uid
    with subprocess.Popen(["sleep", "600"], cwd="/", user=owner) as process:
        try:
            yield process
        finally:
            process.kill()


def write_lock_files(data_dir: Path, pid: int) -> None:
    """What a crashed server leaves behind, once another process has got its number."""
    sockets = embedded_postgres.socket_folder(data_dir)
    lines = f"{pid}\n{data_dir}/postgres\n1700000000\n5432\n{sockets}\n"
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{lines}\n  1234567         0\nready   \n")
    (sockets / ".s.PGSQL.5432.lock").write_text(lines)


def test_empty_lock_files_do_not_stop_it(ready_site: Site):
    """As a machine that lost its power may leave them."""
    (ready_site.data_dir / "postgres" / "postmaster.pid").touch()
    (embedded_postgres.socket_folder(ready_site.data_dir) / ".s.PGSQL.5432.lock").touch()

    ready_site.start()

    assert ready_site.get("/tools/smolvlm-3b").status == 200
