"""What gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from core.stack import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")

application = with_room(get_wsgi_application())
import_module(settings.ROOT_URLCONF)  # otherwise the first request to each worker would load all the views

if settings.DATABASE_POOL:
    # Each transaction may come to another session, which knows neither of cursors nor of prepared statements.
    pooled = {"OPTIONS": {}} | settings.DATABASE_POOL | {"DISABLE_SERVER_SIDE_CURSORS": True}
    connections.settings["default"].update(pooled)
