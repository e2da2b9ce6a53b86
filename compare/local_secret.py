"""The secret key of a local run, made once and kept beside the data."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from compare.environment import CannotStart


def local_secret(data_dir: Path) -> str:
    """The key kept in `data_dir`, made there first where there is none. Raises CannotStart if that cannot be done."""
    kept = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            with tempfile.NamedTemporaryFile("w", dir=data_dir) as fresh:  # created readable by its owner only
                fresh.write(secrets.token_urlsafe(64))
                fresh.flush()
                # A link appears whole or not at all, and the first of two processes wins.
                with contextlib.suppress(FileExistsError):
                    os.link(fresh.name, kept)
        return kept.read_text()
    except OSError as error:
        raise CannotStart(
            f"The secret key {kept} cannot be kept ({error.strerror}). Set SECRET_KEY or DATA_DIR."
        ) from error
