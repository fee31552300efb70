import asyncio
import time

import jobd


async def main():
    start = time.time()
    later = await jobd.create_task(["date", "+%s.%N"], delay=0.5)
    print("not before its time:", float(await later) - start >= 0.5)

    # It is due in an hour, whatever becomes of this program, and after a reboot too.
    task = await jobd.create_task(["true"], delay="1h")
    task.cancel()
    await jobd.wait([task])
    print("cancelled before it was due:", task.cancelled() and task.job.started_at is None)


asyncio.run(main())
