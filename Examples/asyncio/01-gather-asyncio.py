import asyncio

WORDS = ["coroutine", "task", "loop"]


async def measure(word):
    await asyncio.sleep(0.1)
    return len(word)


async def main():
    lengths = await asyncio.gather(*[measure(word) for word in WORDS])
    print(lengths, "together", sum(lengths))

    # All that failed beside all that did not, in the order given.
    mixed = await asyncio.gather(measure("await"), measure(7), return_exceptions=True)
    print(mixed[0], "and", "a failure" if isinstance(mixed[1], Exception) else mixed[1])


asyncio.run(main())
