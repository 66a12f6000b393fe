"""Accounts: sign up, sign in, sign out."""
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, status

import auth_system
from auth_system import User, bearer, current_user
from rate_limiter import SIGN_INS, limiter
from schemas import Account, Credentials, Token

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/register", status_code=status.HTTP_201_CREATED)
@limiter.limit(SIGN_INS)
def register(request: Request, credentials: Credentials) -> Account:
    """Makes an account."""
    try:
        user = auth_system.register(credentials.email, credentials.password)
    except auth_system.EmailTaken:
        raise HTTPException(status.HTTP_409_CONFLICT, "This address has an account already.") from None
    return Account(id=user.id, email=user.email)


@router.post("/login")
@limiter.limit(SIGN_INS)
def login(request: Request, credentials: Credentials) -> Token:
    """Gives a token for a password."""
    user = auth_system.check_password(credentials.email, credentials.password)
    if user is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Wrong address or password.")
    return Token(access_token=auth_system.issue_token(user))


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
def logout(token: Annotated[str, Depends(bearer)], _: Annotated[User, Depends(current_user)]) -> None:
    """Makes the token worthless."""
    auth_system.revoke(token)


@router.get("/me")
def me(user: Annotated[User, Depends(current_user)]) -> Account:
    """Who is signed in."""
    return Account(id=user.id, email=user.email)
