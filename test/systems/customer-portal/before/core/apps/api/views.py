"""Page timings that browsers report."""
from rest_framework import serializers, status
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from apps.monitoring.integration import MonitoringIntegration


class WebVitalSerializer(serializers.Serializer):
    name = serializers.ChoiceField(choices=["CLS", "FCP", "INP", "LCP", "TTFB"])
    value = serializers.FloatField(min_value=0)


@api_view(["POST"])
@permission_classes([IsAuthenticated])
def record_web_vital(request):
    serializer = WebVitalSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    vital = serializer.validated_data
    MonitoringIntegration().track_performance(f"vital.{vital['name']}", vital["value"])
    return Response(status=status.HTTP_204_NO_CONTENT)
