"""The site's settings, with a bare view beside its pages."""

from compare import settings as of_site

globals().update({name: value for name, value in vars(of_site).items() if name.isupper()})
ROOT_URLCONF = "tests.bench.urls"
