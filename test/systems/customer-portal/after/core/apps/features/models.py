"""Feature flags and who used what they switch on."""
import zlib

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models


class FeatureFlag(models.Model):
    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    is_active = models.BooleanField(default=False, db_index=True)
    rollout_percentage = models.PositiveSmallIntegerField(default=100, validators=[MaxValueValidator(100)])
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.key


class FeatureUsage(models.Model):
    flag = models.ForeignKey(FeatureFlag, on_delete=models.CASCADE, related_name="usages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feature_usages")
    used_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-used_at"]

    def __str__(self):
        return f"Usage {self.pk}"


def is_rolled_out(key, percentage, user_id):
    """Whether a user belongs to the share that a flag is on for; the same answer every time."""
    return zlib.crc32(f"{key}:{user_id}".encode()) % 100 < percentage
