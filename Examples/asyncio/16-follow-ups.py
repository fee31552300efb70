import asyncio

import jobd


def text(value):
    return value.decode().strip() if isinstance(value, bytes) else value


def send(name, **fields):
    return jobd.create_task(["echo", f"sent {name}"], **fields)


async def main():
    # 1. From within the job: ctx.follow_up in workers.py.
    task = await jobd.create_task(handler="pack", payload="A")
    print(await task)
    sent = await jobd.reattach(id=task.job.children[0])
    print(text(await sent))

    # 2. By the caller, which has looked at the result.
    packed = text(await (await jobd.create_task(["echo", "packed B"])))
    print(packed)
    if packed == "packed B":
        print(text(await (await send("B"))))

    # 3. By itself: submitted beforehand, decided in the transaction that ends the first. Nobody needs to be there.
    first = await jobd.create_task(["echo", "packed C"])
    second = await send("C", after=[first])
    print(text(await first))
    print(text(await second))


asyncio.run(main())
