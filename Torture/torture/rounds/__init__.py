"""The rounds. Each module here that has a ``ROUND`` is one, so that a new one needs no list to be changed."""

import importlib
import pkgutil
from typing import Dict

from ..context import Round


def all_rounds() -> Dict[str, Round]:
    """Every round by its name, in the order of their names."""
    found = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda each: each.name):
        a_round = getattr(importlib.import_module(f"{__name__}.{module.name}"), "ROUND", None)
        if a_round is not None:
            found[a_round.name] = a_round
    return found
