"""Another database on the same socket: what was known of jobs of the first is an error, never another job's result."""

import asyncio
import os
import unittest

from client_daemon import AsyncClientCase, Daemon
from fake_jobd import eventually
import jobd


class SwappedDaemon(Daemon):
    """A daemon whose database can be replaced by a new one, whose ids begin anew."""

    count = 0

    def swap(self):
        """Another database answers from now on."""
        self.kill()
        self.count += 1
        os.rename(self.root / "data", self.root / f"data.{self.count}")
        self.start()

    def fill(self, count):
        """Jobs of somebody else, with the ids 1 to ``count`` in the new database."""
        with jobd.Client(self.url) as other:
            jobs = [other.submit(shell="echo theirs") for _ in range(count)]
            other.wait(jobs)
            assert [job.id for job in jobs] == [*range(1, count + 1)], jobs


class StoreCase(AsyncClientCase):
    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        self.daemon = SwappedDaemon()
        self.addCleanup(self.daemon.stop)
        self.url = self.daemon.url
        self.sync = jobd.Client(self.url)
        self.addCleanup(self.sync.close)

    def assertOther(self, raised):
        self.assertEqual((raised.exception.code, raised.exception.status), ("other_store", 409))

    def refused(self, work, *arguments, **options):
        with self.assertRaises(jobd.JobdError) as raised:
            work(*arguments, **options)
        self.assertOther(raised)


class TestSync(StoreCase):
    def test_what_names_a_job_of_the_first_is_refused(self):
        job = self.sync.submit(shell="echo mine")
        self.assertEqual(self.sync.wait(job).done[0].id, job.id)
        batch = self.sync.create_batch(jobs=[{"shell": "true"}])
        first = self.sync.store
        self.assertTrue(first)
        self.daemon.swap()
        self.daemon.fill(2)
        for each in (job, job.id):
            with self.subTest(each):
                self.refused(self.sync.result, each)
                self.refused(self.sync.job, each)
                self.refused(self.sync.wait, [each])
                self.refused(self.sync.cancel, each)
                self.refused(self.sync.retry, each)
                self.refused(self.sync.hold, each)
                self.refused(self.sync.release, each)
                self.refused(self.sync.switch, each, each)
                self.refused(self.sync.logs, each)
                self.refused(lambda: next(self.sync.logs(each, follow=True)))
                self.refused(lambda: next(self.sync.values(each)))
                self.refused(self.sync.submit, shell="true", after=[each])
        self.refused(batch.cancel)
        self.refused(lambda: next(batch.results()))
        self.refused(self.sync.batch, batch.id)
        self.assertEqual(self.sync.store, first)

    def test_new_jobs_are_taken_and_the_old_ones_stay_refused(self):
        old = self.sync.submit(shell="echo mine")
        self.daemon.swap()
        new = self.sync.submit(shell="echo new")
        self.assertEqual(new.id, old.id)
        self.sync.wait(new)
        self.assertEqual(self.sync.result(new), b"new\n")
        self.assertEqual(self.sync.result(new.id), b"new\n")
        self.refused(self.sync.result, old)
        self.assertEqual([each.id for each in self.sync.list()], [new.id])

    def test_ids_that_were_kept_with_their_store(self):
        job = self.sync.submit(shell="echo mine")
        kept = (job.id, self.sync.store)
        with jobd.Client(self.url, store=kept[1]) as again:
            self.assertEqual(again.job(kept[0]).id, job.id)
        self.daemon.swap()
        self.daemon.fill(1)
        with jobd.Client(self.url, store=kept[1]) as again:
            self.refused(again.job, kept[0])
            self.refused(again.submit, shell="true")

    def test_executor(self):
        with jobd.Executor("py-gated", url=self.url) as executor:
            future = executor.submit(abs, str(self.daemon.root / "never"))
            eventually(lambda: future.id is not None)
            self.daemon.swap()
            self.daemon.fill(1)
            with self.assertRaises(jobd.JobdError) as raised:
                future.result(60)
            self.assertOther(raised)


class TestAsync(StoreCase):
    async def test_tasks_of_the_first_end_with_an_error(self):
        pending = await self.external()
        ended = await self.jobd.create_task(shell="echo mine")
        self.assertEqual(await ended, b"mine\n")
        waiting = asyncio.ensure_future(asyncio.wait_for(asyncio.shield(pending), 60))
        await asyncio.sleep(0)
        await asyncio.to_thread(self.daemon.swap)
        await asyncio.to_thread(self.daemon.fill, 2)
        with self.assertRaises(jobd.JobdError) as raised:
            await waiting
        self.assertOther(raised)
        self.assertEqual(await ended, b"mine\n")

    async def test_a_task_of_the_second_is_not_that_of_the_first(self):
        old = await self.external()
        waiting = asyncio.ensure_future(asyncio.wait([old]))
        await asyncio.sleep(0)
        await asyncio.to_thread(self.daemon.swap)
        new = await self.jobd.create_task(shell="echo new")
        self.assertEqual(new.id, old.id)
        self.assertIsNot(new, old)
        self.assertEqual(await new, b"new\n")
        await waiting
        self.assertEqual(old.exception().code, "other_store")

    async def test_reattach_with_the_store_that_was_kept(self):
        task = await self.external()
        kept = (task.id, self.jobd.store)
        await asyncio.to_thread(self.daemon.swap)
        await asyncio.to_thread(self.daemon.fill, 1)
        again = jobd.AsyncClient(self.url, store=kept[1])
        self.addCleanup(again.close)
        with self.assertRaises(jobd.JobdError) as raised:
            await again.reattach(id=kept[0])
        self.assertOther(raised)

    async def test_cancel_reaches_no_job_of_the_second(self):
        task = await self.external()
        await asyncio.to_thread(self.daemon.swap)
        with jobd.Client(self.url) as other:
            theirs = other.submit(external=True)
            self.assertEqual(theirs.id, task.id)
            task.cancel()
            with self.assertRaises(jobd.JobdError) as raised:
                await task
            self.assertOther(raised)
            self.assertFalse(other.job(theirs).cancel_requested)


if __name__ == "__main__":
    unittest.main()
