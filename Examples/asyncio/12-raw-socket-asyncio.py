import asyncio
import os
import tempfile


async def serve(reader, writer):
    """Answers one request: the plain program brings its own server."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n")
    await writer.drain()
    writer.close()


async def ask(path, request):
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(f"{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return head.splitlines()[0].decode(), body


async def main():
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "socket")
        async with await asyncio.start_unix_server(serve, path):
            status, body = await ask(path, "GET /")
            print(status)
            print(body.decode(), end="")


asyncio.run(main())
