import asyncio


async def work(seconds, fails=False):
    await asyncio.sleep(seconds)
    if fails:
        raise ValueError("on purpose")


def names(tasks):
    return sorted(task.get_name() for task in tasks)


async def main():
    short = asyncio.create_task(work(0.1), name="short")
    long = asyncio.create_task(work(60), name="long")
    broken = asyncio.create_task(work(0.5, fails=True), name="broken")

    done, pending = await asyncio.wait([short, long], return_when=asyncio.FIRST_COMPLETED)
    print("the first:", names(done), "pending:", names(pending))

    done, pending = await asyncio.wait([short, long, broken], return_when=asyncio.FIRST_EXCEPTION)
    print("the first failure:", names(done), "pending:", names(pending))

    done, pending = await asyncio.wait([short, broken])
    print("all:", names(done), "pending:", names(pending))

    # Waiting cancels nothing, not even when its time is up.
    done, pending = await asyncio.wait([long], timeout=0.1)
    print("in 0.1 s:", names(done), "pending:", names(pending))
    long.cancel()


asyncio.run(main())
