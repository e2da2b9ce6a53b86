"""The site's settings, with a bare view beside its pages."""

from compare.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
