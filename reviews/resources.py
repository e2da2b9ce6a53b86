"""Reviews as rows of a file."""

from django.core.exceptions import ValidationError

from core.exchange.columns import Column
from core.exchange.resource import ExchangeResource
from reviews.forms import ReviewFields
from reviews.models import Review


class ReviewResource(ExchangeResource):
    """Reviews by the slugs of their tool and their reviewer."""

    reason = Column(attribute="change_reason", name="reason")

    class Meta:
        model = Review
        import_id_fields = ["tool", "reviewer"]
        fields = ["tool", "reviewer", "verdict", "score", "body", "state", "published_at", "reason"]

    def more_faults(self, instance: Review) -> dict[str, str | ValidationError]:
        """As in the forms: readers are told why a verdict or score that they have seen changes, and nothing else."""
        reason, instance.change_reason = instance.change_reason.strip(), ""
        if not instance.needs_reason():
            return {}
        if not reason:
            return {"reason": "Readers have seen another verdict or score: tell them why it changes."}
        try:
            instance.change_reason = ReviewFields.base_fields["reason"].clean(reason)
        except ValidationError as error:
            return {"reason": error}
        return {}
