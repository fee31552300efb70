"""Daemons that are not there, are none, are of another version, or do not let one in."""

import asyncio
import http.server
import json
import os
import pathlib
import socket
import tempfile
import threading
import time
import unittest
from unittest import mock

from client_daemon import Daemon
from fake_http import TCPServer
from fake_jobd import PATIENCE
import jobd
from jobd._client import life_watch
from jobd._client.byte_stream import ByteStream

JOB = {"id": 7, "name": "seven", "kind": "handler", "queue": "default", "state": "queued", "done": False}


class Scripted:
    """A server that answers ``(status, type, body)`` by path, the last one again and again."""

    def __init__(self, **answers):
        self.answers = {key: list(each) if isinstance(each, list) else [each] for key, each in answers.items()}
        self.seen = []
        scripted = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                scripted.seen.append(f"{self.command} {self.path}")
                name = self.path.partition("?")[0].strip("/").split("/")[-1]
                left = scripted.answers.get(name) or scripted.answers["other"]
                status, content_type, body = left.pop(0) if len(left) > 1 else left[0]
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PATCH = answer

        self.server = TCPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Raw:
    """A server that answers every request with these bytes, and then closes, or stays and says nothing more."""

    def __init__(self, answer, stays=False):
        self.answer, self.stays = answer, stays
        self.kept = []
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen()
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65_536)
                if not piece:
                    break
                request += piece
            connection.sendall(self.answer)
            if self.stays:
                self.kept.append(connection)
            else:
                connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join(PATIENCE)
        for connection in self.kept:
            connection.close()


def json_answer(body, status=200):
    return status, "application/json", body


def problem(code, status, **more):
    return status, "application/problem+json", {"code": code, "status": status, "detail": f"it is {code}", **more}


class BadCase(unittest.TestCase):
    def refusal(self, function, *arguments, **options):
        with self.assertRaises(jobd.JobdError) as refused:
            function(*arguments, **options)
        return refused.exception

    def both(self, url, code, **options):
        """What the synchronous and the asynchronous client say to a submission there."""
        with jobd.Client(url, **options) as client:
            errors = [self.refusal(client.submit, ["true"])]

        async def main():
            async with jobd.AsyncClient(url, **options) as client:
                await client.create_task(["true"])

        errors.append(self.refusal(asyncio.run, main()))
        self.assertEqual([error.code for error in errors], [code, code], errors)
        return errors[0]


class TestNoDaemon(BadCase):
    def test_says_how_to_start_one(self):
        with tempfile.TemporaryDirectory() as directory:
            missing = self.both(f"unix://{directory}/s", "unreachable")
            self.assertIn("jobd", missing.hint)
            self.assertIn(directory, missing.detail)
            # A socket that nobody listens on any more.
            path = f"{directory}/left"
            with socket.socket(socket.AF_UNIX) as left:
                left.bind(path)
            self.both(f"unix://{path}", "unreachable")
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            self.both(f"http://127.0.0.1:{closed.getsockname()[1]}", "unreachable")

    def test_nothing_to_be_found(self):
        with tempfile.TemporaryDirectory() as directory:
            with mock.patch.dict(os.environ, {"XDG_RUNTIME_DIR": directory, "HOME": directory}):
                for name in ("JOBD_URL", "XDG_STATE_HOME"):
                    os.environ.pop(name, None)
                with mock.patch("jobd._client.endpoints.os.path.exists", lambda path: False):
                    error = self.refusal(jobd.Client)
                    self.assertIn(f"{directory}/.local/state/jobd/jobd.sock", error.detail)

                    async def main():
                        await jobd.create_task(["true"])

                    self.assertEqual((error.code, self.refusal(asyncio.run, main()).code), ("no_daemon", "no_daemon"))
                self.assertIn("JOBD_URL", error.hint)

    def test_urls_of_other_forms(self):
        for url in ("ftp://x", "unix://relative/path", "http://", "http://a/b", "nonsense"):
            self.assertRaises(ValueError, jobd.Client, url)

    def test_found_where_jobctl_finds_it(self):
        with tempfile.TemporaryDirectory() as directory:
            for name in ("run", "state/jobd"):
                (pathlib.Path(directory) / name).mkdir(parents=True)
            environment = {"XDG_RUNTIME_DIR": f"{directory}/run", "XDG_STATE_HOME": f"{directory}/state"}
            with mock.patch.dict(os.environ, environment):
                os.environ.pop("JOBD_URL", None)
                for path in ("state/jobd/jobd.sock", "run/jobd.sock"):
                    (pathlib.Path(directory) / path).touch()
                    self.assertEqual(jobd.Client().url, f"unix://{directory}/{path}")
                os.environ["JOBD_URL"] = "http://127.0.0.1:1"
                self.assertEqual(jobd.Client().url, "http://127.0.0.1:1")
                self.assertEqual(jobd.Client("http://127.0.0.1:2").url, "http://127.0.0.1:2")


class TestNotJobd(BadCase):
    def test_another_program(self):
        for answer in (
            (200, "text/html", b"<html>hello</html>"),
            (404, "text/html", b"<html>not here</html>"),
            (404, "application/json", {"error": "not here"}),
            (200, "application/json", [1, 2]),
            (200, "application/json", {"ok": True}),
        ):
            with Scripted(other=answer) as server:
                error = self.both(server.url, "not_jobd")
                self.assertIn(server.url, error.detail)

    def test_no_http_at_all(self):
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()

            def serve():
                while True:
                    try:
                        connection, _ = listening.accept()
                    except OSError:
                        return
                    with connection:
                        connection.recv(1)
                        connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            self.both(f"http://127.0.0.1:{listening.getsockname()[1]}", "not_jobd")
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE)

    def test_answer_that_does_not_say_where_it_ends_is_not_taken_for_whole(self):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n"
        with Raw(head + b"half of") as server, jobd.Client(server.url) as client:
            self.assertEqual(self.refusal(client.logs, 7).code, "not_jobd")
            self.assertEqual(self.refusal(list, client.logs(7, follow=True)).code, "not_jobd")

    def test_refusal_that_does_not_say_where_it_ends_is_read(self):
        _, content_type, body = problem("not_found", 404)
        head = f"HTTP/1.1 404 Not Found\r\nContent-Type: {content_type}\r\n\r\n"
        with Raw(head.encode() + json.dumps(body).encode()) as server, jobd.Client(server.url) as client:
            self.assertEqual(self.refusal(client.job, 7).code, "not_found")

    def test_pages_that_lead_in_a_circle(self):
        with Scripted(jobs=json_answer({"jobs": [JOB], "next_cursor": "again"})) as server:
            with jobd.Client(server.url) as client:
                self.assertEqual(self.refusal(list, client.list()).code, "not_jobd")
                self.assertEqual(len(server.seen), 2)

    def test_daemon_that_stands_still_under_a_log(self):
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n"
        with Raw(head, stays=True) as server, jobd.Client(server.url, patience=0.05) as client:
            with mock.patch.multiple(life_watch, LOOK_SECONDS=0.02, LOOK_ANSWER_SECONDS=0.1):
                pieces = client.logs(7, follow=True)
                self.assertEqual(next(pieces), b"one\n")
                self.assertEqual(self.refusal(next, pieces).code, "unreachable")

    def test_log_that_does_not_begin(self):
        with Raw(b"", stays=True) as server, jobd.Client(server.url) as client:
            with mock.patch.object(ByteStream.__init__, "__defaults__", (0.1, None)):
                self.assertEqual(self.refusal(list, client.logs(7, follow=True)).code, "unreachable")

    def test_answers_to_waits_and_results_that_are_none(self):
        with Scripted(jobs=json_answer(JOB, 201), wait=json_answer({"done": 5})) as server:
            self.check_task(server, "not_jobd")
        with Scripted(jobs=json_answer(JOB, 201), wait=json_answer({"done": [5], "pending": []})) as server:
            self.check_task(server, "internal")

    def test_result_that_is_not_json(self):
        ended = {**JOB, "state": "succeeded", "done": True, "has_result": True}
        waited = json_answer({"done": [ended], "pending": [], "expired": False})
        for kind in ("application/json", "application/x-ndjson"):
            with Scripted(jobs=json_answer(JOB, 201), wait=waited, result=(200, kind, b"{nonsense")) as server:
                self.check_task(server, "bad_result")
                with jobd.Client(server.url) as client:
                    self.assertEqual(self.refusal(client.result, 7).code, "bad_result")
        with Scripted(jobs=json_answer(JOB, 201), wait=waited, result=(200, "text/x-new", b"\xff")) as server:
            self.assertEqual(self.run_task(server), b"\xff")

    def check_task(self, server, code):
        self.assertEqual(self.refusal(self.run_task, server).code, code)

    def run_task(self, server):
        async def main():
            async with jobd.AsyncClient(server.url) as client:
                return await (await client.create_task(handler="x"))

        return asyncio.run(main())


class TestLongWaits(BadCase):
    """An answer to a wait names those jobs for which it has no room; they are asked for again."""

    @staticmethod
    def ended(number):
        at = f"2030-01-01T00:00:0{number}Z"
        return {**JOB, "id": number, "state": "succeeded", "done": True, "has_result": False, "finished_at": at}

    def part(self, done, omitted, pending=()):
        answer = {"done": [self.ended(each) for each in done], "pending": list(pending), "expired": False}
        return json_answer({**answer, "omitted": omitted} if omitted else answer)

    def test_a_client_has_them_all(self):
        parts = [self.part([1], [2, 3, 4]), self.part([2], [3, 4]), self.part([3], [], [4])]
        with Scripted(wait=parts) as server, jobd.Client(server.url) as client:
            waited = client.wait([1, 2, 3, 4])
        self.assertEqual([job.id for job in waited.done], [1, 2, 3])
        self.assertEqual((waited.pending, waited.expired, len(server.seen)), ([4], False, 3))

    def test_one_that_is_gone_hides_no_other(self):
        gone = problem("not_found", 404)
        with Scripted(
            **{"wait": [self.part([1], [2, 3]), gone], "2": gone, "3": json_answer(self.ended(3))}
        ) as server, jobd.Client(server.url) as client:
            self.assertEqual([job.id for job in client.wait([1, 2, 3]).done], [1, 3])

    def test_a_task_is_not_taken_for_removed(self):
        with Scripted(jobs=json_answer(JOB, 201), wait=[self.part([], [7]), self.part([7], [])]) as server:

            async def main():
                async with jobd.AsyncClient(server.url) as client:
                    return await (await client.create_task(handler="x"))

            self.assertIsNone(asyncio.run(main()))


class TestOtherVersions(BadCase):
    def test_fields_that_nobody_knows_are_kept(self):
        newer = {**JOB, "mood": {"good": True}, "state_since": "2030-01-01T00:00:00Z"}
        with Scripted(other=json_answer(newer)) as server, jobd.Client(server.url) as client:
            job = client.job(7)
        self.assertEqual((job.mood, job.to_dict()["state_since"]), ({"good": True}, "2030-01-01T00:00:00Z"))

    def test_fields_that_are_missing(self):
        with Scripted(other=json_answer(JOB)) as server, jobd.Client(server.url) as client:
            job = client.job(7)
            with self.assertRaisesRegex(AttributeError, "says nothing of 'usage'"):
                job.usage
            self.assertFalse(hasattr(job, "usage"))
        failed = {"id": 7, "name": "seven", "state": "failed", "done": True}
        waited = json_answer({"done": [failed], "pending": [], "expired": False})
        with Scripted(jobs=json_answer(JOB, 201), wait=waited) as server:

            async def main():
                async with jobd.AsyncClient(server.url) as client:
                    await (await client.create_task(handler="x"))

            self.assertRaises(jobd.JobFailed, asyncio.run, main())

    def test_states_that_nobody_knows_are_failures(self):
        job = jobd.Job({**JOB, "state": "evaporated", "done": True, "reason": "heat"})
        from jobd._client.failures import failure_of

        self.assertIn("evaporated: heat", str(failure_of(job)))

    def test_a_daemon_that_stops_answers_early_and_is_not_asked_without_a_pause(self):
        early = json_answer({"done": [], "pending": [7], "expired": True})
        ended = {**JOB, "state": "succeeded", "done": True, "has_result": False}
        answers = [early, early, json_answer({"done": [ended], "pending": [], "expired": False})]
        with Scripted(jobs=json_answer(JOB, 201), wait=answers) as server:

            async def main():
                async with jobd.AsyncClient(server.url) as client:
                    return await (await client.create_task(handler="x"))

            with mock.patch("jobd._client.wait_set.STOPPING_PAUSE_SECONDS", 0.15):
                started = time.monotonic()
                self.assertIsNone(asyncio.run(main()))
                self.assertGreater(time.monotonic() - started, 0.3)

    def test_busy_daemon_is_asked_again_and_a_full_queue_is_an_error(self):
        busy = problem("shutting_down", 503)
        with Scripted(jobs=[busy, busy, json_answer(JOB, 201)]) as server, jobd.Client(server.url) as client:
            self.assertEqual(client.submit(["true"]).id, 7)
        with Scripted(jobs=busy) as server, jobd.Client(server.url, patience=0.1) as client:
            self.assertEqual(self.refusal(client.submit, ["true"]).code, "shutting_down")
        with Scripted(jobs=problem("queue_full", 429)) as server:
            self.assertEqual(self.both(server.url, "queue_full").status, 429)

    def test_outcome_unknown_is_asked_for_with_the_same_key(self):
        with Scripted(jobs=[problem("outcome_unknown", 500), json_answer(JOB, 201)]) as server:
            with jobd.Client(server.url) as client:
                self.assertEqual(client.submit(["true"]).id, 7)


class TestTokens(BadCase):
    @classmethod
    def setUpClass(cls):
        cls.admin, cls.reader, cls.limited = (letter * 40 for letter in "abc")
        tokens = f"{cls.admin} admin admin\n{cls.reader} reader read\n{cls.limited} few read,submit queues=other\n"
        cls.daemon = Daemon("--listen", "http://127.0.0.1:0", tokens=tokens)
        cls.tcp = next(word for word in cls.daemon.ready.split() if word.startswith("http://"))

    @classmethod
    def tearDownClass(cls):
        cls.daemon.stop()

    def test_token_file_and_environment(self):
        file = self.daemon.root / "token"
        file.touch(0o600)
        file.write_text(self.admin + "\n")
        for options in (dict(token=self.admin), dict(token_file=str(file))):
            with jobd.Client(self.tcp, **options) as client:
                self.assertEqual(client.submit(handler="noop").kind, "handler")
        with mock.patch.dict(os.environ, JOBD_TOKEN_FILE=str(file), JOBD_URL=self.tcp):
            with jobd.Client() as client:
                job = client.submit(handler="noop")

            async def main():
                return await (await jobd.create_task(handler="echo", payload=job.id))

            self.assertEqual(asyncio.run(main()), job.id)
        self.assertRaises(ValueError, jobd.Client, self.tcp, token="x", token_file="y")

    def test_without_a_token_and_with_a_wrong_one(self):
        self.assertEqual(self.both(self.tcp, "unauthenticated").status, 401)
        self.assertEqual(self.both(self.tcp, "unauthenticated", token="wrong").status, 401)
        self.assertIn("JOBD_TOKEN_FILE", self.both(self.tcp, "bad_token", token_file="/nonexistent").hint)

    def test_token_file_that_others_can_use(self):
        file = self.daemon.root / "open-token"
        file.write_text(self.admin)
        for mode in (0o644, 0o640, 0o620):
            file.chmod(mode)
            refused = self.both(self.tcp, "bad_token", token_file=str(file))
            self.assertIn(f"chmod 600 {file}", str(refused))
            self.assertNotIn(self.admin, str(refused))
        file.chmod(0o600)
        with jobd.Client(self.tcp, token_file=str(file)) as client:
            self.assertEqual(client.submit(handler="noop").kind, "handler")

    def test_token_that_may_only_look(self):
        async def main():
            async with jobd.AsyncClient(self.daemon.url) as owner:
                kept = await owner.create_task(external=True)
                async with jobd.AsyncClient(self.tcp, token=self.reader) as reader:
                    refused = await asyncio.gather(
                        reader.create_task(["true"]), reader.create_task(["false"]), return_exceptions=True
                    )
                    self.assertEqual([error.code for error in refused], ["forbidden", "forbidden"])
                    task = await reader.reattach(id=kept.id)
                    with self.assertRaises(jobd.JobdError) as forbidden:
                        # The cancel is refused: the task says so at once, and the job goes on.
                        await asyncio.wait_for(asyncio.wait_for(task, 0.05), PATIENCE)
                    self.assertEqual((forbidden.exception.code, forbidden.exception.status), ("forbidden", 403))
                    self.assertFalse((await owner.job(kept)).cancel_requested)
                    again = await reader.reattach(id=kept.id)
                    await owner.complete(kept, "seen")
                    self.assertEqual(await again, "seen")

        asyncio.run(main())

    def test_token_that_sees_one_queue(self):
        async def main():
            async with jobd.AsyncClient(self.daemon.url) as owner:
                kept = await owner.create_task(external=True, unique={"key": "kept"})
                async with jobd.AsyncClient(self.tcp, token=self.limited) as limited:
                    for which, code in ((dict(id=kept.id), "not_found"), (dict(unique="kept"), "forbidden")):
                        with self.assertRaises(jobd.JobdError) as refused:
                            await limited.reattach(**which)
                        self.assertEqual(refused.exception.code, code)
                    # Of many that are submitted together only those that it may not are refused.
                    queues = ["other", "default", "other", "default"]
                    ends = await asyncio.gather(
                        *[limited.create_task(external=True, queue=queue) for queue in queues], return_exceptions=True
                    )
                    self.assertEqual([getattr(end, "code", "task") for end in ends], ["task", "forbidden"] * 2)
                    for end in ends[::2]:
                        end.cancel()
                    await asyncio.wait(ends[::2])
                kept.cancel()
                await asyncio.wait([kept])

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
