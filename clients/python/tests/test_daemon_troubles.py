"""Ends that nobody wished for, against a real daemon: of workers, and of the daemon itself."""

import json
import os
import pathlib
import signal
import sys
import unittest

from fake_jobd import eventually
from real_daemon import PROGRAM, DaemonCase, children


class TestDeathOfAWorker(DaemonCase):
    @classmethod
    def handlers(cls, root):
        return {"py-die": {"command": [sys.executable, PROGRAM]}}

    def test_fails_its_attempt_with_the_evidence_and_no_other(self):
        for how, evidence in [({"exit": 7}, "code 7"), ({"signal": 11}, "signal 11"), ({"signal": 9}, "signal 9")]:
            job = self.submit("py-die", how)
            ended = self.finished(job)
            self.assertEqual((ended["state"], ended["error"]["code"]), ("failed", "worker_died"), ended)
            self.assertIn(evidence, ended["error"]["message"])
            self.assertIn("the last word", ended["error"]["message"])
            self.assertIn("the last word", self.log(job, "stderr"))
            after = self.submit("py-die", {})
            self.assertEqual(self.result(after), b'"lives"')
            self.assertEqual(self.finished(after)["attempt"], 1)


class TestTroubles(DaemonCase):
    """What takes seconds because the daemon's own times are waited out. All of it runs side by side."""

    @classmethod
    def handlers(cls, root):
        cls.starts = root / "starts"
        # The clock of the machine's uptime, which nobody sets back.
        crash = 'cut -d" " -f1 /proc/uptime >> "$0"; echo "no such module" >&2; exit 3'
        python = [sys.executable, PROGRAM]
        return {
            "crash": {"command": ["sh", "-c", crash, str(cls.starts)]},
            "py-hold-gil": {"command": python},
            "py-leave-thread": {"command": python, "max_jobs_per_process": 1},
            "py-stubborn": {"command": python},
        }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def submit(handler, payload):
            body = json.dumps({"handler": handler, "payload": payload, "timeout": "1m"}).encode()
            return cls.connection.request("POST", "/v1/jobs", body, {"Content-Type": "application/json"}).json()["id"]

        cls.crashing, cls.short, cls.long = submit("crash", 1), submit("py-hold-gil", 0), submit("py-hold-gil", 12)
        cls.stubborn = submit("py-stubborn", None)
        cls.leaving = [submit("py-leave-thread", None) for _ in range(2)]

    def started(self):
        return [float(line) for line in self.starts.read_text().split()]

    def test_handler_that_hears_nothing_is_killed_with_what_it_started(self):
        self.wait_ready(self.stubborn)
        worker, child = map(int, self.log(self.stubborn).split())
        for _ in range(2):
            answer = self.ask("POST", f"/jobs/{self.stubborn}/cancel", {"grace": "100ms"}).json()
            self.assertIs(answer["accepted"], True)
        ended = self.finished(self.stubborn)
        self.assertEqual((ended["state"], ended["attempt"]), ("cancelled", 1))
        eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in (worker, child)), "one of them lives")

    def test_command_that_crashes_at_its_start_is_not_started_again_and_again(self):
        eventually(lambda: self.starts.exists() and len(self.started()) >= 4, "there is no fourth start")
        first, second, third, fourth = self.started()[:4]
        # 1 s, doubled; what is noted comes before the crash, so no gap can be shorter.
        for earlier, later, pause in [(first, second, 1), (second, third, 2), (third, fourth, 4)]:
            self.assertGreater(later - earlier, pause - 0.05)
        self.assertLessEqual(sum(each - first <= 4 for each in self.started()), 3)
        why = self.ask("GET", f"/jobs/{self.crashing}/why").json()
        (blocker,) = why["blockers"]
        self.assertEqual((why["state"], blocker["kind"]), ("queued", "handler_down"))
        for evidence in ("crash", "code 3", "no such module"):
            self.assertIn(evidence, blocker["detail"])
        self.assertIn("until", blocker)
        self.assertEqual(self.ask("GET", f"/jobs/{self.crashing}").json()["attempt"], 0)

    def test_thread_that_a_handler_left_does_not_keep_its_worker(self):
        """A worker that has done its number of jobs is told to end, and cannot."""
        first, second = (json.loads(self.result(job)) for job in self.leaving)
        self.assertNotEqual(first, second)
        eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in (first, second)), "a worker lives")
        self.assertEqual([self.finished(job)["attempt"] for job in self.leaving], [1, 1])

    def test_c_code_that_holds_the_interpreter_is_left_alone(self):
        """For longer than an idle worker may leave a ping unanswered."""
        worker, _, _ = json.loads(self.result(self.short))
        self.assertEqual(json.loads(self.result(self.long)), [worker, 0, True])
        ended = self.finished(self.long)
        self.assertEqual(ended["attempt"], 1)
        # It is the same worker afterwards, and it answers.
        self.assertEqual(json.loads(self.result(self.submit("py-hold-gil", 0)))[0], worker)


class TestStopOfTheDaemon(DaemonCase):
    @classmethod
    def handlers(cls, root):
        return {"py-note": {"command": [sys.executable, PROGRAM]}}

    def test_stop_tells_the_handler_and_the_job_runs_again(self):
        note = pathlib.Path(self.directory.name) / "note"
        job = self.submit("py-note", str(note))
        self.wait_ready(job)
        self.daemon.send_signal(signal.SIGTERM)
        # It waits for what runs, until a second one.
        eventually(lambda: self.ask("GET", "/info").json()["draining"])
        self.assertEqual(self.ask("GET", f"/jobs/{job}").json()["state"], "running")
        self.daemon.send_signal(signal.SIGTERM)
        self.assertEqual(self.daemon.wait(30), 0)
        self.daemon.stdout.close()
        self.connection.close()
        self.start()
        eventually(lambda: note.read_text().count("began") == 2, "it does not run again")
        self.ask("POST", f"/jobs/{job}/cancel", {})
        ended = self.finished(job)
        self.assertEqual((ended["state"], ended["attempt"]), ("cancelled", 1))
        self.assertEqual(note.read_text(), "began\nended by shutdown\nbegan\nended by user\n")

class TestDeathOfTheDaemon(DaemonCase):
    def test_no_worker_is_left(self):
        job = self.submit("py-sleep")
        self.wait_ready(job)
        workers = children(self.daemon.pid)
        self.assertNotEqual(workers, [])
        self.daemon.kill()
        self.daemon.wait()
        eventually(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers), "a worker lives")


if __name__ == "__main__":
    unittest.main()
