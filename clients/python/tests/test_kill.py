"""kill -9 of a client and of its daemon at random moments: the client that is started again ends with the same values.

``JOBD_SEED`` repeats one run, ``JOBD_KILL_RUNS`` says how many there are.
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

from client_daemon import Daemon
import restart_program
from fake_jobd import TESTS, clean_environment

#: Something is killed after at most so long; left alone, the program takes about twice that.
SECONDS = 0.9
#: All of one run, with all its kills.
RUN_SECONDS = 120


class Supervised:
    """The program, and what starts it again."""

    def __init__(self, url, directory, seed):
        self.command = [sys.executable, str(TESTS / "restart_program.py"), str(directory), seed]
        self.environment = clean_environment(JOBD_URL=url)
        self.errors = open(directory / "errors", "ab")
        self.lives = 0
        self.start()

    def start(self):
        self.lives += 1
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stderr=self.errors, env=self.environment
        )

    def lives_for(self, seconds):
        """Whether it still runs then."""
        try:
            return self.process.wait(seconds) is None
        except subprocess.TimeoutExpired:
            return True

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.kill()
        self.errors.close()


class TestKill(unittest.TestCase):
    def test_client_and_daemon(self):
        seed = os.environ.get("JOBD_SEED")
        runs = 1 if seed else int(os.environ.get("JOBD_KILL_RUNS", "4"))
        lives = kills = 0
        for _ in range(runs):
            seed_of_run = seed or str(random.randrange(10**6))
            print(f"\nkill: JOBD_SEED={seed_of_run}", file=sys.stderr, end="")
            with self.subTest(JOBD_SEED=seed_of_run):
                more_lives, more_kills = self.run_killed(seed_of_run)
                lives, kills = lives + more_lives, kills + more_kills
        print(f"\nkill: {runs} runs, {lives} lives of clients, {kills} kills", file=sys.stderr)

    def run_killed(self, seed):
        chance = random.Random(seed)
        daemon = Daemon("--slots", "4")
        self.addCleanup(daemon.stop)
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        root = pathlib.Path(directory.name)
        program = Supervised(daemon.url, root, seed)
        self.addCleanup(program.close)
        end = time.monotonic() + RUN_SECONDS
        victims = [chance.choice(["client", "daemon", "both"]) for _ in range(chance.randint(3, 6))]
        kills = 0
        while program.process.poll() != 0:
            self.assertLess(time.monotonic(), end, self.errors(root))
            if program.lives_for(chance.uniform(0.0, SECONDS) if victims else RUN_SECONDS):
                self.assertTrue(victims, f"it does not end; {self.errors(root)}")
                victim = victims.pop()
                kills += 1
                if victim != "client":
                    daemon.kill()
                if victim != "daemon":
                    program.kill()
                if victim != "client":
                    daemon.start()
            if program.process.poll() not in (None, 0):
                self.assertIn(program.process.poll(), (-9, restart_program.TRY_AGAIN), self.errors(root))
                program.start()
        self.check(root, seed)
        return program.lives, kills

    def check(self, root, seed):
        expected = restart_program.expected(seed)
        used = {path.name.split(" ", 1)[1]: path.read_text() for path in root.glob("used *")}
        self.assertEqual(used, {key: f"{value}\n" for key, value in expected.items()})
        uses = (root / "uses").read_text().split()
        self.assertEqual(len(uses), len(set(uses)), "something is used twice")
        for key in set(expected) - {"end"}:
            jobs = (root / f"work {key}").read_text().split()
            self.assertEqual(len(set(jobs)), 1, f"{key} is the work of one job, however often it begins")

    def errors(self, root):
        return (root / "errors").read_text()[-2_000:]


if __name__ == "__main__":
    unittest.main()
