"""Organisations, their users and candidates, and consents."""
