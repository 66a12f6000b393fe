"""Accounts over HTTP."""
from datetime import timedelta

import auth_system

CREDENTIALS = {"email": "grace@example.com", "password": "long enough 1"}


def test_registers_an_account_once(client):
    assert client.post("/auth/register", json=CREDENTIALS).status_code == 201
    assert client.post("/auth/register", json=CREDENTIALS).status_code == 409


def test_refuses_short_passwords(client):
    assert client.post("/auth/register", json={**CREDENTIALS, "password": "short"}).status_code == 422


def test_refuses_a_wrong_password(client):
    client.post("/auth/register", json=CREDENTIALS)

    answer = client.post("/auth/login", json={**CREDENTIALS, "password": "not the right one"})

    assert answer.status_code == 401


def test_says_who_is_signed_in(signed_in):
    assert signed_in.get("/auth/me").json()["email"] == "ada@example.com"


def test_asks_to_sign_in(client):
    assert client.get("/auth/me").status_code == 401


def test_a_token_is_worthless_after_signing_out(signed_in):
    assert signed_in.post("/auth/logout").status_code == 204
    assert signed_in.get("/auth/me").status_code == 401


def test_a_token_is_worthless_after_its_time(client, monkeypatch):
    monkeypatch.setattr(auth_system, "TOKEN_LIFETIME", timedelta(seconds=-1))
    user = auth_system.register("old@example.com", "long enough 1")

    answer = client.get("/auth/me", headers={"Authorization": f"Bearer {auth_system.issue_token(user)}"})

    assert answer.status_code == 401
