"""How gunicorn serves the site, in the local run and in production alike."""

import os

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(2 * (os.cpu_count() or 1) + 1, 9))
threads = 4
timeout = 30
graceful_timeout = 10
# Restarting workers now and then bounds what a slow leak can take; the spread keeps them from going together.
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = (os.environ.get("LOG_LEVEL") or "info").lower()
# It would be a socket in the home folder of whoever runs the site, for a console that nobody uses.
control_socket_disable = True
