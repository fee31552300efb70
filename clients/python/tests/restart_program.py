"""A program that may be killed at any moment: started again, it finds its jobs, and ends with the same values.

``restart_program.py DIRECTORY SEED``. Each piece of work has a unique key, by which a later life of the program finds
its job: while it runs, and for an hour after its end. What came of it is used once: the file that says so is made in
one step, and a life that finds it there does not use the value again.
"""

import asyncio
import os
import pathlib
import random
import sys

import jobd

#: The daemon was away for too long, or not there yet: whoever started this program starts it again.
TRY_AGAIN = 75


def stages_of(seed):
    """How wide each stage is, how it is waited for, and for each piece whether its job is looked for first."""
    chance = random.Random(seed)
    for _ in range(4):
        width = chance.randint(2, 5)
        how = chance.choice(["gather", "as_completed", "wait", "wait_for"])
        yield width, how, [chance.random() < 0.5 for _ in range(width)]


def value_of(number):
    return number * 3 + 1


def expected(seed):
    """What is used in the end, by key."""
    carried, values = 0, {}
    for stage, (width, _, _) in enumerate(stages_of(seed)):
        found = {f"{stage}.{place}": value_of(carried + place) for place in range(width)}
        values.update(found)
        carried = sum(found.values()) % 1_000
    return {**values, "end": carried}


class Program:
    def __init__(self, directory, seed):
        self.directory = pathlib.Path(directory)
        self.seed = seed

    async def run(self):
        carried = 0
        for stage, (width, how, looks) in enumerate(stages_of(self.seed)):
            tasks = {}
            for place in range(width):
                key = f"{stage}.{place}"
                tasks[key] = await self.task(key, carried + place, looks[place])
            values = await getattr(self, how)(tasks)
            for key, value in values.items():
                self.use(key, int(value))
            carried = sum(int(value) for value in values.values()) % 1_000
        self.use("end", carried)

    async def task(self, key, number, looks_first):
        unique = f"{self.seed}/{key}"
        if looks_first:
            try:
                return await jobd.reattach(unique=unique)
            except jobd.JobdError as error:
                if error.code != "not_found":
                    raise
        mark = self.directory / f"work {key}"
        return await jobd.create_task(
            shell=f"echo $JOBD_JOB_ID >> '{mark}'; sleep 0.$(({number} % 4 + 1)); echo $(({number} * 3 + 1))",
            unique={"key": unique, "on_conflict": "return", "for": "1h"},
            retry={"max_attempts": 50, "initial": "10ms", "max": "10ms"},
        )

    # Ways to wait.

    async def gather(self, tasks):
        return dict(zip(tasks, await jobd.gather(*tasks.values())))

    async def as_completed(self, tasks):
        values = {task.id: task.result() async for task in jobd.as_completed(tasks.values())}
        return {key: values[task.id] for key, task in tasks.items()}

    async def wait(self, tasks):
        done, pending = await jobd.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
        assert not pending, pending
        return {key: task.result() for key, task in tasks.items()}

    async def wait_for(self, tasks):
        return {key: await asyncio.wait_for(jobd.shield(task), 60) for key, task in tasks.items()}

    def use(self, key, value):
        whole = self.directory / f"whole {os.getpid()} {key}"
        whole.write_text(f"{value}\n")
        used = self.directory / f"used {key}"
        try:
            os.link(whole, used)
        except FileExistsError:
            assert used.read_text() == f"{value}\n", (key, used.read_text(), value)
            return
        finally:
            whole.unlink()
        with open(self.directory / "uses", "a") as uses:
            uses.write(f"{key}\n")


def main():
    try:
        asyncio.run(Program(sys.argv[1], sys.argv[2]).run())
    except jobd.JobdError as error:
        print(error, file=sys.stderr)
        sys.exit(TRY_AGAIN if error.code in ("no_daemon", "unreachable", "shutting_down") else 1)


if __name__ == "__main__":
    main()
