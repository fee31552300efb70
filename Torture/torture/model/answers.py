"""What an answer should be, and the difference if it is another."""

from typing import Optional, Sequence

from ..client import Answer


class Difference(Exception):
    """jobd and the model do not agree; the text says in what."""


def compare_answer(answer: Answer, refusal: Optional[str], accepted: Sequence[int]) -> None:
    """Raises unless it is a refusal with this code or, where none is expected, has one of the accepted statuses."""
    if refusal is None:
        if answer.status not in accepted:
            raise Difference(f"expected one of {list(accepted)}, the answer is {answer}")
    elif answer.is_success or answer.code != refusal:
        raise Difference(f"expected {refusal}, the answer is {answer}")
