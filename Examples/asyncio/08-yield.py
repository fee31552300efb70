import asyncio

import jobd


async def main():
    task = await jobd.create_task(handler="pages", payload=3)
    async for page in task.values():
        print(page)


asyncio.run(main())
