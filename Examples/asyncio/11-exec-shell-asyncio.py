import asyncio
import shlex

# As it may come from a form, a file name, a message.
NAME = "Ann; echo INJECTED"


async def output(starting):
    process = await starting
    out, _ = await process.communicate()
    return out.decode().strip().replace("\n", " | ")


async def main():
    exec_, shell, pipe = asyncio.create_subprocess_exec, asyncio.create_subprocess_shell, asyncio.subprocess.PIPE
    print("exec:   ", await output(exec_("echo", "hello", NAME, stdout=pipe)))
    print("shell:  ", await output(shell(f"echo hello {NAME}", stdout=pipe)))
    print("quoted: ", await output(shell(f"echo hello {shlex.quote(NAME)}", stdout=pipe)))
    print("from env", await output(shell('echo hello "$NAME"', stdout=pipe, env={"NAME": NAME})))


asyncio.run(main())
