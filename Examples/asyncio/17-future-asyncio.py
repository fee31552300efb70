import asyncio


async def release(approval):
    return f"released, as {await approval} said"


async def main():
    approval = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(release(approval))
    await asyncio.sleep(0.1)
    print("it waits:", not waiting.done())

    approval.set_result("Ann")
    print(await waiting)


asyncio.run(main())
