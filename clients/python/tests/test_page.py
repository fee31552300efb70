"""What docs/workers-python.md shows of generators and of tests is run as it stands there."""

import asyncio
import contextvars
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from fake_jobd import MODULE, clean_environment  # isort: skip (first: it makes the module importable)
from real_daemon import DaemonCase

import jobd

PAGE = (MODULE.parents[1] / "docs" / "workers-python.md").read_text()


def block(name, page=PAGE):
    """The one code block with this name behind its first fence."""
    (found,) = re.findall(rf"^```{name}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return found


class TestGenerators(DaemonCase):
    @classmethod
    def handlers(cls, root):
        cls.program = root / "pages.py"
        cls.program.write_text(block("python generator"))
        return {"pages": {"command": [sys.executable, str(cls.program)]}}

    def test_values_are_read_as_they_are_shown(self):
        environment = clean_environment(JOBD_URL=self.url)
        environment["PATH"] = os.path.dirname(os.environ["JOBD_BIN"]) + os.pathsep + environment["PATH"]
        script = block("sh generator").replace("/run/jobd/jobd.sock", self.url[len("unix://") :])
        shown = re.search(r"^```sh generator\n.*?^```$\s*^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[1]
        printed = subprocess.run(["sh", "-ec", script], env=environment, stdout=subprocess.PIPE, timeout=60, check=True)
        self.assertEqual(printed.stdout.decode(), shown)


class TestTests(unittest.TestCase):
    def test_the_test_that_is_shown(self):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "pages.py").write_text(block("python generator"))
            (root / "test_pages.py").write_text(block("python test"))
            run = [sys.executable, "-m", "unittest", "-v", "test_pages"]
            done = subprocess.run(run, cwd=root, env=clean_environment(), stderr=subprocess.PIPE, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(b"test_each_is_counted", done.stderr)
            # What it looks for is not there any more.
            (root / "pages.py").write_text(block("python generator").replace("done=number", "step=number"))
            done = subprocess.run(run, cwd=root, env=clean_environment(), stderr=subprocess.PIPE, timeout=60)
            self.assertIn(b"TypeError: got an unexpected keyword argument 'step'", done.stderr)

    def test_what_is_said_beside_it(self):
        ctx = mock.create_autospec(jobd.Context, instance=True, attempt=1, last_checkpoint=None)
        self.assertEqual((ctx.attempt, ctx.last_checkpoint), (1, None))
        with self.assertRaises(AttributeError):
            ctx.progres(0.5)
        ctx.checkpoint = mock.AsyncMock()

        async def handler():
            await jobd.current().checkpoint(b"kept", flush=True)

        def run():
            jobd.context.set(ctx)
            asyncio.run(handler())

        contextvars.copy_context().run(run)
        ctx.checkpoint.assert_awaited_once_with(b"kept", flush=True)


if __name__ == "__main__":
    unittest.main()
