from rest_framework import serializers

from .models import FeatureFlag


class FeatureFlagSerializer(serializers.ModelSerializer):
    class Meta:
        model = FeatureFlag
        fields = ["key", "name", "description", "is_active", "rollout_percentage", "updated_at"]
        read_only_fields = ["updated_at"]
