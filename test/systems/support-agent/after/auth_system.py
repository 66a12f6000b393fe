"""Accounts, passwords and tokens."""
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import bcrypt
import jwt
from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer

from database import connection

logger = logging.getLogger(__name__)
audit_log = logging.getLogger("audit")

JWT_SECRET = os.environ["JWT_SECRET"]
ALGORITHM = "HS256"
TOKEN_LIFETIME = timedelta(hours=8)
bearer = OAuth2PasswordBearer(tokenUrl="/auth/login")


@dataclass(frozen=True)
class User:
    """Somebody who may talk to the agent."""

    id: int
    email: str


class EmailTaken(Exception):
    """The address belongs to an account already."""


def register(email: str, password: str) -> User:
    """Makes an account. Raises EmailTaken."""
    digest = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
    with connection() as db:
        if db.execute("SELECT 1 FROM users WHERE email = ?", (email,)).fetchone():
            raise EmailTaken(email)
        row = db.execute("INSERT INTO users (email, digest) VALUES (?, ?)", (email, digest))
        audit_log.info("registered user %s", row.lastrowid)
        return User(row.lastrowid, email)


def check_password(email: str, password: str) -> User | None:
    """The account, if the password is the right one."""
    with connection() as db:
        row = db.execute("SELECT id, digest FROM users WHERE email = ?", (email,)).fetchone()
    if row is None or not bcrypt.checkpw(password.encode(), row["digest"]):
        audit_log.warning("refused a sign-in")
        return None
    return User(row["id"], email)


def issue_token(user: User) -> str:
    """A token that says who asks."""
    claims = {"sub": str(user.id), "email": user.email, "exp": datetime.now(UTC) + TOKEN_LIFETIME}
    return jwt.encode(claims, JWT_SECRET, algorithm=ALGORITHM)


def user_of_token(token: str) -> User | None:
    """Who a token speaks of; None when it is not ours or was revoked."""
    try:
        claims = jwt.decode(token, JWT_SECRET, algorithms=[ALGORITHM])
    except jwt.InvalidTokenError:
        logger.info("refused a token")
        return None
    with connection() as db:
        if db.execute("SELECT 1 FROM revoked_tokens WHERE token = ?", (token,)).fetchone():
            return None
    return User(int(claims["sub"]), claims["email"])


def revoke(token: str) -> None:
    """The token is worth nothing from now on."""
    with connection() as db:
        db.execute("INSERT OR IGNORE INTO revoked_tokens (token) VALUES (?)", (token,))


def current_user(token: str = Depends(bearer)) -> User:
    """The account that asks. Answers 401 without a valid token."""
    user = user_of_token(token)
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Sign in first.")
    return user
