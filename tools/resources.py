"""Tools and facts as rows of a file."""

from core.exchange.resource import ExchangeResource
from tools.models import Fact, Tool


class ToolResource(ExchangeResource):
    """Tools by their slug. A logo is a picture and stays out."""

    rules = {"tools_tool_namesakes_told_apart": "qualifier"}

    class Meta:
        model = Tool
        import_id_fields = ["slug"]
        fields = [
            "slug",
            "name",
            "qualifier",
            "tagline",
            "description",
            "category",
            "maker",
            "website",
            "licence",
            "entry_amount",
            "entry_currency",
            "entry_unit",
            "pricing",
            "best_for",
            "state",
            "published_at",
        ]


class FactResource(ExchangeResource):
    """Facts by the slugs of their tool and their attribute."""

    rules = {"tools_fact_has_value": "value"}

    class Meta:
        model = Fact
        import_id_fields = ["tool", "attribute"]
        fields = ["tool", "attribute", "value", "source_url", "checked_on"]
