"""docs/python.md: every example is run, and prints what the page says."""

import asyncio
import contextlib
import io
import os
import re
import textwrap
import unittest
from unittest import mock

from client_daemon import ClientCase
from fake_jobd import MODULE
import jobd
from jobd._worker import handlers

PAGE = MODULE.parent.parent / "docs" / "python.md"


class TestPage(ClientCase):
    def test_examples(self):
        blocks = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
        self.assertEqual(len(blocks), PAGE.read_text("utf-8").count("```python"), "an example without its output")
        self.assertGreater(len(blocks), 7)
        for code, output in blocks:
            with self.subTest(code), mock.patch.dict(os.environ, JOBD_URL=self.url):
                with mock.patch.dict(handlers.registry, clear=True):
                    self.assertEqual(self.printed(code), output)

    def printed(self, code):
        names = {"asyncio": asyncio, "jobd": jobd}
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            if "asyncio.run(" in code:
                exec(code, names)
            else:
                exec(f"async def main():\n{textwrap.indent(code, '    ')}", names)
                asyncio.run(names["main"]())
        return printed.getvalue()


if __name__ == "__main__":
    unittest.main()
