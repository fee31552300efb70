import asyncio
import time


async def main():
    blocking = asyncio.create_task(asyncio.to_thread(time.sleep, 0.5))
    ticks = 0
    while not blocking.done():
        await asyncio.sleep(0.05)
        ticks += 1
    print("a call blocked a thread, and the loop went on:", ticks > 3)


asyncio.run(main())
