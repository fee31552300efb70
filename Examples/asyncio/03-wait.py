import asyncio

import jobd


def work(name, seconds, fails=False):
    return jobd.create_task(["sh", "-c", 'sleep "$1"; exit "$2"', "work", str(seconds), str(int(fails))], name=name)


def names(tasks):
    return sorted(task.get_name() for task in tasks)


async def main():
    short = await work("short", 0.1)
    long = await work("long", 60)
    broken = await work("broken", 0.5, fails=True)

    done, pending = await jobd.wait([short, long], return_when=asyncio.FIRST_COMPLETED)
    print("the first:", names(done), "pending:", names(pending))

    done, pending = await jobd.wait([short, long, broken], return_when=asyncio.FIRST_EXCEPTION)
    print("the first failure:", names(done), "pending:", names(pending))

    done, pending = await jobd.wait([short, broken])
    print("all:", names(done), "pending:", names(pending))

    # Waiting cancels nothing, not even when its time is up.
    done, pending = await jobd.wait([long], timeout=0.1)
    print("in 0.1 s:", names(done), "pending:", names(pending))
    long.cancel()


asyncio.run(main())
