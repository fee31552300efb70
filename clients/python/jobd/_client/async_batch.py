"""A batch in the hands of a program that uses asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, AsyncGenerator, Optional

from .._batch_ref import BatchRef
from .batch import JobBatch
from .pieces import pieces

if TYPE_CHECKING:
    from .core import Core


class AsyncJobBatch(BatchRef):
    """As ``jobd.JobBatch``, whose attributes it has; the methods are coroutines. Jobs join with
    ``jobd.create_task(…, batch=batch)``."""

    def __init__(self, client: "Core", batch: JobBatch) -> None:
        self.id = batch.id
        self._client = client
        self._batch = batch
        self._store = batch._store

    async def close(self) -> None:
        """It takes no more jobs, and is done when those that it has have ended. Closing it twice is no error.

        Jobs of this client that are on their way arrive first.
        """
        coming = [each for each in self._client._submissions if not each.done()]
        if coming:
            await asyncio.wait(coming)
        await self._client._run(self._batch.close)

    async def cancel(self, reason: Optional[str] = None) -> bool:
        """Asks for all jobs that have not ended to be cancelled, and takes no more; false if it is done already."""
        return await self._client._run(self._batch.cancel, reason)

    def results(self, *, return_exceptions: bool = False) -> AsyncGenerator[Any, None]:
        """As ``jobd.JobBatch.results``, for ``async for``. Leaving the loop touches no job."""
        return pieces(self._client._bind(), lambda: self._batch.results(return_exceptions=return_exceptions))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._batch, name)

    def __repr__(self) -> str:
        return f"<jobd.AsyncJobBatch {self.id} {self._batch.name or ''!r}>"
