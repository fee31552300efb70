import asyncio

import jobd


async def main():
    task = await jobd.create_task(shell="sleep 1; echo finished all the same")
    try:
        await asyncio.wait_for(jobd.shield(task), 0.2)
    except asyncio.TimeoutError:
        print("no longer waited for; cancelled:", task.cancelled())
    print((await task).decode().strip())


asyncio.run(main())
