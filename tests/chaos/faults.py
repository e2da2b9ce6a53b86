"""What breaks, and for how long: each a `with` block at whose end all is mended that would not mend itself."""

import contextlib
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import psutil
import psycopg

from compare import embedded_postgres
from tests.cluster.servers import Server
from tests.running.processes import SECONDS_TO_WAIT, database_processes, kill, web_processes
from tests.site import Site
from tests.swarm import connect

# So few that it takes little to have them all. The site's own are at most eight, and those of one worker.
MOST_CONNECTIONS = 40
SILENT, HALF_A_LINE, HALF_A_FORM, RUDE = 200, 100, 100, 8
FORM_WITHOUT_END = b"POST /digest/sign-up HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 40\r\n\r\naddress="
RESET = struct.pack("ii", 1, 0)  # no goodbye when it is closed


@dataclass(frozen=True)
class Broken:
    """Where it happens: the site, at which port its readers ask, and its Redis if it has one."""

    site: Site
    port: int
    redis: Server | None = None


@dataclass(frozen=True)
class Fault:
    """Something that happens to a site for so many seconds.

    `is_felt`: somebody must then be answered with 503. `needs`: what has to stand beside the site, or before it.
    """

    name: str
    happens: Callable[[Broken], AbstractContextManager[None]]
    seconds: float
    is_felt: bool = False
    needs: str = ""


def few_connections(site: Site) -> None:
    """Let a database that does not run take few connections from its next start on."""
    with (site.data_dir / "postgres" / "postgresql.auto.conf").open("a") as settings:
        settings.write(f"max_connections = {MOST_CONNECTIONS}\n")


def database_ends(how: signal.Signals) -> Callable[[Broken], AbstractContextManager[None]]:
    """The server ends, by SIGINT in good order and by SIGKILL not, and is started again in the end."""

    @contextlib.contextmanager
    def ends(broken: Broken) -> Iterator[None]:
        server = psutil.Process(broken.site.postgres_pid)
        server.send_signal(how)
        server.wait(SECONDS_TO_WAIT)
        try:
            yield
        finally:
            with embedded_postgres.running(broken.site.data_dir):
                pass  # the site uses it too, so it stays

    return ends


@contextlib.contextmanager
def database_freezes(broken: Broken) -> Iterator[None]:
    """All of its processes stand still, and nobody is told."""
    server = psutil.Process(broken.site.postgres_pid)
    server.suspend()  # first, so that it starts no more of them
    processes = database_processes(broken.site)
    for each in processes:
        _do_to(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in processes:
            _do_to(each, signal.SIGCONT)


@contextlib.contextmanager
def connections_run_out(broken: Broken) -> Iterator[None]:
    """Somebody else takes every connection that the server has, and goes on doing so."""
    over, held = threading.Event(), [connect(broken.site.data_dir)]

    def take_them() -> None:
        while not over.wait(0.02):
            with contextlib.suppress(psycopg.OperationalError):
                while not over.is_set():
                    held.append(connect(broken.site.data_dir))
            ours = [each.info.backend_pid for each in held]
            held[0].execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> ALL(%s)",
                [ours],
            )

    taking = threading.Thread(target=take_them)
    taking.start()
    try:
        yield
    finally:
        over.set()
        taking.join()
        for each in held:
            each.close()


@contextlib.contextmanager
def a_web_worker_is_killed(broken: Broken) -> Iterator[None]:
    """One of them; gunicorn starts another."""
    kill(web_workers(broken.site)[0])
    yield


@contextlib.contextmanager
def all_web_workers_are_killed(broken: Broken) -> Iterator[None]:
    """All of them at once."""
    for each in web_workers(broken.site):
        kill(each)
    yield


@contextlib.contextmanager
def the_digest_worker_is_killed(broken: Broken) -> Iterator[None]:
    """In the midst of sending; the site starts another."""
    for each in digest_workers(broken.site):
        each.kill()
    yield


@contextlib.contextmanager
def redis_ends(broken: Broken) -> Iterator[None]:
    """It is stopped, and started again in the end, empty."""
    assert broken.redis
    broken.redis.stop()
    try:
        yield
    finally:
        broken.redis.start()


@contextlib.contextmanager
def redis_freezes(broken: Broken) -> Iterator[None]:
    """It takes connections and answers nothing."""
    assert broken.redis
    broken.redis.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        broken.redis.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def clients_are_silent(broken: Broken) -> Iterator[None]:
    """Many connect and say nothing."""
    with contextlib.ExitStack() as all_of_them:
        for _ in range(SILENT):
            all_of_them.enter_context(socket.create_connection(("127.0.0.1", broken.port)))
        yield


@contextlib.contextmanager
def clients_are_slow(broken: Broken) -> Iterator[None]:
    """Many say nothing, many say half a line, and many promise a form that never comes to its end.

    gunicorn alone would wait for them with all its threads, so it stands behind a server that takes requests whole.
    """
    with contextlib.ExitStack() as all_of_them:
        for number in range(SILENT + HALF_A_LINE + HALF_A_FORM):
            client = all_of_them.enter_context(socket.create_connection(("127.0.0.1", broken.port)))
            if number < HALF_A_LINE:
                client.sendall(b"GET /abo")
            elif number < HALF_A_LINE + HALF_A_FORM:
                client.sendall(FORM_WITHOUT_END)
        yield


@contextlib.contextmanager
def clients_are_rude(broken: Broken) -> Iterator[None]:
    """They ask for a page and are gone before they have it."""
    over = threading.Event()

    def be_rude() -> None:
        while not over.wait(0.01):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", broken.port)) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                client.sendall(b"GET /tools/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                client.recv(1)

    rude = [threading.Thread(target=be_rude) for _ in range(RUDE)]
    for each in rude:
        each.start()
    try:
        yield
    finally:
        over.set()
        for each in rude:
            each.join()


FAULTS = [
    Fault("Nothing", lambda broken: contextlib.nullcontext(), 3),
    Fault("PostgreSQL restarts", database_ends(signal.SIGINT), 2, is_felt=True),
    Fault("PostgreSQL is killed", database_ends(signal.SIGKILL), 2, is_felt=True),
    Fault("PostgreSQL freezes", database_freezes, 10, is_felt=True),
    Fault("All connections are taken", connections_run_out, 5, is_felt=True),
    Fault("A web worker is killed", a_web_worker_is_killed, 0),
    Fault("All web workers are killed", all_web_workers_are_killed, 0),
    Fault("The digest worker is killed", the_digest_worker_is_killed, 0),
    Fault("Redis restarts", redis_ends, 3, needs="redis-server"),
    Fault("Redis freezes", redis_freezes, 10, needs="redis-server"),
    Fault("Silent clients without nginx", clients_are_silent, 10),
    Fault("Slow clients at nginx", clients_are_slow, 10, needs="nginx"),
    Fault("Broken clients", clients_are_rude, 3),
]


def web_workers(site: Site) -> list[psutil.Process]:
    """Those that answer requests."""
    return [each for each in psutil.Process(site.process.pid).children() if "serve" in _command(each)]


def digest_workers(site: Site) -> list[psutil.Process]:
    """Those that send mail."""
    return [each for each in web_processes(site) if "work" in _command(each)]


def _command(process: psutil.Process) -> list[str]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


def _do_to(process: psutil.Process, number: signal.Signals) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)
