"""The front round finds each defect that is planted, and reads what comes back as strictly as it says."""

import random
import unittest

from tests import planted, support
from torture.front import door, mutate
from torture.front.corpus import REQUESTS, Request
from torture.rounds.front import PLANTED


def step(name: str, *requests: Request) -> dict:
    return {"door": name, "send": [mutate.as_bytes(request).decode("latin-1") for request in requests]}


def submit(body: str) -> Request:
    headers = (("Content-Type", "application/json"), ("Idempotency-Key", "k"))
    return Request("POST", "/v1/jobs", headers, body)


INFO = Request("GET", "/v1/info")
LARGE = submit('{"handler":"noop","payload":"' + "a" * 900_000 + '"}')
SHOWN_BY = {
    "front-error": [step("owner", submit('{"handler":"noop"}')), step("owner", submit('{"handler":"echo"}'))],
    "front-stranger": [step("stranger", INFO)],
    "front-secret": [step("owner", INFO)],
    "front-memory": [step("owner", LARGE)],
    "front-stop": [step("owner", INFO)],
}


class TestDoor(unittest.TestCase):
    def test_answers_are_told_apart(self) -> None:
        came = (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        self.assertEqual([(each.status, each.body) for each in door.answers(came)],
                         [(200, b"{}"), (200, b"ab"), (204, b"")])

    def test_one_that_is_cut_off_is_left_out(self) -> None:
        whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
        for cut in (whole[:12], whole[:-1]):
            self.assertEqual(len(door.answers(whole + cut)), 1)

    def test_what_is_no_http_is_said_to_be_none(self) -> None:
        for came in (b"hello", b"HTTP/1.1 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n",
                     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"):
            with self.assertRaises(door.NotHTTP, msg=came):
                door.answers(came)

    def test_faults(self) -> None:
        problem = b'{"status":400,"code":"bad_request"}'
        for status, body, is_fault in ((200, b"x", False), (400, problem, False), (404, problem, True), (400, b"no", True),
                                       (400, b"[]", True), (400, problem[:-1] + b" " * (64 << 10) + b"}", True),
                                       (500, b"{}", True), (503, b"{}", True)):
            self.assertEqual(door.fault(door.Answer(status, {}, body)) is not None, is_fault, (status, body[:40]))


class TestMutations(unittest.TestCase):
    def test_a_seed_repeats_them_and_most_are_other_than_valid_ones(self) -> None:
        def some(seed: int) -> list:
            chance = random.Random(seed)
            return [mutate.bent(chance) for _ in range(300)]

        valid = {mutate.as_bytes(request) for request in REQUESTS}
        self.assertEqual(some(1), some(1))
        self.assertNotEqual(some(1), some(2))
        others = sum(raw not in valid for raw in some(1))
        self.assertGreater(others, 150)
        self.assertLess(others, 300)


class TestPlanted(unittest.TestCase):
    def test_each_planted_defect_is_found(self) -> None:
        self.assertEqual(set(SHOWN_BY), set(PLANTED))
        for name, steps in SHOWN_BY.items():
            with self.subTest(name):
                planted.check(self, "front", name, steps)

    def test_random_lists_find_one_too_and_cut_it_down(self) -> None:
        code, said = support.run("front", "--seed", "1", "--seconds", "10", "--planted", "front-stranger")
        self.assertEqual(code, 1, said)
        self.assertIn("cut down to 1 ", said)


if __name__ == "__main__":
    unittest.main()
