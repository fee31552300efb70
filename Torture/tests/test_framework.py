"""The parts that all rounds stand on."""

import contextlib
import io
import pathlib
import socket
import subprocess
import tempfile
import threading
import unittest

from tests import support
from torture import shim
from torture.cli import main
from torture.client import Client, NoAnswer, NotSent
from torture.daemon import Daemon, NotReady
from torture.report import SHOWN_MAX, Report
from torture.rounds import all_rounds


class OneAnswer:
    """A server that reads one request on each connection, sends the bytes it was given, and closes."""

    def __init__(self, directory: str, *answers: bytes) -> None:
        self.path = f"{directory}/s"
        self.requests = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(self.path)
        self._socket.listen()
        threading.Thread(target=self._serve, args=(answers,), daemon=True).start()

    def _serve(self, answers) -> None:
        for answer in answers:
            connection, _ = self._socket.accept()
            self.requests.append(connection.recv(65_536))
            connection.sendall(answer)
            connection.close()
        self._socket.close()


class TestClient(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def test_an_answer_is_read_whole(self) -> None:
        server = OneAnswer(
            self.directory,
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 8\r\nLocation: /v1/jobs/7\r\n\r\n"
            b'{"id":7}',
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        )
        client = Client(server.path)
        self.addCleanup(client.close)
        answer = client.post("/v1/jobs", {"shell": "true"})
        self.assertEqual((answer.status, answer.json(), answer.headers["location"]), (201, {"id": 7}, "/v1/jobs/7"))
        client.close()
        self.assertEqual(client.get("/").body, b"abcde")
        self.assertIn(b'{"shell": "true"}', server.requests[0])

    def test_a_broken_answer_is_none(self) -> None:
        for cut in (b"", b"HTTP/1.1 201 Cr", b"HTTP/1.1 201 Created\r\nContent-Length: 8\r\n\r\n{"):
            with self.subTest(cut=cut), tempfile.TemporaryDirectory() as directory:
                with self.assertRaises(NoAnswer):
                    Client(OneAnswer(directory, cut).path).post("/v1/jobs")

    def test_without_a_server_nothing_is_sent(self) -> None:
        with self.assertRaises(NotSent):
            Client(f"{self.directory}/none").get("/")

    def test_only_a_definite_no_is_a_refusal(self) -> None:
        for status, code, refused in ((507, "storage_full", True), (500, "outcome_unknown", False), (201, "", False)):
            with self.subTest(code=code), tempfile.TemporaryDirectory() as directory:
                body = b'{"code":"%s"}' % code.encode()
                head = b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
                server = OneAnswer(directory, head + body)
                with Client(server.path) as client:
                    self.assertEqual(client.get("/").is_refusal, refused)


class TestReport(unittest.TestCase):
    def test_a_problem_is_shown_and_counted(self) -> None:
        report = Report("kills", 7)
        report.check(True, "jobs are there", "")
        self.assertTrue(report.holds)
        for number in range(SHOWN_MAX + 1):
            report.check(False, "jobs are there", f"job {number}")
        text = io.StringIO()
        report.write(text)
        self.assertFalse(report.holds)
        shown = "PROBLEM  jobs are there: job 0"
        for part in ("seed 7", "1  jobs are there", shown, "11 in all", "NOT ALL OF IT HELD"):
            self.assertIn(part, text.getvalue())
        self.assertNotIn("job 10", text.getvalue())

    def test_a_round_that_did_nothing_fails(self) -> None:
        report = Report("kills", 7)
        report.require("kills")
        self.assertFalse(report.holds)

    def test_a_round_that_checked_nothing_fails(self) -> None:
        report = Report("kills", 7)
        report.did("kills")
        report.require_checks()
        self.assertFalse(report.holds)
        sound = Report("kills", 7)
        sound.checked("jobs are there")
        sound.require_checks()
        self.assertTrue(sound.holds)


class TestRounds(unittest.TestCase):
    def test_each_name_of_a_defect_is_given_once(self) -> None:
        names = [name for each in all_rounds().values() for name in each.planted]
        self.assertEqual(sorted(names), sorted(set(names)))


class TestCommandLine(unittest.TestCase):
    """What cannot be done as it was asked for is said (2), and is not a round that held."""

    def check(self, said: str, *arguments: str) -> None:
        with tempfile.TemporaryDirectory() as directory, contextlib.redirect_stderr(io.StringIO()) as errors:
            (pathlib.Path(directory) / "jobd").touch()
            code = main(["--bin", directory, "--seconds", "1", *arguments])
        self.assertEqual((code, said in errors.getvalue()), (2, True), errors.getvalue())

    def test_steps_that_there_are_not(self) -> None:
        self.check("no step nosuch", "files", "--only", "nosuch")
        for point in ("nosuch", "run:log:sync:EIO:fail:3", "run:nosuch:sync:EIO:fail:3:1", "run:log:sync:EIO:short:3:1",
                      "run:log:sync:EIO:fail:x:1", "run:log:sync:EIO:fail:0:1", "nosuch:log:sync:EIO:fail:3:1"):
            self.check("no ", "faults", "--only", point)
        self.check("has no steps", "kills", "--only", "nosuch")
        self.check("has no steps", "--only", "put_back")

    def test_a_directory_that_is_not_there_is_not_made(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            self.check("there is no directory", "files", "--data", f"{directory}/none")
            self.assertEqual(list(pathlib.Path(directory).iterdir()), [])

    def test_a_time_that_is_none(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()):
            self.check("more than 0", "files", "--seconds", "0")


class TestShims(unittest.TestCase):
    def test_the_compiler_has_nothing_to_say(self) -> None:
        for source in shim.SOURCES.glob("*.c"):
            command = [shim.compiler(), "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-c", str(source)]
            built = subprocess.run([*command, "-o", "/dev/null"], capture_output=True, text=True, check=False)
            self.assertEqual(built.returncode, 0, built.stderr)


class TestDaemon(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.daemon = Daemon(str(support.programs() / "jobd"), pathlib.Path(directory.name))
        self.addCleanup(self.daemon.close)

    def test_kill_start_stop(self) -> None:
        self.daemon.start()
        client = self.daemon.client()
        self.addCleanup(client.close)
        job = client.post("/v1/jobs", {"handler": "noop"}).json()["id"]
        self.daemon.kill()
        with self.assertRaises((NotSent, NoAnswer)):
            client.get("/v1/info")
        self.daemon.start()
        self.assertEqual(client.get(f"/v1/jobs/{job}").status, 200)
        self.assertEqual(self.daemon.stop(), 0)

    def test_a_start_that_fails_says_how(self) -> None:
        self.daemon.options += ["--no-such-option"]
        with self.assertRaises(NotReady) as trouble:
            self.daemon.start()
        self.assertEqual(trouble.exception.code, 64)


if __name__ == "__main__":
    unittest.main()
