"""What is compared: categories, tools, their facts, and the comparisons that staff feature."""

import re
from collections.abc import Collection
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone

from core.fields import AddressSlugField, WebAddressField, web_address_constraint
from core.history import tracked
from core.models import Publishable, SlugManager, Timestamped, published_is_whole
from core.paths import path_to
from core.slugs import slug_constraint
from tools.addresses import VS_PATTERN, comparison_path, validate_no_vs
from tools.constraints import all_different, members, namesakes_told_apart
from tools.logos import logo_name, validate_logo
from tools.prices import price_label, validate_unit
from tools.querysets import SLOTS, ComparisonQuerySet, FactQuerySet, ToolQuerySet

OWN_LICENCE = "LicenseRef-"


@tracked
class Category(Timestamped):
    """A shelf of tools."""

    name = models.CharField(max_length=60, unique=True)
    slug = AddressSlugField(unique=True)
    description = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower stands first.")

    objects = SlugManager["Category"]()

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [slug_constraint()]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return path_to("category", self.slug)


@tracked
class Tool(Publishable):
    """A product that readers might ship with."""

    name = models.CharField(max_length=120)
    slug = AddressSlugField(
        unique=True,
        validators=[validate_no_vs],
        help_text="The tool's address. When it changes, the old address goes on leading here.",
    )
    qualifier = models.CharField(
        max_length=60,
        blank=True,
        help_text="Tells it from another tool of the same name; shown only where there is one.",
    )
    tagline = models.CharField(max_length=140, blank=True, help_text="One sentence under the name.")
    description = models.TextField(blank=True, help_text="What it is, in two to four sentences. Plain text.")
    category = models.ForeignKey(Category, models.PROTECT, related_name="tools")
    maker = models.CharField(max_length=120, blank=True)
    website = WebAddressField(blank=True)
    licence = models.CharField(
        max_length=80, blank=True, help_text="An SPDX identifier such as Apache-2.0, or “Proprietary”."
    )
    entry_amount = models.DecimalField(
        "entry price",
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="The cheapest way in: 0 where a real free tier or free software exists, empty where unknown.",
    )
    entry_currency = models.CharField(
        "currency",
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Use the three letters of ISO 4217, such as USD.")],
    )
    entry_unit = models.CharField(
        "per",
        max_length=30,
        blank=True,
        validators=[validate_unit],
        help_text="month, year, seat/month, or a quantity such as 1M tokens.",
    )
    pricing = models.CharField(max_length=200, blank=True, help_text="The whole price list in one line.")
    best_for = models.CharField(max_length=120, blank=True)
    logo = models.ImageField(
        blank=True,
        upload_to=logo_name,
        validators=[validate_logo],
        help_text="Square. PNG, JPEG or WebP, 200 KB at most.",
    )

    needed_when_published = ("name", "tagline", "description")
    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name"), "slug"]
        permissions = [("publish_tool", "Can publish and withdraw tools")]
        constraints = [
            slug_constraint(),
            models.CheckConstraint(
                name="tools_tool_slug_without_vs",
                condition=~Q(slug__regex=VS_PATTERN),
                violation_error_message=str(validate_no_vs.message),
            ),
            models.CheckConstraint(
                name="tools_tool_entry_not_negative",
                condition=Q(entry_amount__isnull=True) | Q(entry_amount__gte=0),
                violation_error_message="A price cannot be below zero.",
            ),
            web_address_constraint("website"),
            published_is_whole("name", "tagline", "description"),
            namesakes_told_apart(),
        ]
        indexes = [
            models.Index(Lower("name"), F("slug"), name="tools_tool_a_to_z"),
            models.Index(F("published_at").desc(), F("slug"), name="tools_tool_newest"),
            models.Index(F("category"), F("published_at").desc(), F("slug"), name="tools_tool_shelf"),
            GinIndex(fields=["name", "slug"], opclasses=["gin_trgm_ops"] * 2, name="tools_tool_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.qualifier})" if self.qualifier else self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def get_absolute_url(self) -> str:
        return path_to("tool", self.slug)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        # Django cannot ask an exclusion constraint whose condition names an excluded field, such as a state unknown.
        unasked = {"name"} if "state" in (exclude or ()) else set()
        super().validate_constraints(unasked.union(exclude or ()))

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and leave a redirect behind when the slug of a tool changes that readers may have linked to."""
        before = Tool.objects.filter(pk=self.pk).select_for_update(no_key=True).first() if self.pk else None
        super().save(*args, **kwargs)
        if before and before.slug == self.slug:
            return
        slug = Tool.objects.values_list("slug", flat=True).get(pk=self.pk)
        if before and before.slug != slug and before.published_at:
            FormerSlug.objects.update_or_create(slug=before.slug, defaults={"tool": self})
        self.former_slugs.filter(slug=slug).delete()

    @cached_property
    def title(self) -> str:
        """The name, with the qualifier where another published tool has that name. Comes with rows of `titled()`."""
        return Tool.objects.titled().get(pk=self.pk).title

    @property
    def entry_label(self) -> str:
        """The entry price as readers see it, or an empty string where it is not known."""
        return price_label(self.entry_amount, self.entry_currency, self.entry_unit)

    @property
    def licence_label(self) -> str:
        """The licence as people write it: `Apache 2.0` for the identifier `Apache-2.0`.

        One that SPDX does not know (`LicenseRef-Some-Name`) is written out.
        """
        if self.licence.startswith(OWN_LICENCE):
            return self.licence.removeprefix(OWN_LICENCE).replace("-", " ")
        return re.sub(r"-(?=\d)", " ", self.licence)


@tracked
class FormerSlug(Timestamped):
    """A slug that a tool once had, from which readers are sent on while no published tool has it."""

    slug = AddressSlugField(unique=True)
    tool = models.ForeignKey(Tool, models.CASCADE, related_name="former_slugs")

    class Meta:
        constraints = [slug_constraint()]

    def __str__(self) -> str:
        return self.slug


@tracked
class Attribute(Timestamped):
    """Something that can be known of tools, such as their number of parameters."""

    name = models.CharField(max_length=60)
    slug = AddressSlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower stands first in every table.")

    objects = SlugManager["Attribute"]()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            slug_constraint(),
            models.UniqueConstraint(
                Lower("name"),
                name="tools_attribute_name_unique",
                violation_error_message="There is an attribute of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


def validate_not_in_future(day: date) -> None:
    """Raises ValidationError for a day that has not come yet."""
    if day > timezone.localdate():
        raise ValidationError("This day has not come yet.")


@tracked
class Fact(Timestamped):
    """One attribute of one tool, with the page it was read from and the day it was checked."""

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="facts")
    attribute = models.ForeignKey(Attribute, models.PROTECT, related_name="facts")
    value = models.CharField(max_length=300)
    source_url = WebAddressField("source", blank=True, max_length=500)
    checked_on = models.DateField(null=True, blank=True, validators=[validate_not_in_future])

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["attribute__position", "attribute__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "attribute"],
                name="tools_fact_once_per_tool",
                violation_error_message="This tool has a fact of this attribute already.",
            ),
            models.CheckConstraint(
                name="tools_fact_has_value",
                condition=Q(value__regex=r"\S"),
                violation_error_message="A fact says something.",
            ),
            web_address_constraint("source_url"),
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value}"

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        Tool.objects.hold(self.tool_id)
        super().save(*args, **kwargs)

    def natural_key(self) -> tuple[str, str]:
        return (self.tool.slug, self.attribute.slug)

    def is_stale(self, today: date) -> bool:
        """Whether it was checked longer ago than the setting allows. A fact without a day is undated, not stale."""
        limit = timedelta(days=settings.FACT_STALE_AFTER_DAYS)
        return self.checked_on is not None and today - self.checked_on > limit


@tracked
class Comparison(Publishable):
    """Two to four tools that staff put side by side, in the order in which they stand.

    Four columns and not a table of members: so every rule is a plain constraint, and one query
    reads a comparison whole.
    """

    first = models.ForeignKey(Tool, models.CASCADE, related_name="+")
    second = models.ForeignKey(Tool, models.CASCADE, related_name="+")
    third = models.ForeignKey(Tool, models.CASCADE, related_name="+", null=True, blank=True)
    fourth = models.ForeignKey(Tool, models.CASCADE, related_name="+", null=True, blank=True)
    summary = models.TextField(blank=True, help_text="What the choice is about, in one or two sentences. Plain text.")
    featured = models.BooleanField(default=True, help_text="Shown on the front page; its order is the canonical one.")

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "pk"]
        permissions = [("publish_comparison", "Can publish and withdraw comparisons")]
        constraints = [
            published_is_whole(),
            models.CheckConstraint(
                name="tools_comparison_without_gap",
                condition=Q(third__isnull=False) | Q(fourth__isnull=True),
                violation_error_message="Name a third tool before a fourth.",
            ),
            models.CheckConstraint(
                name="tools_comparison_of_different",
                condition=all_different(),
                violation_error_message="Each tool can stand in a comparison only once.",
            ),
            models.UniqueConstraint(
                members(),
                name="tools_comparison_once_per_set",
                violation_error_message="There is a comparison of these tools already.",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="tools_comparison_latest"),
            GinIndex(SearchVector("summary", config="english"), name="tools_comparison_prose"),
        ]

    def __str__(self) -> str:
        return " vs ".join(str(tool) for tool in self.tools)

    def natural_key(self) -> tuple[str, ...]:
        return tuple(tool.slug for tool in self.tools)

    def get_absolute_url(self) -> str:
        return comparison_path(tool.slug for tool in self.tools)

    @property
    def tools(self) -> list[Tool]:
        """Its tools in order."""
        return [tool for tool in (self.first, self.second, self.third, self.fourth) if tool is not None]

    @property
    def tool_ids(self) -> list[int]:
        """The primary keys of its tools in order."""
        return [key for slot in SLOTS if (key := getattr(self, f"{slot}_id")) is not None]


class Record(models.Model):
    """A comparison as it stood at a moment, kept for whoever wants to cite it. Nothing can change it."""

    key = AddressSlugField(unique=True, help_text="Its address: the day, and a digest of what stands in it.")
    path = models.TextField(help_text="The path that the comparison had.")
    taken_at = models.DateTimeField(db_default=Now())
    content = models.JSONField(help_text="Everything that the page said, as the site's pages write it down.")

    class Meta:
        ordering = ["-taken_at", "pk"]
        constraints = [slug_constraint("key")]
        triggers = [
            pgtrigger.Trigger(
                name="stays_as_it_is",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'Records stay.';",
            )
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("record", args=[self.key])
