import asyncio

import jobd


def work(number):
    return jobd.create_task(["sh", "-c", 'sleep "$1"; exit "$2"', "work", str(0.3 * number), str(int(number == 2))])


async def main():
    tasks = [await work(number) for number in range(1, 6)]
    for task in tasks:
        task.add_done_callback(lambda task: print("!" if task.exception() else ".", end=""))
    await jobd.wait(tasks)
    print(f" {len(tasks)}/{len(tasks)}")


asyncio.run(main())
