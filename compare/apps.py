from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished
from django.db.backends.signals import connection_created


class CompareConfig(AppConfig):
    name = "compare"

    def ready(self) -> None:
        """Have queries counted, and errors reported if there is somewhere to report them to."""
        from compare.watching.requests import count_queries, forget_request

        connection_created.connect(count_queries)
        request_finished.connect(forget_request)
        if settings.SENTRY_DSN:
            from compare.watching.reports import report_errors

            report_errors(settings.SENTRY_DSN)
