"""The smallest list that still shows a fault: delta debugging (Zeller, "Yesterday, my program worked", 1999)."""

from typing import Callable, List, Sequence, TypeVar

Item = TypeVar("Item")


def smallest(items: Sequence[Item], fails: Callable[[List[Item]], bool], is_over: Callable[[], bool]) -> List[Item]:
    """A list of some of ``items``, in their order, for which ``fails`` says yes, as it does for all of them.

    Leaves out large pieces first, then smaller ones, at last single items; ends early when ``is_over`` says so.
    """
    kept = list(items)
    size = max(1, len(kept) // 2)
    while not is_over():
        has_shrunk = False
        # From the end: what comes last is most often not needed by anything else.
        for start in range((len(kept) - 1) // size * size, -1, -size):
            if is_over():
                break
            fewer = kept[:start] + kept[start + size :]
            if len(fewer) < len(kept) and fewer and fails(fewer):
                kept, has_shrunk = fewer, True
        if size == 1 and not has_shrunk:
            break
        size = max(1, size // 2) if not has_shrunk or size > 1 else 1
    return kept
