import asyncio

import jobd

WORDS = ["coroutine", "task", "loop"]


def measure(word):
    return jobd.create_task(handler="measure", payload=word)


async def main():
    lengths = await jobd.gather(*[measure(word) for word in WORDS])
    print(lengths, "together", sum(lengths))

    # All that failed beside all that did not, in the order given.
    mixed = await jobd.gather(measure("await"), measure(7), return_exceptions=True)
    print(mixed[0], "and", "a failure" if isinstance(mixed[1], Exception) else mixed[1])


asyncio.run(main())
