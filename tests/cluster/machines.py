"""The cluster: two web machines behind nginx, two workers, and the servers that they share."""

import contextlib
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.cluster import postgres
from tests.cluster.postgres import Postgres
from tests.cluster.servers import HOST, Server, listens, nginx, pgbouncer, program, redis
from tests.running.processes import shell
from tests.site import ROOT, environment, free_port, manage
from tests.smtp import MailServerProcess, mail_server_process

NODES = WORKERS = 2
SECONDS_A_MAIL = 0.01


class Web(Server):
    """One web machine: gunicorn with a data folder of its own, and with nothing but the environment to go by."""

    def __init__(self, number: int, folder: Path, told: dict[str, str]) -> None:
        self.port = int(told["PORT"])
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "compare.wsgi"]
        super().__init__(f"Web machine {number}", command, folder, partial(listens, self.port))
        self.popen = {"cwd": ROOT, "env": environment(folder, **told)}


@dataclass
class Cluster:
    """All of it, running. `told` are the settings that all machines share; `front` is the port of nginx."""

    told: dict[str, str]
    folder: Path
    primary: Postgres
    replica: Postgres
    pool: Server
    redis: Server
    webs: list[Web]
    mail: MailServerProcess
    front: int

    @property
    def url(self) -> str:
        return self.told["SITE_URL"]

    def shell(self, code: str) -> str:
        """What Python code prints in `manage.py shell` on the first web machine."""
        return shell(self.webs[0].folder, code, **self.told)


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """The cluster in `folder`, for the length of a `with` block; what happens is printed. Raises MissingProgram."""
    for name in ("nginx", "pgbouncer", "redis-server"):
        program(name)
    password = secrets.token_urlsafe(24)
    with contextlib.ExitStack() as running:
        enter = running.enter_context
        say("PostgreSQL primary, its streaming replica, PgBouncer, Redis and a mail server ...")
        primary = enter(postgres.primary(folder / "primary", password=password))
        replica = enter(postgres.replica(folder / "replica", of=primary))
        ports = {name: free_port() for name in ("pool", "redis", "front")}
        pool = enter(
            pgbouncer(
                folder / "pgbouncer", port=ports["pool"], postgres_port=primary.port, name=postgres.NAME,
                user=postgres.USER, password=password,
            )
        )  # fmt: skip
        cache = enter(redis(folder / "redis", ports["redis"]))
        mail = enter(mail_server_process(folder / "mails", pace=SECONDS_A_MAIL))
        told = settings(folder, primary=primary, replica=replica, ports=ports, mail=mail)
        webs = [make_web(number, folder, told) for number in range(1, NODES + 1)]
        prepare(webs, told)
        say("two web machines, nginx and two workers ...")
        for web in webs:
            enter(web.running())
        upstreams = [f"{HOST}:{web.port}" for web in webs]
        enter(nginx(folder / "nginx", upstreams=upstreams, static=webs[0].folder / "static", port=ports["front"]))
        for number in range(1, WORKERS + 1):
            enter(make_worker(number, folder, told).running())
        yield Cluster(told, folder, primary, replica, pool, cache, webs, mail, ports["front"])


def settings(
    folder: Path, *, primary: Postgres, replica: Postgres, ports: dict[str, int], mail: MailServerProcess
) -> dict[str, str]:
    """What every machine is told, as docs/operations.md has it."""
    return {
        "SITE_URL": f"http://{HOST}:{ports['front']}",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DATABASE_URL": primary.url,
        "DATABASE_POOL_URL": primary.url.replace(f":{primary.port}/", f":{ports['pool']}/"),
        "REPLICA_URL": replica.url,
        "CACHE_URL": f"redis://{HOST}:{ports['redis']}/0",
        "EMAIL_URL": mail.url,
        "TRUSTED_PROXIES": HOST,
        "SHARED_DIR": str(folder / "shared"),
        "DEMO": "catalogue",
    }


def make_web(number: int, folder: Path, told: dict[str, str]) -> Web:
    own = {"HOST": HOST, "PORT": str(free_port()), "WEB_CONCURRENCY": "2"}
    place = folder / f"web-{number}"
    place.mkdir()
    return Web(number, place, told | own)


def make_worker(number: int, folder: Path, told: dict[str, str]) -> Server:
    place = folder / f"worker-{number}"
    place.mkdir()
    server = Server(f"Worker {number}", [sys.executable, "manage.py", "work"], place, lambda: True)
    server.popen = {"cwd": ROOT, "env": environment(place, **told)}
    return server


def prepare(webs: list[Web], told: dict[str, str]) -> None:
    """Prepare the database, and collect static files for all machines, as an image has them. Raises AssertionError."""
    first, *others = webs
    for command in (["prepare"], ["collectstatic", "--no-input"]):
        say(f"manage.py {command[0]} ...")
        done = manage(first.folder, *command, **told)
        assert done.returncode == 0, done.stderr
    for other in others:
        shutil.copytree(first.folder / "static", other.folder / "static")


def say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)
