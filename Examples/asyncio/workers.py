"""The handlers of the examples. jobd starts this program, keeps it warm, and hands it one job after the other.

The functions stay ordinary ones: the asyncio programs import and call some of them directly.
"""

import os
import time

import jobd


@jobd.handler("measure")
def measure(word):
    time.sleep(0.1)
    return len(word)


@jobd.handler("count-primes")
def count_primes(below):
    """Keeps a core busy."""
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, below))


@jobd.handler("pages")
def pages(count):
    """Each value is kept, and can be read, as soon as it is yielded."""
    for number in range(1, count + 1):
        time.sleep(0.1)
        yield f"page {number}"


@jobd.handler("add-up")
def add_up(_, ctx):
    """A follow-up of a batch: the fan-in."""
    return sum(member.result() for batch in ctx.batches for member in batch)


@jobd.handler("pack")
def pack(name, ctx):
    """Goes on by itself: the follow-up is stored in the transaction that ends this job."""
    ctx.follow_up({"argv": ["echo", f"sent {name}"]}, on="success")
    return f"packed {name}"


@jobd.handler("migrate")
def migrate(payload, ctx):
    """Works through rows. After a crash the next attempt goes on where this one had come to."""
    done = int(ctx.last_checkpoint or b"0")
    with open(payload["ledger"], "a", buffering=1) as ledger:
        for row in range(done + 1, payload["rows"] + 1):
            while row == 5 and not os.path.exists(payload["row_5_waits_for"]):
                time.sleep(0.02)
            time.sleep(0.1)
            print(row, file=ledger)
            # On the disk when this returns. A kill between the row and this line means that the row is done again.
            ctx.checkpoint(b"%d" % row, flush=True)
    return {"rows": payload["rows"], "began_at": done + 1}


if __name__ == "__main__":
    jobd.main()
