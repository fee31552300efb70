import asyncio

import jobd

TIDY = 'trap "sleep 0.2; echo tidied up; exit 0" TERM; sleep 60 & wait'


async def main():
    task = await jobd.create_task(["sleep", "60"])
    try:
        await asyncio.wait_for(task, 0.5)
    except asyncio.TimeoutError:
        print("too late; cancelled:", task.cancelled())

    # It is waited for until it is really gone, and a value in spite of the cancel counts.
    tidy = await jobd.create_task(shell=TIDY)
    print((await asyncio.wait_for(tidy, 2)).decode().strip())


asyncio.run(main())
