"""Compiles the C parts (``shim/*.c``): libraries to be preloaded, and programs that jobs run."""

import os
import pathlib
import shutil
import subprocess
from typing import List

SOURCES = pathlib.Path(__file__).resolve().parent.parent / "shim"


class CannotBuild(Exception):
    """There is no compiler, or it did not accept a source."""


def compiler() -> str:
    """The C compiler: ``$CC``, or the first one that is found."""
    for name in (os.environ.get("CC"), "cc", "clang", "gcc"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise CannotBuild("no C compiler: install gcc or clang, or set CC")


def library(name: str, directory: pathlib.Path) -> str:
    """Builds ``shim/NAME.c`` to be preloaded, and returns its path."""
    return _build(name, directory / f"{name}.so", ["-shared", "-fPIC"], ["-ldl", "-lpthread"])


def program(name: str, directory: pathlib.Path) -> str:
    """Builds ``shim/NAME.c`` as a program, and returns its path."""
    return _build(name, directory / name, [], [])


def _build(name: str, target: pathlib.Path, options: List[str], libraries: List[str]) -> str:
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        command = [compiler(), "-O2", *options, str(SOURCES / f"{name}.c")]
        built = subprocess.run([*command, "-o", str(target), *libraries], capture_output=True, text=True, check=False)
        if built.returncode != 0:
            raise CannotBuild(f"shim/{name}.c does not compile:\n{built.stderr}")
    return str(target)
