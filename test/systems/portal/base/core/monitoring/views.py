from django.http import JsonResponse
from django.views.decorators.http import require_GET

from .checks import broker_answers, database_answers


@require_GET
def health(request):
    services = {"database": database_answers(), "broker": broker_answers()}
    return JsonResponse({"services": services}, status=200 if all(services.values()) else 503)
