"""The site's settings, with what a test run needs otherwise."""

import os
from importlib import import_module
from pathlib import Path

# Before compare.settings is read: a database, files and a secret of the tests' own.
_data_dir = os.environ.get("DATA_DIR") or str(Path(__file__).parent.parent / ".data")
os.environ["DATA_DIR"] = str(Path(_data_dir).resolve() / "test")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)
os.environ["SITE_URL"] = "http://testserver"
os.environ["STYLEGUIDE"] = "1"
os.environ["PAGE_CACHE_SECONDS"] = "0"  # a test sees at once what it has changed

_of_site = import_module("compare.settings")
globals().update({name: value for name, value in vars(_of_site).items() if name.isupper()})

# The manifest exists only after collectstatic; the real site's tests run with it.
STORAGES = _of_site.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
_of_site.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
