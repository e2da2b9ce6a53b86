from django.apps import AppConfig


class DigestConfig(AppConfig):
    name = "digest"

    def ready(self) -> None:
        from anymail.signals import tracking

        from digest.webhooks import on_report

        tracking.connect(on_report)
