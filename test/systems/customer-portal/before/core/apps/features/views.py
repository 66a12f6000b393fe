"""Feature flags: staff edit them, everybody asks which are on."""
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAdminUser, IsAuthenticated
from rest_framework.response import Response

from apps.caching.strategies import AdvancedCachingStrategy

from .models import FeatureFlag, FeatureUsage, is_rolled_out

MAX_ACTIVE_FLAGS = 500
ACTIVE_FLAGS_SECONDS = 60


class FeatureFlagSerializer(serializers.ModelSerializer):
    class Meta:
        model = FeatureFlag
        fields = ["key", "name", "description", "is_active", "rollout_percentage", "updated_at"]
        read_only_fields = ["updated_at"]


class FeatureFlagViewSet(viewsets.ModelViewSet):
    queryset = FeatureFlag.objects.order_by("key")
    serializer_class = FeatureFlagSerializer
    permission_classes = [IsAdminUser]
    lookup_field = "key"

    @action(detail=False, methods=["get"], permission_classes=[IsAuthenticated])
    def active(self, request):
        strategy = AdvancedCachingStrategy(timeout=ACTIVE_FLAGS_SECONDS)
        flags = strategy.get_cached_data("features:active", load_active_flags)
        keys = [key for key, percentage in flags if is_rolled_out(key, percentage, request.user.pk)]
        return Response({"flags": keys})

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    def usage(self, request, key=None):
        FeatureUsage.objects.create(flag=self.get_object(), user=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def load_active_flags():
    active = FeatureFlag.objects.filter(is_active=True).values_list("key", "rollout_percentage")
    return list(active[:MAX_ACTIVE_FLAGS])
