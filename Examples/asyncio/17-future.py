import asyncio

import jobd


async def main():
    approval = await jobd.create_task(external=True, name="approval", timeout="2d")
    read = 'echo "released, as $(jq -r . "$JOBD_PARENT_1_RESULT") said"'
    waiting = await jobd.create_task(shell=read, after=[approval])
    print("it waits:", not waiting.done())

    await jobd.AsyncClient().complete(approval, "Ann")
    print((await waiting).decode().strip())


asyncio.run(main())
