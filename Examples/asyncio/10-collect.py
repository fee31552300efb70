import asyncio

import jobd


async def work(seconds):
    return await jobd.create_task(shell=f"sleep {seconds}; echo {seconds}", name=f"{seconds} s")


async def main():
    tasks = [await work(seconds) for seconds in (1.3, 0.1, 0.7)]
    print("in their order:", [float(await task) for task in tasks])

    tasks = [await work(seconds) for seconds in (1.3, 0.1, 0.7)]
    print("as they ended:", [float(task.result()) async for task in jobd.as_completed(tasks)])
    print("by name:", {task.get_name(): float(task.result()) for task in tasks})


asyncio.run(main())
