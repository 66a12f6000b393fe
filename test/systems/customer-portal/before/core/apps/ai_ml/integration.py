"""Client of the AI service."""
import requests
from django.conf import settings


class AIServiceIntegration:
    def __init__(self):
        self.base_url = settings.AI_SERVICE_URL.rstrip("/")
        self.headers = {"Authorization": f"Bearer {settings.AI_SERVICE_API_KEY}"}

    def suggest_reply(self, subject, description):
        """Draft of an answer to a ticket."""
        payload = {"subject": subject, "description": description}
        response = requests.post(f"{self.base_url}/v1/replies", json=payload, headers=self.headers)
        return response.json()["reply"]

    def detect_category(self, subject, description):
        """Name of the category that fits a ticket best."""
        pass
