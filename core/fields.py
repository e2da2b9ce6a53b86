"""Model fields that several apps share."""

from typing import Any

from django.core.validators import URLValidator
from django.db import models
from django.forms import Field

from core.slugs import SLUG_MAX_LENGTH, validate_slug


class WebAddressField(models.URLField):
    """The address of a web page. Other schemes would end up as links that no reader expects."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs: Any) -> Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def web_address_constraint(field: str) -> models.CheckConstraint:
    """The database's own check of a WebAddressField, for a model's Meta.constraints: readers will follow the link."""
    return models.CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_is_web",
        condition=models.Q(**{field: ""}) | models.Q(**{f"{field}__regex": r"^https?://"}),
        violation_error_message="A web address begins with https:// or http://.",
    )


class AddressSlugField(models.SlugField):
    """A lower-case slug. Pair it with `slug_constraint` so that the database holds the form as well."""

    default_validators = [validate_slug]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": SLUG_MAX_LENGTH, **kwargs})
