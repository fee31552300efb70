import asyncio
import time

import jobd
from workers import count_primes


async def main():
    loop = asyncio.get_running_loop()

    # For code that blocks: a pool of the configuration, executors: {blocking: {threads: 2}}, so the third call waits.
    start = time.monotonic()
    await jobd.gather(*[jobd.create_task(handler="sleep", payload=0.3, executor="blocking") for _ in range(3)])
    print("two threads, three calls: at least two rounds", time.monotonic() - start >= 0.6)

    # For code that computes: worker processes, handlers: {count-primes: {command: [python3, workers.py], ...}}.
    with jobd.Executor() as processes:
        print(await loop.run_in_executor(processes, count_primes, 10_000))
        print(list(processes.map(count_primes, [10, 100, 1000])))


if __name__ == "__main__":
    asyncio.run(main())
