import asyncio


async def work():
    await asyncio.sleep(1)
    return "finished all the same"


async def main():
    task = asyncio.create_task(work())
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.2)
    except asyncio.TimeoutError:
        print("no longer waited for; cancelled:", task.cancelled())
    print(await task)


asyncio.run(main())
