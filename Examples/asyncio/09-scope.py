import asyncio

import jobd


async def main():
    try:
        async with jobd.TaskGroup() as group:
            slow = await group.create_task(["sleep", "60"])
            await group.create_task(shell="sleep 0.3; exit 1")
    except jobd.ExceptionGroup as failed:
        print("failures:", len(failed.exceptions))
    print("the other one was cancelled:", slow.cancelled())


asyncio.run(main())
