"""The form of the names that stand in addresses."""

import re

from django.core.validators import RegexValidator
from django.db import models

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SLUG_MAX_LENGTH = 80

validate_slug = RegexValidator(
    SLUG_PATTERN, "Use lower-case letters a to z, digits and single hyphens between them, such as smolvlm-3b."
)


def is_slug(text: str) -> bool:
    """Whether `text` could be a slug at all. What could not need not be asked of the database."""
    return len(text) <= SLUG_MAX_LENGTH and re.fullmatch(SLUG_PATTERN, text) is not None


def slug_constraint(field: str = "slug") -> models.CheckConstraint:
    """The database's own check of the form of a slug, for a model's Meta.constraints."""
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_form",
        condition=models.Q(**{f"{field}__regex": SLUG_PATTERN}),
        violation_error_message=str(validate_slug.message),
    )
