"""The program that 19-restart.sh kills: it knows its job by a key, so that every run of it is the same run."""

import asyncio
import sys

import jobd

LEDGER = sys.argv[1]
# So that there surely is a middle in which it can be killed, the fifth row waits until somebody makes this file.
PAYLOAD = {"rows": 6, "ledger": LEDGER, "row_5_waits_for": LEDGER + ".go"}


async def main():
    try:
        task = await jobd.reattach(unique="nightly")
        print("found the job of an earlier run", flush=True)
    except jobd.JobdError as error:
        if error.code != "not_found":
            raise
        task = await jobd.create_task(
            handler="migrate",
            payload=PAYLOAD,
            # Two runs at the same moment get the same job, too.
            unique={"key": "nightly", "on_conflict": "return"},
            # What a crash interrupts is lost, unless it may be tried again.
            retry={"max_attempts": 3, "initial": "100ms"},
        )
        print("submitted", flush=True)
    value = await task
    print("rows:", value["rows"], "· attempts:", task.job.attempt, "· began again at row 1:", value["began_at"] == 1)


asyncio.run(main())
