import asyncio

import jobd


async def main():
    # The key is everybody's: it holds over all queues and programs.
    limit = {"key": "database", "max": 2}
    tasks = [await jobd.create_task(["sleep", "0.2"], limit=limit) for _ in range(5)]
    await jobd.gather(*tasks)
    spans = [(task.job.started_at, task.job.finished_at) for task in tasks]
    most = max(sum(begin <= start < end for begin, end in spans) for start, _ in spans)
    print("at most", most, "at a time")


asyncio.run(main())
