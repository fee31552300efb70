import asyncio


async def work(number):
    await asyncio.sleep(0.1 * number)
    if number == 2:
        raise ValueError("on purpose")


async def main():
    tasks = [asyncio.create_task(work(number)) for number in range(1, 6)]
    for task in tasks:
        task.add_done_callback(lambda task: print("!" if task.exception() else ".", end=""))
    await asyncio.wait(tasks)
    print(f" {len(tasks)}/{len(tasks)}")


asyncio.run(main())
