"""Tries the agent on a list of questions: `python test_runner.py`."""
import asyncio
import time

from test_data import ARTICLES

from enhanced_agent import EnhancedCustomerSupportAgent

QUESTIONS = ("How do I return an item?", "When do you deliver?")


async def main() -> None:
    """Asks all, and prints the answers and how long each took."""
    agent = EnhancedCustomerSupportAgent()
    for question in QUESTIONS:
        start = time.perf_counter()
        answer = await agent.answer(question, [body for _, body in ARTICLES], [])
        print(f"{time.perf_counter() - start:.1f} s  {question}\n    {answer}")


if __name__ == "__main__":
    asyncio.run(main())
