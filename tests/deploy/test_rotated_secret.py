"""After SECRET_KEY has been changed, what was signed with the old one is believed for as long as it is named."""

import subprocess
import sys
from pathlib import Path

from tests.running.processes import PRODUCTION
from tests.site import ROOT, environment

OLD, NEW = "old-" + "0123456789" * 6, "new-" + "9876543210" * 6
LINK = "6f1f1c3e5f0b4f3f8a52f6a4f7d0c111"
SIGN = f"from digest.tokens import reader_token; from uuid import UUID; print(reader_token(UUID('{LINK}')))"
READ = "import sys; from digest.tokens import key_in; print(key_in(sys.argv[1]).hex)"


def run(code: str, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    told = PRODUCTION | {
        "DATABASE_URL": "postgres://nobody@localhost/none",
        "DJANGO_SETTINGS_MODULE": "compare.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}", *args],
        cwd=ROOT, env=environment(Path("none"), **told | settings),
        check=False, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_link_in_an_old_mail_works_with_the_old_key_as_fallback_and_not_without():
    token = run(SIGN, SECRET_KEY=OLD).stdout.strip()

    assert run(READ, token, SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=f"another, {OLD}").stdout.strip() == LINK
    assert "BadLink" in run(READ, token, SECRET_KEY=NEW).stderr
