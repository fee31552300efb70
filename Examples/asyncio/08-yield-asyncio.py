import asyncio


async def pages(count):
    for number in range(1, count + 1):
        await asyncio.sleep(0.1)
        yield f"page {number}"


async def main():
    async for page in pages(3):
        print(page)


asyncio.run(main())
