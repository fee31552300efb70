import asyncio
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from workers import count_primes


async def main():
    loop = asyncio.get_running_loop()

    # For code that blocks: two threads, so the third call waits.
    start = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        await asyncio.gather(*[loop.run_in_executor(threads, time.sleep, 0.3) for _ in range(3)])
    print("two threads, three calls: at least two rounds", time.monotonic() - start >= 0.6)

    # For code that computes: processes.
    with ProcessPoolExecutor(2) as processes:
        print(await loop.run_in_executor(processes, count_primes, 10_000))
        print(list(processes.map(count_primes, [10, 100, 1000])))


if __name__ == "__main__":
    asyncio.run(main())
