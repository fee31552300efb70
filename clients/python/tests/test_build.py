"""The build backend: what pip gets when it installs the module without network and without setuptools."""

import hashlib
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from fake_jobd import MODULE, clean_environment  # isort: skip (first: it makes the module importable)
import jobd

sys.path.insert(0, str(MODULE / "backend"))
import jobd_build  # noqa: E402


class TestBuild(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def test_versions_agree(self):
        declared = re.search(r'^version = "(.*)"$', (MODULE / "pyproject.toml").read_text(), re.MULTILINE)[1]
        self.assertEqual(declared, jobd.__version__)

    def test_wheel_can_be_imported(self):
        wheel = self.directory / jobd_build.build_wheel(self.directory)
        program = "import jobd, jobd._worker.remote; print(jobd.__version__)"
        ran = subprocess.run(
            [sys.executable, "-c", program],
            env=clean_environment(PYTHONPATH=str(wheel)),
            cwd=self.directory,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.assertEqual(ran.stdout.strip(), jobd.__version__)

    def test_wheel_records_what_is_in_it(self):
        with zipfile.ZipFile(self.directory / jobd_build.build_wheel(self.directory)) as wheel:
            names = wheel.namelist()
            record = next(name for name in names if name.endswith(".dist-info/RECORD"))
            listed = {line.split(",")[0]: line.split(",")[1:] for line in wheel.read(record).decode().splitlines()}
            self.assertEqual(set(listed), set(names))
            self.assertIn("jobd/py.typed", names)
            for name in names:
                if name != record:
                    digest = jobd_build.digest(wheel.read(name))
                    self.assertEqual(listed[name], [f"sha256={digest}", str(wheel.getinfo(name).file_size)])
            self.assertFalse([name for name in names if "test" in name or "pyc" in name])

    def test_same_sources_give_the_same_bytes(self):
        digests = set()
        for name in ("a", "b"):
            (self.directory / name).mkdir()
            wheel = self.directory / name / jobd_build.build_wheel(self.directory / name)
            digests.add(hashlib.sha256(wheel.read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_editable_names_the_sources(self):
        with zipfile.ZipFile(self.directory / jobd_build.build_editable(self.directory)) as wheel:
            self.assertEqual(wheel.read("__editable__jobd.pth").decode(), f"{MODULE}\n")

    def test_source_archive_builds_the_same(self):
        archive = self.directory / jobd_build.build_sdist(self.directory)
        with tarfile.open(archive) as sources:
            names = {name.split("/", 1)[1] for name in sources.getnames()}
        self.assertLessEqual(
            {"pyproject.toml", "README.md", "PKG-INFO", "backend/jobd_build.py", "jobd/__init__.py"}, names
        )


if __name__ == "__main__":
    unittest.main()
