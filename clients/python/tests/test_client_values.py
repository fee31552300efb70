"""Values of a handler that yields, read by the client while it runs."""

import asyncio
import os
import socket
import tempfile
import threading
import unittest

from client_daemon import AsyncClientCase, ClientCase
from fake_jobd import PATIENCE, eventually
import jobd


class Gate:
    """What a gated handler waits for between its two values."""

    def __init__(self, case):
        directory = tempfile.TemporaryDirectory()
        case.addCleanup(directory.cleanup)
        self.path = os.path.join(directory.name, "go")
        # Whatever comes of the test, the handler ends.
        case.addCleanup(self.open)

    def open(self):
        os.close(os.open(self.path, os.O_CREAT))


def streams():
    return [each for each in threading.enumerate() if each.name == "jobd-stream"]


class TestSync(ClientCase):
    def test_while_it_runs_and_afterwards(self):
        gate = Gate(self)
        job = self.sync.submit(handler="py-gated", payload=gate.path)
        values = self.sync.values(job)
        self.assertEqual(next(values), "first")
        self.assertEqual(self.sync.job(job).state, "running")
        gate.open()
        self.assertEqual(list(values), ["second"])
        self.assertEqual(list(self.sync.values(job.id)), ["first", "second"])

    def test_of_others(self):
        for fields, expected in (
            (dict(handler="py-count", payload=0), []),
            (dict(handler="py-echo", payload=[1, [2]]), [1, [2]]),
            (dict(handler="py-echo", payload={"n": 1}), [{"n": 1}]),
            (dict(handler="py-echo", payload=None), [None]),
            (dict(argv=["echo", "x"]), [b"x\n"]),
        ):
            with self.subTest(fields):
                job = self.sync.submit(**fields)
                self.assertEqual(list(self.sync.values(job)), expected)

    def stumbling(self, **fields):
        """A job whose first attempt has yielded a value, will yield another, and fail; and its values."""
        gate = Gate(self)
        job = self.sync.submit(handler="py-stumble", payload=[1, gate.path], **fields)
        values = self.sync.values(job)
        self.assertEqual(next(values), [1, 0])
        gate.open()
        return job, values

    def read_to_its_failure(self, values, message):
        with self.assertRaisesRegex(jobd.JobFailed, message) as failed:
            self.assertEqual(next(values), [1, 1])
            next(values)
        return failed.exception.job.state

    def test_an_attempt_that_fails_after_all(self):
        job, values = self.stumbling()
        self.assertEqual(self.read_to_its_failure(values, "is failed: on purpose"), "failed")
        # From then on there is nothing to be read.
        with self.assertRaises(jobd.JobFailed):
            next(self.sync.values(job))

    def test_an_attempt_that_is_tried_again(self):
        job, values = self.stumbling(retry={"max_attempts": 2, "initial": "10m"})
        state = self.read_to_its_failure(values, "gave no result: on purpose in attempt 1")
        self.assertEqual(state, "retrying")
        self.sync.cancel(job)

    def test_the_next_attempt_begins_again(self):
        job, values = self.stumbling(retry={"max_attempts": 2, "initial": "10ms"})
        # By now another attempt has succeeded; what is read further is of the first one all the same.
        self.assertEqual(self.gone(job).state, "succeeded")
        self.read_to_its_failure(values, "gave no result: on purpose in attempt 1")
        self.assertEqual(list(self.sync.values(job)), [[2, 0], [2, 1], [2, 2]])

    def test_cancelled_missing_and_timed_out(self):
        gate = Gate(self)
        job = self.sync.submit(handler="py-gated", payload=gate.path)
        values = self.sync.values(job)
        next(values)
        self.sync.cancel(job, "not needed")
        with self.assertRaisesRegex(jobd.JobCancelled, "not needed"):
            next(values)
        values = self.sync.values(self.sync.submit(handler="py-gated", payload=gate.path, timeout="300ms"))
        next(values)
        with self.assertRaises(jobd.JobTimeout):
            next(values)
        with self.assertRaises(jobd.JobdError) as missing:
            next(self.sync.values(99_999))
        self.assertEqual(missing.exception.code, "not_found")

    def test_left_before_the_first_value(self):
        job = self.sync.submit(external=True)
        values, said = self.sync.values(job), []
        reader = threading.Thread(target=lambda: said.extend(values))
        reader.start()
        eventually(lambda: values._stream._connection is not None)
        values.close()
        reader.join(PATIENCE)
        self.assertFalse(reader.is_alive())
        self.assertEqual((said, self.sync.job(job).done), ([], False))
        self.sync.cancel(job)


class TestConnection(ClientCase):
    def test_lost_in_the_middle(self):
        """The attempt goes on: nothing is said of it but that it cannot be read here."""
        gate = Gate(self)
        job = self.sync.submit(handler="py-gated", payload=gate.path)
        values = self.sync.values(job)
        self.assertEqual(next(values), "first")
        values._stream._connection.sock.shutdown(socket.SHUT_RDWR)
        with self.assertRaises(jobd.JobdError) as lost:
            next(values)
        self.assertEqual(lost.exception.code, "unreachable")
        gate.open()
        self.assertEqual(list(self.sync.values(job)), ["first", "second"])

    def test_a_daemon_that_restarts_before_the_first_value(self):
        job = self.sync.submit(handler="py-count", payload=2, hold=True)
        values, said = self.sync.values(job), []
        reader = threading.Thread(target=lambda: said.extend(values))
        reader.start()
        eventually(lambda: values._stream._connection is not None)
        self.daemon.kill()
        self.daemon.start()
        self.sync._caller.ask("POST", f"/v1/jobs/{job.id}/release")
        reader.join(PATIENCE)
        self.assertEqual(said, [0, 1])

    def test_a_daemon_that_dies_in_the_middle(self):
        gate = Gate(self)
        job = self.sync.submit(handler="py-gated", payload=gate.path)
        values = self.sync.values(job)
        next(values)
        self.daemon.kill()
        self.daemon.start()
        with self.assertRaisesRegex(jobd.JobFailed, "died while the attempt ran"):
            next(values)


class TestAsync(AsyncClientCase):
    async def test_while_it_runs(self):
        gate = Gate(self)
        task = await self.jobd.create_task(handler="py-gated", payload=gate.path)
        seen = []
        async for value in task.values():
            seen.append((value, task.done()))
            gate.open()
        self.assertEqual(seen[0], ("first", False))
        self.assertEqual([value for value, _ in seen], ["first", "second"])
        self.assertEqual([value async for value in self.jobd.values(task.id)], await task)

    async def test_any_value(self):
        task = await self.jobd.create_task(handler="py-echo", payload=[None, False, [], None])
        self.assertEqual([value async for value in task.values()], [None, False, [], None])

    async def test_leaving_touches_nothing(self):
        gate = Gate(self)
        task = await self.jobd.create_task(handler="py-gated", payload=gate.path)
        async for value in task.values():
            break
        await self.until(lambda: not streams(), "the thread goes on")
        self.assertEqual(self.sync.job(task).state, "running")
        gate.open()
        self.assertEqual(await task, ["first", "second"])

    async def test_a_cancelled_reader_touches_nothing(self):
        task = await self.external()

        async def read():
            return [value async for value in task.values()]

        reader = asyncio.create_task(read())
        await self.until(streams, "it does not begin")
        reader.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await reader
        await self.until(lambda: not streams(), "the thread goes on")
        self.assertFalse(self.sync.job(task).cancel_requested)
        self.sync.complete(task, 5)
        self.assertEqual(await task, 5)

    async def test_ends_as_the_task_does(self):
        gate, seen = Gate(self), []
        task = await self.jobd.create_task(handler="py-stumble", payload=[9, gate.path])
        with self.assertRaises(jobd.JobFailed):
            async for value in task.values():
                seen.append(value)
                gate.open()
        self.assertEqual(seen, [[1, 0], [1, 1]])
        with self.assertRaises(jobd.JobFailed):
            await task
        gate = Gate(self)
        task = await self.jobd.create_task(handler="py-gated", payload=gate.path)
        with self.assertRaisesRegex(asyncio.CancelledError, "why not"):
            async for value in task.values():
                task.cancel("why not")
        with self.assertRaises(asyncio.CancelledError):
            await task


if __name__ == "__main__":
    unittest.main()
