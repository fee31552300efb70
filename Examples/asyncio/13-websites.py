import asyncio

import jobd
from local_site import Pages, Site


async def status(port, path):
    """A request as a job: it can be retried, delayed, scheduled, followed up. Any answer is a success here."""
    task = await jobd.create_task(http={"url": f"http://127.0.0.1:{port}{path}", "expect_status": ["100-599"]})
    await task
    return (await jobd.AsyncClient().job(task, full=True)).http["status"]


async def main():
    with Site() as port:
        paths = list(Pages.STATUS)
        for path, code in zip(paths, await jobd.gather(*[status(port, path) for path in paths])):
            print(f"{path:10}{code}")


asyncio.run(main())
