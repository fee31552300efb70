import asyncio

running = most = 0


async def work(semaphore):
    global running, most
    async with semaphore:
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.2)
        running -= 1


async def main():
    semaphore = asyncio.Semaphore(2)
    await asyncio.gather(*[work(semaphore) for _ in range(5)])
    print("at most", most, "at a time")


asyncio.run(main())
