"""Sends alerts by Slack, mail and SMS."""
import logging
import os
import smtplib
from email.message import EmailMessage

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

logger = logging.getLogger(__name__)

SEND_TIMEOUT_SECONDS = 10


class AlertingSystem:
    """Every alert goes to Slack and by mail, a critical one by SMS too; one broken channel does not stop the others."""

    def send(self, severity, text):
        logger.warning("%s: %s", severity, text)
        self._send_slack(f"[{severity}] {text}")
        self._send_mail(severity, text)
        if severity == "critical":
            self._send_sms(text)

    def _send_slack(self, text):
        url = os.environ.get("SLACK_WEBHOOK_URL")
        if not url:
            return
        try:
            requests.post(url, json={"text": text}, timeout=SEND_TIMEOUT_SECONDS).raise_for_status()
        except requests.RequestException:
            logger.exception("Slack did not take the alert")

    def _send_mail(self, severity, text):
        recipient = os.environ.get("ALERT_MAIL_TO")
        if not recipient:
            return
        message = EmailMessage()
        message["Subject"] = f"Portal: {severity}"
        message["From"] = os.environ.get("DEFAULT_FROM_EMAIL", "support@example.com")
        message["To"] = recipient
        message.set_content(text)
        try:
            with smtplib.SMTP(os.environ.get("EMAIL_HOST", "localhost"), timeout=SEND_TIMEOUT_SECONDS) as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException):
            logger.exception("The mail server did not take the alert")

    def _send_sms(self, text):
        account = os.environ.get("TWILIO_ACCOUNT_SID")
        if not account:
            return
        try:
            Client(account, os.environ["TWILIO_AUTH_TOKEN"]).messages.create(
                body=text,
                from_=os.environ["TWILIO_FROM_NUMBER"],
                to=os.environ["ALERT_SMS_TO"],
            )
        except TwilioException:
            logger.exception("Twilio did not take the alert")
