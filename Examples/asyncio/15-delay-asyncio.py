import asyncio
import time


async def delay(coroutine, seconds):
    await asyncio.sleep(seconds)
    return await coroutine


async def moment():
    return time.time()


async def main():
    start = time.time()
    later = asyncio.create_task(delay(moment(), 0.5))
    print("not before its time:", await later - start >= 0.5)

    # When this program ends now, nothing ever comes of it.
    never = moment()
    task = asyncio.create_task(delay(never, 3600))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    never.close()
    print("cancelled before it was due:", task.cancelled())


asyncio.run(main())
