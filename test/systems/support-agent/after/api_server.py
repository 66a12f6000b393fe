"""The HTTP API of the support agent."""
import load_env  # noqa: F401, I001
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sentry_sdk
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from slowapi import _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded

import rag_system
from logging_setup import configure_logging
from rate_limiter import limiter
from request_limits import RequestSizeLimitMiddleware
from routers import auth, chat, health, orders, realtime
from security_headers import SecurityHeadersMiddleware
from session_manager import session_manager

configure_logging()
if dsn := os.environ.get("SENTRY_DSN"):
    sentry_sdk.init(dsn=dsn, traces_sample_rate=0.1)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Makes the tables before the first request, and lets go of Redis after the last."""
    rag_system.initialize_database()
    yield
    await session_manager.close()


app = FastAPI(title="Support agent", lifespan=lifespan)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
app.add_middleware(RequestSizeLimitMiddleware, limit=64 * 1024)
app.add_middleware(SecurityHeadersMiddleware)
app.add_middleware(
    CORSMiddleware,
    allow_origins=os.environ["ALLOWED_ORIGINS"].split(","),
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)

app.include_router(health.router)
app.include_router(auth.router)
app.include_router(chat.router)
app.include_router(chat.history_router)
app.include_router(orders.router)
app.include_router(realtime.router)
