from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_delete


def hold_tool(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Lock a tool before its votes go with it, as a vote does before it is written: else they wait for each other."""
    sender.objects.select_for_update().filter(pk=instance.pk).first()


class VotesConfig(AppConfig):
    name = "votes"

    def ready(self) -> None:
        from tools.models import Tool

        pre_delete.connect(hold_tool, sender=Tool)
