import asyncio
import shlex

import jobd

# As it may come from a form, a file name, a message.
NAME = "Ann; echo INJECTED"


async def output(submission):
    return (await (await submission)).decode().strip().replace("\n", " | ")


async def main():
    print("exec:   ", await output(jobd.create_task(["echo", "hello", NAME])))
    print("shell:  ", await output(jobd.create_task(shell=f"echo hello {NAME}")))
    print("quoted: ", await output(jobd.create_task(shell=f"echo hello {shlex.quote(NAME)}")))
    print("from env", await output(jobd.create_task(shell='echo hello "$NAME"', env={"NAME": NAME})))


asyncio.run(main())
