import asyncio


async def measure(word):
    await asyncio.sleep(0.1)
    return len(word)


async def main():
    # When this program dies before the last line, the lengths are gone, and so is the wish to add them up.
    lengths = await asyncio.gather(*[measure(word) for word in ["fan", "in"]])
    print(sum(lengths))


asyncio.run(main())
