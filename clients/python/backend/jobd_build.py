"""Builds the wheel and the source archive of this module (PEP 517) with nothing but Python.

The module is one package of Python files: a wheel is a zip of it with three small files beside it. What it says of
itself it reads from pyproject.toml, whose few lines that matter here are plain ``key = "text"``.
"""

import base64
import hashlib
import io
import pathlib
import re
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
#: The first moment a zip knows: the same sources give the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def _field(name):
    match = re.search(rf'^{name} = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    if match is None:
        raise SystemExit(f"pyproject.toml has no {name}")
    return match[1]


def _metadata():
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {_field('name')}",
        f"Version: {_field('version')}",
        f"Summary: {_field('description')}",
        f"Requires-Python: {_field('requires-python')}",
        "Description-Content-Type: text/markdown",
        "",
        (ROOT / "README.md").read_text("utf-8"),
    ]
    return "\n".join(lines)


WHEEL = "Wheel-Version: 1.0\nGenerator: jobd_build\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def _base():
    return f"{_field('name')}-{_field('version')}"


def _sources():
    for path in sorted((ROOT / "jobd").rglob("*")):
        if path.is_file() and (path.suffix == ".py" or path.name == "py.typed"):
            yield path.relative_to(ROOT).as_posix(), path.read_bytes()


def digest(data):
    """As RECORD has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def _write_wheel(directory, files):
    info = f"{_base()}.dist-info"
    files = files + [(f"{info}/METADATA", _metadata().encode()), (f"{info}/WHEEL", WHEEL.encode())]
    record = ""
    for name, data in files:
        record += f"{name},sha256={digest(data)},{len(data)}\n"
    record += f"{info}/RECORD,,\n"
    wheel = f"{_base()}-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files + [(f"{info}/RECORD", record.encode())]:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return _write_wheel(wheel_directory, list(_sources()))


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    # A path file: the sources are used where they are.
    return _write_wheel(wheel_directory, [(f"__editable__{_field('name')}.pth", f"{ROOT}\n".encode())])


def build_sdist(sdist_directory, config_settings=None):
    name = f"{_base()}.tar.gz"
    with tarfile.open(pathlib.Path(sdist_directory) / name, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        files = list(_sources())
        for path in ("pyproject.toml", "README.md", "backend/jobd_build.py"):
            files.append((path, (ROOT / path).read_bytes()))
        files.append(("PKG-INFO", _metadata().encode()))
        for path, data in files:
            entry = tarfile.TarInfo(f"{_base()}/{path}")
            entry.size, entry.mode = len(data), 0o644
            archive.addfile(entry, io.BytesIO(data))
    return name
