import asyncio


async def broken():
    await asyncio.sleep(0.3)
    raise ValueError("on purpose")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            slow = group.create_task(asyncio.sleep(60))
            group.create_task(broken())
    except* ValueError as failed:
        print("failures:", len(failed.exceptions))
    print("the other one was cancelled:", slow.cancelled())


asyncio.run(main())
