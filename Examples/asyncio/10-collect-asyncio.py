import asyncio


async def work(seconds):
    await asyncio.sleep(seconds)
    return seconds


async def main():
    tasks = [asyncio.create_task(work(seconds)) for seconds in (1.3, 0.1, 0.7)]
    print("in their order:", [await task for task in tasks])

    tasks = [asyncio.create_task(work(seconds)) for seconds in (1.3, 0.1, 0.7)]
    print("as they ended:", [await task for task in asyncio.as_completed(tasks)])
    print("by name:", {f"{task.result()} s": task.result() for task in tasks})


asyncio.run(main())
