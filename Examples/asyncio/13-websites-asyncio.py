import asyncio

from local_site import Pages, Site


async def status(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    line = (await reader.readline()).decode()
    writer.close()
    return int(line.split()[1])


async def main():
    with Site() as port:
        paths = list(Pages.STATUS)
        for path, code in zip(paths, await asyncio.gather(*[status(port, path) for path in paths])):
            print(f"{path:10}{code}")


asyncio.run(main())
