"""The HTTP API of the support agent."""
import load_env  # noqa: F401, I001
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import sentry_sdk
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.sessions import SessionMiddleware

import rag_system
from logging_setup import configure_logging
from routers import auth, chat, health, orders, realtime

configure_logging()
if dsn := os.environ.get("SENTRY_DSN"):
    sentry_sdk.init(dsn=dsn, traces_sample_rate=0.1)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Makes the tables before the first request."""
    rag_system.initialize_database()
    yield


app = FastAPI(title="Support agent", lifespan=lifespan)
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_credentials=True,
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
)
app.add_middleware(SessionMiddleware, secret_key="9f2c61d7e0b84a35a1c7f6d2b3e49058")

app.include_router(health.router)
app.include_router(auth.router)
app.include_router(chat.router)
app.include_router(orders.router)
app.include_router(realtime.router)
