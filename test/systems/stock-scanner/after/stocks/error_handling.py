"""What clients of the API see when a view fails."""
import logging

from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

logger = logging.getLogger(__name__)


def api_exception_handler(exc, context):
    """DRF's own answer where it has one, else a plain 500 without details."""
    response = exception_handler(exc, context)
    if response is not None:
        return response
    logger.error("Unhandled error in %s", context["view"].__class__.__name__, exc_info=exc)
    return Response({"detail": "Internal server error"}, status=status.HTTP_500_INTERNAL_SERVER_ERROR)
