"""Whether the service is up."""
from fastapi import APIRouter

from database import connection

router = APIRouter(tags=["health"])


@router.get("/health")
def health() -> dict[str, str]:
    """Asks the database, so that a service without one is not called healthy."""
    with connection() as db:
        db.execute("SELECT 1")
    return {"status": "ok"}
