"""Objects for the tests."""

from datetime import timedelta

from accounts.models import Candidate, Organisation, User
from behavioral_data.models import Event, Session


def make_organisation(slug: str = "acme") -> Organisation:
    return Organisation.objects.create(name=slug.title(), slug=slug)


def make_user(organisation: Organisation, name: str = "grace") -> User:
    return User.objects.create_user(
        username=name,
        email=f"{name}@example.org",
        password="tr1cky-pass",
        organisation=organisation,
    )


def make_session(organisation: Organisation, name: str = "Ada") -> Session:
    candidate = Candidate.objects.create(
        organisation=organisation,
        external_id=name.lower(),
        name=name,
    )
    return Session.objects.create(candidate=candidate, game=Session.Game.SIGNALS)


def add_events(session: Session, *events: tuple[str, float]) -> None:
    """Add events by kind and seconds after the session's start."""
    Event.objects.bulk_create(
        Event(
            session=session,
            kind=kind,
            occurred_at=session.started_at + timedelta(seconds=seconds),
        )
        for kind, seconds in events
    )
