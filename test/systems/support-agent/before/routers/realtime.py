"""The chat over a WebSocket."""
import logging

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from fastapi.concurrency import run_in_threadpool

import rag_system
from agentic_ai import AgentUnavailable, CustomerSupportAgent, InvalidMessage, checked_message
from auth_system import user_of_token
from services.conversations import store_exchange
from session_manager import session_manager

logger = logging.getLogger(__name__)
router = APIRouter()


@router.websocket("/ws/chat")
async def chat_socket(websocket: WebSocket, token: str) -> None:
    """Each text that comes in is a question; each that goes out is an answer."""
    user = await run_in_threadpool(user_of_token, token)
    if user is None:
        await websocket.close(code=4401)
        return
    await websocket.accept()
    session_manager.connect(user.id, websocket)
    agent = CustomerSupportAgent()
    try:
        while True:
            try:
                text = checked_message(await websocket.receive_text())
                articles = await run_in_threadpool(rag_system.search, text)
                answer = await agent.answer(text, articles, session_manager.history(user.id))
            except InvalidMessage:
                await websocket.send_json({"error": "Write 1 to 2000 characters."})
                continue
            except AgentUnavailable:
                await websocket.send_json({"error": "Try again in a minute."})
                continue
            session_manager.remember(user.id, text, answer)
            await run_in_threadpool(store_exchange, user.id, text, answer)
            await websocket.send_json({"message": answer})
    except WebSocketDisconnect:
        logger.info("user %s left", user.id)
    finally:
        session_manager.disconnect(user.id)
