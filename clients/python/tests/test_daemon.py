"""The module against a real daemon: the one that JOBD_BIN names; without it nothing is tested here."""

import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from fake_jobd import TESTS, clean_environment, eventually  # isort: skip (first: it makes the module importable)
from jobd import _http

PROGRAM = str(TESTS / "daemon_program.py")
HANDLERS = ["py-echo", "py-sleep", "py-count", "py-checkpoint", "py-follow-up", "py-parents", "py-large", "py-gated"]
#: Those of which one worker runs many jobs at once.
SHARED = ["py-async", "py-threads", "py-async-sleep"]


class DaemonCase(unittest.TestCase):
    """A daemon on a directory of its own, with all handlers as worker processes."""

    @classmethod
    def handlers(cls, root):
        """Of the configuration."""
        handlers = {name: {"command": [sys.executable, PROGRAM]} for name in HANDLERS}
        for name in SHARED:
            handlers[name] = {"command": [sys.executable, PROGRAM], "concurrency": 10}
        return handlers

    @classmethod
    def setUpClass(cls):
        program = os.environ.get("JOBD_BIN")
        if not program:
            raise unittest.SkipTest("JOBD_BIN does not name a jobd")
        cls.directory = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.directory.name)
        cls.url = f"unix://{root}/s"
        config = root / "jobd.json"
        config.write_text(json.dumps({"slots": 16, "handlers": cls.handlers(root)}))
        cls.command = [program, "--config", str(config), "--data-dir", str(root / "data"), "--listen", cls.url]
        cls.start()

    @classmethod
    def start(cls):
        cls.daemon = subprocess.Popen(
            cls.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=clean_environment(),
            text=True,
        )
        ready = cls.daemon.stdout.readline()
        assert "ready" in ready, f"the daemon does not start: {ready!r}"
        cls.connection = _http.Connection(_http.Endpoint(cls.url))

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        # One waits for what runs, the next one ends it. Two that come together are one.
        cls.daemon.send_signal(signal.SIGTERM)
        try:
            cls.daemon.wait(0.5)
        except subprocess.TimeoutExpired:
            cls.daemon.send_signal(signal.SIGTERM)
            cls.daemon.wait(30)
        cls.daemon.stdout.close()
        cls.directory.cleanup()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        return self.connection.request(method, f"/v1{path}", data, {"Content-Type": "application/json"}, 60)

    def submit(self, handler, payload=None, **fields):
        answer = self.ask("POST", "/jobs", {"handler": handler, "payload": payload, **fields})
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()["id"]

    def finished(self, job):
        found = self.ask("GET", f"/jobs/{job}?wait=30s").json()
        self.assertTrue(found["done"], found)
        return found

    def result(self, job):
        found = self.finished(job)
        self.assertEqual(found["state"], "succeeded", found)
        return self.ask("GET", f"/jobs/{job}/result").body

    def log(self, job, stream="stdout", **query):
        more = "".join(f"&{key}={value}" for key, value in query.items())
        return self.ask("GET", f"/jobs/{job}/log?stream={stream}{more}").body.decode()

    def wait_ready(self, job):
        eventually(lambda: (self.ask("GET", f"/jobs/{job}").json()["progress"] or {}).get("note") == "ready")


class TestWorkerProcesses(DaemonCase):
    fields = {}

    def test_result_log_and_progress(self):
        job = self.submit("py-echo", {"a": [1, "ü"]}, **self.fields)
        self.assertEqual(json.loads(self.result(job)), {"a": [1, "ü"]})
        self.assertEqual(self.log(job), f"hello from {job}\n")
        self.assertEqual(self.finished(job)["progress"]["note"], "half")

    def test_generator(self):
        self.assertEqual(self.result(self.submit("py-count", 3, **self.fields)), b"0\n1\n2\n")

    def test_values_are_read_while_it_runs(self):
        go = os.path.join(self.directory.name, f"go-{self.id()}")
        job = self.submit("py-gated", go, **self.fields)
        connection = _http.Endpoint(self.url).connect()
        self.addCleanup(connection.close)
        connection.request("GET", f"/v1/jobs/{job}/result?follow=true")
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.readline()), (200, b'"first"\n'))
        self.assertEqual(self.ask("GET", f"/jobs/{job}").json()["state"], "running")
        open(go, "w").close()
        self.assertEqual(answer.read(), b'"second"\n')
        self.assertEqual(self.result(job), b'"first"\n"second"\n')

    def test_largest_checkpoint_reaches_the_next_attempt(self):
        retry = {"max_attempts": 2, "initial": "10ms"}
        job = self.submit("py-checkpoint", 1_048_576, retry=retry, **self.fields)
        self.assertEqual(self.result(job), b"1048576")
        self.assertIn("ValueError: first", self.log(job, "stderr", attempt=1))

    def test_follow_up_finds_its_parent(self):
        job = self.submit("py-follow-up", self.fields, **self.fields)
        self.finished(job)
        (child,) = self.ask("GET", f"/jobs/{job}").json()["children"]
        self.assertEqual(json.loads(self.result(child)), [[job, "succeeded", "handler", {"value": 1}]])

    def test_largest_result_and_a_larger_one(self):
        self.assertEqual(len(self.result(self.submit("py-large", 1_048_574, **self.fields))), 1_048_576)
        failed = self.finished(self.submit("py-large", 1_048_575, **self.fields))
        self.assertEqual(failed["error"]["code"], "result_too_large")

    def test_cancel_and_timeout(self):
        job = self.submit("py-sleep", **self.fields)
        self.wait_ready(job)
        self.ask("POST", f"/jobs/{job}/cancel", {})
        self.assertEqual(self.finished(job)["state"], "cancelled")
        self.assertEqual(self.log(job), "cause user\n")
        job = self.submit("py-sleep", timeout="300ms", **self.fields)
        self.assertEqual(self.finished(job)["reason"], "timeout")
        self.assertEqual(self.log(job), "cause timeout\n")

    def test_async_handlers_hear_of_a_cancel_and_a_timeout(self):
        job = self.submit("py-async-sleep", **self.fields)
        self.wait_ready(job)
        self.ask("POST", f"/jobs/{job}/cancel", {"reason": "not needed"})
        self.assertEqual(self.finished(job)["state"], "cancelled")
        self.assertEqual(self.log(job), "cause user\n")
        job = self.submit("py-async-sleep", timeout="300ms", **self.fields)
        ended = self.finished(job)
        self.assertEqual((ended["state"], ended["reason"]), ("failed", "timeout"))
        self.assertEqual(self.log(job), "cause timeout\n")

    def test_value_or_error_in_spite_of_it_counts(self):
        for handler in ("py-sleep", "py-async-sleep"):
            with self.subTest(handler):
                kept = self.submit(handler, "absorb", timeout="300ms", **self.fields)
                self.assertEqual(json.loads(self.result(kept)), "done anyway")
                job = self.submit(handler, "fail", **self.fields)
                self.wait_ready(job)
                self.ask("POST", f"/jobs/{job}/cancel", {})
                ended = self.finished(job)
                self.assertEqual((ended["state"], ended["error"]["code"]), ("failed", "OSError"), ended)

    def test_several_at_once_and_their_output(self):
        jobs = [self.submit("py-async", number, **self.fields) for number in range(5)]
        for number, job in enumerate(jobs):
            self.assertEqual(self.result(job), str(number).encode())
            self.assertEqual(self.log(job), f"in {number}\nout {number}\n")

    def test_output_of_plain_handlers_that_share_a_worker(self):
        jobs = [self.submit("py-threads", number, **self.fields) for number in range(5)]
        for number, job in enumerate(jobs):
            self.assertEqual(self.result(job), str(number).encode())
            self.assertEqual(self.log(job), f"in {number}\n")
            self.assertEqual(self.log(job, "stderr"), f"error {number}\n")


class TestRemoteWorker(TestWorkerProcesses):
    """The same handlers, and the same expectations but one, in a remote worker."""

    fields = {"executor": "remote"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.connection.request("POST", "/v1/claims", b"{}", {"Content-Type": "application/json"}).status == 404:
            cls.tearDownClass()
            raise unittest.SkipTest("this jobd has no claims yet")
        # A plain handler that blocks hears of a cancel on the main thread only.
        plain = ",".join(HANDLERS)
        cls.workers = [
            subprocess.Popen(
                [sys.executable, PROGRAM, "--url", cls.url, "--handlers", handlers, "--concurrency", concurrency],
                stdin=subprocess.DEVNULL,
                env=clean_environment(),
            )
            for handlers, concurrency in [(plain, "1"), (",".join(SHARED), "10")]
        ]

    @classmethod
    def tearDownClass(cls):
        workers = getattr(cls, "workers", [])
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(30) for worker in workers]
        super().tearDownClass()
        assert codes == [0] * len(workers), codes

    def test_generator(self):
        self.assertEqual(json.loads(self.result(self.submit("py-count", 3, **self.fields))), [0, 1, 2])

    def test_values_are_read_while_it_runs(self):
        """They are collected, and come with the end."""
        go = os.path.join(self.directory.name, f"go-{self.id()}")
        job = self.submit("py-gated", go, **self.fields)
        self.wait_ready(job)
        self.assertEqual(self.ask("GET", f"/jobs/{job}/result").status, 409)
        open(go, "w").close()
        self.assertEqual(json.loads(self.result(job)), ["first", "second"])


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


class TestReaders(DaemonCase):
    """Who follows the values of a generator."""

    @classmethod
    def handlers(cls, root):
        python = [sys.executable, PROGRAM]
        return {name: {"command": python, "processes": 2} for name in ("py-gated", "py-much", "py-count")}

    def gate(self):
        return os.path.join(self.directory.name, f"go-{self.id()}")

    def follow(self, job):
        connection = _http.Endpoint(self.url).connect()
        self.addCleanup(connection.close)
        connection.request("GET", f"/v1/jobs/{job}/result?follow=true")
        return connection

    def test_late_one_gets_all_and_one_that_leaves_is_not_missed(self):
        go = self.gate()
        job = self.submit("py-gated", go)
        early = self.follow(job)
        self.assertEqual(early.getresponse().readline(), b'"first"\n')
        early.close()
        late = self.follow(job).getresponse()
        self.assertEqual(late.readline(), b'"first"\n')
        open(go, "w").close()
        self.assertEqual(late.read(), b'"second"\n')
        self.assertEqual(self.follow(job).getresponse().read(), b'"first"\n"second"\n')

    def test_one_that_does_not_read_holds_up_nobody(self):
        """Of almost as much as a result may have: more than the socket takes."""
        go = self.gate()
        job = self.submit("py-much", go)
        lazy, eager = self.follow(job), self.follow(job)
        answer = eager.getresponse()
        self.assertEqual(len(answer.readline()), 10_003)
        open(go, "w").close()
        self.assertEqual(self.finished(job)["state"], "succeeded")
        rest = answer.read()
        self.assertEqual(rest, self.result(job)[10_003:])
        self.assertEqual(lazy.getresponse().read()[10_003:], rest)

    def test_cancel_in_the_middle_ends_it_and_is_no_result(self):
        job = self.submit("py-gated", self.gate())
        answer = self.follow(job).getresponse()
        self.assertEqual(answer.readline(), b'"first"\n')
        path = f"http://localhost/v1/jobs/{job}/result?follow=true"
        curl = ["curl", "-sN", "--unix-socket", self.url[len("unix://") :], path]
        with subprocess.Popen(curl, stdout=subprocess.PIPE) as other:
            self.assertEqual(other.stdout.readline(), b'"first"\n')
            self.ask("POST", f"/jobs/{job}/cancel", {})
            self.assertEqual((other.stdout.read(), other.wait(30)), (b"", 18))
        self.assertEqual(self.finished(job)["state"], "cancelled")
        # An orderly end would say that this was all.
        with self.assertRaises(http.client.IncompleteRead):
            answer.read()
        refused = self.ask("GET", f"/jobs/{job}/result")
        self.assertEqual((refused.status, refused.json()["code"]), (409, "job_cancelled"))

    def test_third_job_waits_for_one_of_two_processes(self):
        go = self.gate()
        running = [self.submit("py-gated", go) for _ in range(2)]
        for job in running:
            self.wait_ready(job)
        waiting = self.submit("py-gated", go)
        why = self.ask("GET", f"/jobs/{waiting}/why").json()
        self.assertEqual((why["state"], [each["kind"] for each in why["blockers"]]), ("queued", ["pool"]), why)
        self.assertEqual(self.result(self.submit("py-count", 1)), b"0\n")
        self.assertEqual(self.ask("GET", f"/jobs/{waiting}").json()["attempt"], 0)
        open(go, "w").close()
        for job in [*running, waiting]:
            self.assertEqual(self.result(job), b'"first"\n"second"\n')


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


def children(pid):
    """The processes that this one has started."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = pathlib.Path(f"/proc/{name}/stat").read_text()
        except OSError:
            # It has ended meanwhile.
            continue
        if int(stat.rsplit(")", 1)[1].split()[1]) == pid:
            found.append(int(name))
    return found


if __name__ == "__main__":
    unittest.main()
