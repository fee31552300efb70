"""docs/asyncio.md: every line of the shell, of HTTP and of Python is run against a real daemon.

The lines of a row are compared with what asyncio_rows.py says, and where they submit jobs with one another.
"""

import ast
import asyncio
import contextlib
import datetime
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import textwrap
import unittest
from unittest import mock

from asyncio_rows import ENDED, FAILED, LONG, PAGE, ROOT, ROWS, rows
from client_daemon import Daemon
from fake_jobd import PATIENCE, eventually
import jobd

class PageDaemon(Daemon):
    """With the pool of threads that the page speaks of."""

    def start(self):
        path = self.root / "jobd.json"
        settings = json.loads(path.read_text())
        path.write_text(json.dumps({**settings, "slots": 64, "executors": {"blocking": {"threads": 2}}}))
        super().start()


class PageCase(unittest.TestCase):
    """A daemon for a class, and a directory for what commands leave behind."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = PageDaemon()
        cls.addClassCleanup(cls.daemon.stop)
        cls.client = jobd.Client(cls.daemon.url)
        cls.addClassCleanup(cls.client.close)
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.directory = directory.name
        programs = str(pathlib.Path(os.environ["JOBD_BIN"]).resolve().parent)
        # First of all, or the stop would let them end.
        cls.addClassCleanup(lambda: cls.bash(cls, "jobctl cancel --state active"))
        cls.environment = {**os.environ, "JOBD_URL": cls.daemon.url, "PATH": f"{programs}:{os.environ['PATH']}"}

    def bash(self, script, stderr=subprocess.PIPE, **variables):
        environment = {**self.environment, **variables}
        command = ["bash", "-c", script]
        # What is piped into `jobctl run` is the job's, and the tests' own may never end.
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": stderr}
        return subprocess.run(command, **streams, env=environment, cwd=self.directory, timeout=60)

    def printed(self, code):
        """What Python prints; lines with ``await`` are put into a coroutine."""
        names = {"asyncio": asyncio, "jobd": jobd}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), mock.patch.dict(os.environ, JOBD_URL=self.daemon.url):
            if "asyncio.run(" in code:
                exec(code, names)
            else:
                exec(f"async def main():\n{textwrap.indent(code, '    ')}", names)
                asyncio.run(names["main"]())
        return printed.getvalue()


class TestExamples(PageCase):
    def test_python(self):
        blocks = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
        self.assertEqual(len(blocks), PAGE.count("```python"), "an example without its output")
        for code, output in blocks:
            with self.subTest(code):
                self.assertEqual(self.printed(code), output)


class TestConsole(PageCase):
    """The lines after ``$``, in their order, on a daemon that has seen nothing else: ids are those of the page."""

    def test_console(self):
        blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
        self.assertGreater(len(blocks), 6)
        for block in blocks:
            for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                with self.subTest(command):
                    said = self.bash(command, stderr=subprocess.STDOUT)
                    self.assertEqual(said.stdout.decode(), output)


class TestRows(PageCase):
    def test_every_word_has_its_row(self):
        self.assertEqual(sorted(rows()), sorted(ROWS))

    def test_shell(self):
        for word, cells in rows().items():
            with self.subTest(word):
                a, b = self.jobs(word)
                status, pattern = ROWS[word].shell
                # Only in a job there is a current one; it would not wait for itself.
                inside = {"JOBD_JOB_ID": str(a)} if "current_task" in word else {}
                said = self.bash("\n".join(cells[0]), a=str(a), b=str(b), **inside)
                self.assertEqual(said.returncode, status, said.stderr.decode())
                self.assertRegex(said.stdout.decode(), rf"\A{pattern}\Z" if "(?s)" not in pattern else pattern)
                self.becomes(word, a)
                if word == "add_done_callback":
                    self.assertEqual(len(self.client.job(a, full=True).callbacks), 1)

    def test_http(self):
        for word, cells in rows().items():
            with self.subTest(word):
                a, b = self.jobs(word)
                made = None
                for line in cells[1]:
                    line = re.sub(r"\bA\b", str(a), re.sub(r"\bB\b", str(b), line))
                    status, body = self.ask(line if made is None else re.sub(r"\bID\b", str(made), line))
                    self.assertLess(status, 300, body)
                    made = made or (body["id"] if status == 201 and isinstance(body, dict) else None)
                self.same((status, body), ROWS[word].http)
                self.becomes(word, a)

    def test_python(self):
        for word, cells in rows().items():
            with self.subTest(word):
                a, b = self.jobs(word)
                with mock.patch.dict(os.environ, JOBD_URL=self.daemon.url, JOBD_JOB_ID=str(a)):
                    if not word.startswith("current_task"):
                        del os.environ["JOBD_JOB_ID"]
                    self.run_python(cells[2], a, b, ROWS[word].python, ROWS[word].jobs in (ENDED, FAILED))
                self.becomes(word, a)

    def test_the_lines_submit_the_same_jobs(self):
        for word, row in ROWS.items():
            if row.submits:
                with self.subTest(word):
                    shell, http, python = (self.submitted(word, language) for language in range(3))
                    self.assertTrue(shell, "nothing is submitted")
                    self.assertEqual(shell, http)
                    self.assertEqual(http, python)

    def test_swift_names_exist(self):
        """What follows a dot, types, and labels: all of them are declared in JobCore."""
        source = "\n".join(path.read_text("utf-8") for path in (ROOT / "Sources" / "JobCore").rglob("*.swift"))
        for word, cells in rows().items():
            self.assertTrue(cells[3], word)
            code = re.sub(r'"[^"]*"', '""', " ".join(cells[3]))
            names = set(re.findall(r"\.([a-z]\w*)", code)) | set(re.findall(r"\b([A-Z]\w*)", code))
            for name in names - {"Resize", "seconds"}:
                declared = rf"\b(func|var|let|case|struct|class|enum|protocol|actor)( \w+,)* `?{name}\b"
                self.assertRegex(source, declared, f"{word}: {name} is not in JobCore")
            for label in set(re.findall(r"\b([a-z]\w*):", code)) - {"width"}:
                self.assertRegex(source, rf"\b{label}( \w+)?: ", f"{word}: {label}: is not in JobCore")

    def jobs(self, word):
        """The ids of a and b, in the state in which the row expects them."""
        spec = ROWS[word].jobs
        ids = [self.client.submit(**spec).id for _ in "ab"]
        if spec in (ENDED, FAILED):
            self.client.wait(ids, timeout=PATIENCE)
        if spec is LONG:
            for id in ids:
                self.bash(f"until jobctl status {id} --json | jq -e '.state == \"running\"'; do :; done")
        return ids

    def becomes(self, word, id):
        eventually(lambda: ROWS[word].effect(self.client.job(id)), lambda: f"{self.client.job(id).to_dict()}")

    def ask(self, line):
        """The status and the body of an answer; JSON of the API is read."""
        method, path, body = re.fullmatch(r"(GET|POST|PATCH) (\S+)(?: (\{.*\}))?", line).groups()
        if body is not None:
            json.loads(body)
        command = ["curl", "-sS", "-w", "\n%{http_code} %{content_type}", "--unix-socket", self.daemon.url[7:]]
        command += ["-X", method, f"http://localhost{path}"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", body]
        said = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=True).stdout
        content, _, end = said.rpartition(b"\n")
        status, content_type = end.decode().split(" ", 1)
        return int(status), json.loads(content) if "json" in content_type else content

    def same(self, answer, expected):
        status, body = answer
        self.assertEqual(status, expected[0], body)
        if callable(expected[1]):
            self.assertTrue(expected[1](body), body)
        elif isinstance(expected[1], bytes):
            self.assertEqual(body, expected[1])
        else:
            self.assertEqual({name: body.get(name) for name in expected[1]}, expected[1])

    def run_python(self, lines, a, b, is_right, are_ended=False):
        async def from_main():
            return "from main"

        def double(n):
            raise AssertionError("the worker does it")

        names = {"asyncio": asyncio, "jobd": jobd, "double": double, "main": from_main}
        if any(line.startswith("asyncio.run(") for line in lines):
            (line,) = lines
            return self.assertTrue(is_right(eval(line, names), None, None))
        body = "\n".join(f"    value = {line}" if is_expression(line) else f"    {line}" for line in lines)
        exec(f"async def program(a, b):\n    f = e = value = None\n{body}\n    return e or f or value, value", names)

        async def run():
            tasks = [await jobd.reattach(id=id) for id in (a, b)]
            for task in tasks:
                # What it raises is looked at, and not said at the end.
                task.add_done_callback(lambda task: task.cancelled() or task.exception())
            if are_ended:
                await asyncio.wait(tasks)
            try:
                _, value = await names["program"](*tasks)
            except Exception as error:
                value = error
            self.assertTrue(is_right(value, *tasks), repr(value))
            if isinstance(value, tuple) and isinstance(value[1], asyncio.StreamWriter):
                value[1].close()

        with contextlib.redirect_stdout(io.StringIO()):
            asyncio.run(run())

    def submitted(self, word, language):
        """The specs of all jobs that the lines of a language submit, without where it was submitted from."""
        cells = rows()[word]
        before = self.client.submit(["true"]).id
        if language == 0:
            self.bash("\n".join(cells[0]))
        elif language == 1:
            made = None
            for line in cells[1]:
                status, body = self.ask(line if made is None else re.sub(r"\bID\b", str(made), line))
                made = made or body.get("id")
        else:
            with mock.patch.dict(os.environ, JOBD_URL=self.daemon.url):
                self.run_python(cells[2], before, before, lambda *_: True)
        found = [job for job in self.client.list(limit=20) if job.id > before]
        specs = [self.client.job(job, full=True).spec for job in found]
        for job, spec in zip(found, specs):
            for name in ("cwd", "batch", "umask"):
                spec.pop(name, None)
            if "run_at" in spec and cells[0][0].find("--delay") > 0:
                spec["run_at"] = round((moment(spec["run_at"]) - moment(job.created_at)).total_seconds())
        return specs


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def is_expression(line):
    try:
        ast.parse(f"async def f():\n    return ({line})")
    except SyntaxError:
        return False
    return True


if __name__ == "__main__":
    unittest.main()
