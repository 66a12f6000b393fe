"""Client of the AI service."""
import requests
from django.conf import settings


class AIServiceError(Exception):
    """The AI service did not answer, or not as agreed."""


class AIServiceIntegration:
    def __init__(self):
        self.base_url = settings.AI_SERVICE_URL.rstrip("/")
        self.headers = {"Authorization": f"Bearer {settings.AI_SERVICE_API_KEY}"}

    def suggest_reply(self, subject, description):
        """Draft of an answer to a ticket."""
        return self._post("/v1/replies", {"subject": subject, "description": description}, "reply")

    def detect_category(self, subject, description):
        """Name of the category that fits a ticket best."""
        return self._post("/v1/categories", {"subject": subject, "description": description}, "category")

    def _post(self, path, payload, key):
        try:
            response = requests.post(
                f"{self.base_url}{path}",
                json=payload,
                headers=self.headers,
                timeout=settings.AI_SERVICE_TIMEOUT_SECONDS,
            )
            response.raise_for_status()
            return response.json()[key]
        except (requests.RequestException, ValueError, KeyError) as error:
            raise AIServiceError(f"{path} failed") from error
