"""Questions to the agent."""
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, status
from fastapi.concurrency import run_in_threadpool

import rag_system
from agentic_ai import AgentUnavailable, CustomerSupportAgent, InvalidMessage, checked_message
from auth_system import User, current_user
from schemas import Answer, Question
from services.conversations import recent_messages, store_exchange
from services.notifications import hand_over
from session_manager import session_manager

router = APIRouter(tags=["chat"])
history_router = APIRouter(prefix="/conversations", tags=["chat"])


@router.post("/chat")
async def chat(question: Question, user: Annotated[User, Depends(current_user)]) -> Answer:
    """Answers, or hands the question over to a person."""
    try:
        text = checked_message(question.message)
    except InvalidMessage as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_ENTITY, "Write 1 to 2000 characters.") from error
    articles = await run_in_threadpool(rag_system.search, text)
    try:
        answer = await CustomerSupportAgent().answer(text, articles, session_manager.history(user.id))
    except AgentUnavailable:
        hand_over(user.email, text)
        return Answer(message="A colleague will answer you by mail.", handed_over=True)
    session_manager.remember(user.id, text, answer)
    await run_in_threadpool(store_exchange, user.id, text, answer)
    return Answer(message=answer)


@history_router.get("/recent")
def recent(user: Annotated[User, Depends(current_user)], limit: int = 20) -> list[dict[str, str]]:
    """The newest messages of the customer."""
    return recent_messages(user.id, min(limit, 100))
