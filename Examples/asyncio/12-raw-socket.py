import asyncio
import json
import os

PATH = os.environ["JOBD_URL"][len("unix://") :]


async def ask(request, body=b""):
    """No client library: any program that can write to a socket can use jobd."""
    reader, writer = await asyncio.open_unix_connection(PATH)
    head = f"{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return head.splitlines()[0].decode(), body


async def main():
    _, job = await ask("POST /v1/jobs", json.dumps({"argv": ["echo", "hello"]}).encode())
    path = f"/v1/jobs/{json.loads(job)['id']}"
    # A long poll: the answer comes when the job has ended.
    await ask(f"GET {path}?wait=30s")
    status, body = await ask(f"GET {path}/result")
    print(status)
    print(body.decode(), end="")


asyncio.run(main())
