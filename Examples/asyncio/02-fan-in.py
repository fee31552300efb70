import asyncio

import jobd


async def main():
    batch = await jobd.create_batch()
    for word in ["fan", "in"]:
        await jobd.create_task(handler="measure", payload=word, batch=batch)
    total = await jobd.create_task(handler="add-up", after=[batch])
    await batch.close()
    # From here on this program could be killed: the sum would be made. add_up in workers.py reads ctx.batches.
    print(await total)


asyncio.run(main())
