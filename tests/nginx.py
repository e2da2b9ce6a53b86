"""A real nginx with the site's own template, for the length of a `with` block."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from string import Template

TEMPLATE = Path(__file__).parent.parent / "deploy" / "nginx.conf.template"
BROTLI = Path("/etc/nginx/modules-enabled/50-mod-http-brotli-static.conf")
SECONDS = 10.0


def configuration(folder: Path, *, listen: str, upstreams: str, static: Path | None = None, **other: str) -> Path:
    """The template filled in, as a file in `folder`, which is also where nginx keeps everything.

    `listen` is an address and port, `upstreams` holds one `server host:port;` or more, and `static` is the folder of
    collected static files, None to have the site serve them. `other` are further names of the template, such as TLS.
    """
    for name in ("run", "cache", "logs", "static"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    filled = {
        "LISTEN": listen,
        "TLS": "",
        "UPSTREAMS": upstreams,
        "STATIC": str(static or folder / "static"),
        "BROTLI": "brotli_static on;" if BROTLI.exists() else "",
        "DESK": "admin",
        "CACHE": str(folder / "cache"),
        "RUN": str(folder / "run"),
        "LOGS": str(folder / "logs"),
    } | other
    file = folder / "nginx.conf"
    file.write_text(Template(TEMPLATE.read_text()).safe_substitute(filled))
    return file


def command(file: Path, *more: str) -> list[str]:
    """The command line that runs nginx with the configuration `file` in the foreground, `more` such as -t."""
    # Started by root, its workers could not enter a private folder of root's.
    as_root = "user root; " if os.getuid() == 0 else ""
    return [
        "nginx",
        "-c",
        str(file),
        "-e",
        str(file.parent / "logs" / "error.log"),
        *more,
        "-g",
        f"{as_root}daemon off;",
    ]


@contextlib.contextmanager
def nginx(folder: Path, *, listen: str, upstreams: str, **other: str) -> Iterator[subprocess.Popen[bytes]]:
    """nginx as `configuration` sets it up, running and ready, for the length of a `with` block.

    Raises AssertionError with what it printed if it does not start.
    """
    file = configuration(folder, listen=listen, upstreams=upstreams, **other)
    process = subprocess.Popen(command(file), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + SECONDS
        while not (pid := folder / "run" / "nginx.pid").exists() or not pid.read_text().strip():
            assert process.poll() is None, process.communicate()[0].decode()
            assert time.monotonic() < deadline, "nginx did not start"
            time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)
