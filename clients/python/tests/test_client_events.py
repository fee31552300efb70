"""Events over streams that break: nothing is missing, nothing comes twice, and what cannot be had is said."""

import asyncio
import json
import socket
import threading
import unittest

from fake_jobd import PATIENCE, eventually
import jobd
from jobd._client import event_stream
from jobd._client.event_place import EventPlace

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def event(name, id=None, **fields):
    return {"event": name, **({} if id is None else {"id": id}), **fields}


def job(id, **fields):
    """A change of job 1."""
    return event("job.queued", id, job={"id": 1, "name": "one", "state": "queued", "rev": 1}, **fields)


def chunk(*events):
    text = b"".join(json.dumps(each).encode() + b"\n" for each in events)
    return b"%x\r\n%b\r\n" % (len(text), text)


def problem(status, code):
    body = json.dumps({"code": code, "detail": "no", "status": status}).encode()
    return (
        b"HTTP/1.1 %d No\r\nContent-Type: application/problem+json\r\nContent-Length: %d\r\n\r\n%b"
        % (status, len(body), body)
    )


class Server:
    """Sends each connection what a test wants, and closes it, unless ``stays``; then it closes at once."""

    def __init__(self, *answers, stays=False):
        self.answers, self.stays = list(answers), stays
        self.requests, self.open = [], 0
        self.changed = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with connection, connection.makefile("rb") as lines:
            path = lines.readline().decode().split(" ")[1]
            headers = {}
            for line in iter(lines.readline, b"\r\n"):
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            with self.changed:
                self.requests.append((path, headers))
                self.open += 1
                answer = self.answers.pop(0) if self.answers else b""
            connection.sendall(answer)
            if self.stays and not self.answers:
                lines.read()
            with self.changed:
                self.open -= 1

    @property
    def paths(self):
        return [path for path, _ in self.requests]


def told(stream, count):
    return [each.id or each.event for _, each in zip(range(count), stream)]


class TestStream(unittest.TestCase):
    def stream(self, server, patience=PATIENCE, **options):
        client = jobd.Client(server.url, patience=patience)
        self.addCleanup(client.close)
        return client.events(**options)

    def test_lost_stream_is_gone_on_with(self):
        for end in (b"", END):
            first = HEAD + chunk(event("heartbeat", "a"), job("b"), job("c")) + end
            last = HEAD + chunk(event("heartbeat", "c"), job("d"))
            with Server(first, b"", problem(503, "shutting_down"), last, stays=True) as server:
                self.assertEqual(told(self.stream(server), 3), ["b", "c", "d"])
                self.assertEqual(server.paths, ["/v1/events"] + ["/v1/events?after=c"] * 3)
                self.assertEqual({headers["accept"] for _, headers in server.requests}, {"application/x-ndjson"})

    def test_events_are_objects(self):
        wire = job("b", left=True, at="2026-11-22T08:00:00Z", planet=3)
        with Server(HEAD + chunk(wire), stays=True) as server:
            found = next(self.stream(server, state=["failed", "queued"], tags={"a": "b"}, exit_code=3))
        self.assertEqual((found.job.id, found.job.rev, found.left, found.snapshot), (1, 1, True, False))
        self.assertEqual((found.at, found.batch, found.to_dict()["planet"]), ("2026-11-22T08:00:00Z", None, 3))
        self.assertEqual(repr(found), "<jobd.Event job.queued of job 1>")
        self.assertEqual(server.paths, ["/v1/events?state=failed&state=queued&tag=a%3Db&exit_code=3"])

    def test_half_a_snapshot_is_had_anew(self):
        row, end = job(None, snapshot=True), event("snapshot.end", "s")
        answers = [HEAD + chunk(row), HEAD + chunk(row, row, end), HEAD + chunk(job("t"))]
        with Server(*answers, stays=True) as server:
            names = told(self.stream(server, snapshot=True), 6)
            self.assertEqual(names, ["job.queued", "gap", "job.queued", "job.queued", "s", "t"])
            first, again = "/v1/events?snapshot=true", "/v1/events?after=s&snapshot=true"
            self.assertEqual(server.paths, [first, first, again])

    def test_snapshot_that_never_ends_tries_patience(self):
        part = HEAD + chunk(job(None, snapshot=True), event("gap", reason="overrun")) + END
        with Server(*[part] * 100) as server:
            stream = self.stream(server, patience=0.3, snapshot=True)
            self.assertRaises(jobd.JobdError, told, stream, 1000)
            self.assertLess(len(server.requests), 15)

    def test_daemon_that_was_never_there_is_an_error_at_once(self):
        with Server() as server:
            with self.assertRaises(jobd.JobdError) as lost:
                next(self.stream(server))
            self.assertEqual(lost.exception.code, "unreachable")
            self.assertEqual(len(server.requests), 1)

    def test_patience_has_an_end(self):
        with Server(HEAD + chunk(job("b"))) as server:
            stream = self.stream(server, patience=0.05)
            self.assertEqual(told(stream, 1), ["b"])
            self.assertRaises(jobd.JobdError, next, stream)

    def test_refusal_is_raised(self):
        with Server(HEAD + chunk(job("b")), problem(401, "unauthenticated")) as server:
            stream = self.stream(server)
            self.assertEqual(told(stream, 1), ["b"])
            with self.assertRaises(jobd.JobdError) as refused:
                next(stream)
            self.assertEqual(refused.exception.code, "unauthenticated")

    def test_other_database_is_not_followed(self):
        head = HEAD.replace(b"\r\n\r\n", b"\r\nJobd-Store: one\r\n\r\n")
        with Server(head + chunk(job("b")), problem(409, "other_store")) as server:
            stream = self.stream(server)
            self.assertEqual(told(stream, 1), ["b"])
            self.assertRaises(jobd.JobdError, next, stream)
            self.assertEqual([headers.get("jobd-store") for _, headers in server.requests], [None, "one"])

    def test_what_is_no_event(self):
        for line in (b"hello\n", b"[]\n", b'{"id":1}\n', b"x" * (event_stream._LINE_BYTES_MAX + 1)):
            answer = b"HTTP/1.1 200 OK\r\n\r\n" + line
            with Server(answer) as server:
                with self.assertRaises(jobd.JobdError) as refused:
                    next(self.stream(server))
                self.assertEqual(refused.exception.code, "not_jobd", line[:20])

    def test_daemon_that_says_nothing_is_not_there(self):
        self.addCleanup(setattr, event_stream, "_SILENCE_SECONDS", event_stream._SILENCE_SECONDS)
        event_stream._SILENCE_SECONDS = 0.05
        with Server(HEAD + chunk(job("b")), stays=True) as server:
            stream = self.stream(server)
            self.assertEqual(told(stream, 1), ["b"])
            server.answers = [HEAD + chunk(job("c"))]
            self.assertEqual(told(stream, 1), ["c"])

    def test_close_wakes_the_one_who_waits(self):
        with Server(HEAD + chunk(event("heartbeat", "a")), stays=True) as server:
            stream, found = self.stream(server), []
            reader = threading.Thread(target=lambda: found.append(list(stream)))
            reader.start()
            eventually(lambda: server.open == 1)
            stream.close()
            reader.join(PATIENCE)
            self.assertEqual(found, [[]])


class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_loop_that_is_left_leaves_the_daemon(self):
        with Server(HEAD + chunk(job("b"), job("c")), stays=True) as server:
            client = jobd.AsyncClient(server.url)
            events = client.events(queue="ci")
            async for each in events:
                self.assertEqual((each.id, each.job.name), ("b", "one"))
                break
            await events.aclose()
            while server.open:
                await asyncio.sleep(0.003)
            self.assertEqual(server.paths, ["/v1/events?queue=ci"])
            client.close()


class TestPlace(unittest.TestCase):
    def place(self, snapshot=False, *events):
        place = EventPlace(None, snapshot)
        return place, [each["event"] for each in events if place.take(jobd.Event(each))]

    def test_gap_of_a_stream_that_ends_is_left_to_the_next_one(self):
        place, names = self.place(False, job("b"), event("gap", "z", reason="overrun"))
        self.assertEqual((names, place.query()["after"]), (["job.queued"], "b"))

    def test_place_that_is_gone_is_told_and_gone_on_from_there(self):
        place, names = self.place(False, job("b"), event("gap", "x", reason="restarted"))
        self.assertEqual((names, place.query()["after"]), (["job.queued", "gap"], "x"))

    def test_within_a_snapshot_there_is_no_place(self):
        place, names = self.place(True, event("heartbeat", "h"), job(None), event("heartbeat", "i"))
        self.assertEqual((names, place.query()), (["job.queued"], {"after": None, "snapshot": True}))
        place.lose()
        self.assertEqual(place.begin().event, "gap")
        self.assertIsNone(place.begin())

    def test_gap_begins_a_new_snapshot(self):
        place, names = self.place(True, event("snapshot.end", "s"), event("gap", "x"), job(None))
        self.assertEqual((names, place.query()["after"]), (["snapshot.end", "gap", "job.queued"], None))
        place.take(jobd.Event(event("snapshot.end", "t")))
        self.assertEqual(place.query()["after"], "t")


if __name__ == "__main__":
    unittest.main()
