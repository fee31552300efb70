import asyncio

tasks = []


async def send(name):
    return f"sent {name}"


async def pack(name, goes_on=False):
    if goes_on:
        tasks.append(asyncio.create_task(send(name)))
    return f"packed {name}"


async def main():
    # 1. From within the task.
    print(await pack("A", goes_on=True))
    print(await tasks[0])

    # 2. By the caller, which has looked at the result.
    packed = await asyncio.create_task(pack("B"))
    print(packed)
    if packed == "packed B":
        print(await asyncio.create_task(send("B")))

    # 3. By itself, through a callback, which cannot await.
    task = asyncio.create_task(pack("C"))
    task.add_done_callback(lambda _: tasks.append(asyncio.create_task(send("C"))))
    print(await task)
    await asyncio.sleep(0)
    print(await tasks[1])


asyncio.run(main())
