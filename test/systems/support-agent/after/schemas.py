"""Bodies of requests and answers."""
from pydantic import BaseModel, Field


class Credentials(BaseModel):
    """What somebody signs in with."""

    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)
    password: str = Field(min_length=10, max_length=72)


class Token(BaseModel):
    """What to send in the Authorization header."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105


class Account(BaseModel):
    """Who is signed in."""

    id: int
    email: str


class Question(BaseModel):
    """What a customer asks."""

    message: str = Field(max_length=4000)


class Answer(BaseModel):
    """What the agent says."""

    message: str
    handed_over: bool = False


class Order(BaseModel):
    """One order of the customer."""

    reference: str
    status: str
