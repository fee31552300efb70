import asyncio


async def tidy():
    """Takes note of the cancel, and has a value all the same."""
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        await asyncio.sleep(0.2)
        return "tidied up"


async def main():
    task = asyncio.create_task(asyncio.sleep(60))
    try:
        await asyncio.wait_for(task, 0.5)
    except asyncio.TimeoutError:
        print("too late; cancelled:", task.cancelled())

    # It is waited for until it is really gone, and a value in spite of the cancel counts.
    print(await asyncio.wait_for(asyncio.create_task(tidy()), 2))


asyncio.run(main())
