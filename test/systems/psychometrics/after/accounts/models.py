"""Who uses Pymetric, who is assessed, and what they agreed to."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Organisation(models.Model):
    """A customer."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A recruiter or analyst of an organisation."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
    )


class Candidate(models.Model):
    """A person who plays the assessment games."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="candidates",
    )
    external_id = models.CharField(max_length=64)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "external_id"],
                name="candidate_of_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """What a candidate agreed to, and until when."""

    class Purpose(models.TextChoices):
        """What data may be used for."""

        ASSESSMENT = "assessment", "Assessment"
        RESEARCH = "research", "Research"

    candidate = models.ForeignKey(
        Candidate,
        on_delete=models.CASCADE,
        related_name="consents",
    )
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    given_at = models.DateTimeField(auto_now_add=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} since {self.given_at:%Y-%m-%d}"
