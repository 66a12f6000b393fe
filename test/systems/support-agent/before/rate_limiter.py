"""How often an address may try to sign in."""
import time

from fastapi import HTTPException, Request, status

ATTEMPTS = 5
WINDOW_SECONDS = 60

_attempts: dict[str, list[float]] = {}


def limit_sign_ins(request: Request) -> None:
    """A dependency. Answers 429 when an address tries too often."""
    address = request.client.host if request.client else "unknown"
    now = time.monotonic()
    recent = [moment for moment in _attempts.get(address, []) if now - moment < WINDOW_SECONDS]
    if len(recent) >= ATTEMPTS:
        raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "Try again in a minute.")
    recent.append(now)
    _attempts[address] = recent
