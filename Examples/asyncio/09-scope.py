import asyncio

import jobd


async def main():
    # A TaskGroup cancels the others as long as this program lives; in a batch with fail_fast jobd does it.
    batch = await jobd.create_batch(fail_fast=True)
    try:
        async with jobd.TaskGroup() as group:
            slow = await group.create_task(["sleep", "60"], batch=batch)
            await group.create_task(shell="sleep 0.3; exit 1", batch=batch)
            await batch.close()
    except jobd.ExceptionGroup as failed:
        print("failures:", len(failed.exceptions))
    print("the other one was cancelled:", slow.cancelled())


asyncio.run(main())
