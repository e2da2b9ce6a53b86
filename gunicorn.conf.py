"""How gunicorn serves the site, in the local run and in production alike."""

import gc
import os
from pathlib import Path
from typing import Any

from compare.logs import log_settings
from compare.watching.counting import count_together, tell_beside

count_together()

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * (os.cpu_count() or 1) + 1, 9))
threads = 4
# The master loads the site and forks workers, so that they share its memory and a new one is there at once. (A new
# version of the site therefore takes a restart: `kill -HUP` gives new workers of the one that was started.)
preload_app = True
timeout = 30
graceful_timeout = 10
# Longer than nginx keeps an idle connection, so that it is never closed just as a request is on its way.
keepalive = 20
# A worker shows every second that it lives by touching a file, which must not wait for a disk.
worker_tmp_dir = str(memory) if os.access(memory := Path("/dev") / "shm", os.W_OK) else None
# Whose X-Forwarded-Proto is believed: that of whoever's X-Forwarded-For is.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or os.environ.get("TRUSTED_PROXIES") or "127.0.0.1,::1"
# Under which path it is mounted the environment says. In a header that a proxy passes on, anybody could.
forwarder_headers = ""
limit_request_fields = 64
# Restarting workers now and then bounds what a slow leak can take; the spread keeps them from going together.
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = (os.environ.get("LOG_LEVEL") or "info").lower()
logconfig_dict = log_settings()
# It would be a socket in the home folder of whoever runs the site, for a console that nobody uses.
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Once, when the port is open and before any worker."""
    tell_beside()
    # A page makes thousands of objects and no cycles to speak of: looking for some after every 700 took a tenth of it.
    gc.set_threshold(50_000, 20, 50)
    gc.freeze()  # what is loaded by now is never garbage, and looking for some in it would have each worker copy it
