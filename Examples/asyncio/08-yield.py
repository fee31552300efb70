import asyncio

import jobd


async def main():
    # await gives all values as a list; 08-yield.sh has them as they come.
    for page in await (await jobd.create_task(handler="pages", payload=3)):
        print(page)


asyncio.run(main())
