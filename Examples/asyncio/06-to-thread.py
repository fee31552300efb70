import asyncio

import jobd


async def main():
    # The built-in handler "sleep" blocks its thread there; a Swift program that embeds JobCore registers its own.
    blocking = await jobd.create_task(handler="sleep", payload=0.5, executor="thread")
    ticks = 0
    while not blocking.done():
        await asyncio.sleep(0.05)
        ticks += 1
    print("a call blocked a thread, and the loop went on:", ticks > 3)


asyncio.run(main())
