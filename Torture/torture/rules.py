"""Rules of a model or an oracle that are to be others, so that a run gets past a difference that is known."""

import dataclasses
import os
from typing import Dict, Optional, TypeVar

Rules = TypeVar("Rules")


def rules_of(rules: Rules, planted: Optional[Dict[str, object]] = None) -> Rules:
    """``rules``, as ``TORTURE_RULES`` (such as ``order=id done_in_order=no``) and a planted defect change them."""
    names = {field.name: field for field in dataclasses.fields(rules)}  # type: ignore[arg-type]
    given = dict(rule.split("=", 1) for rule in os.environ.get("TORTURE_RULES", "").split())
    changes: Dict[str, object] = {
        name: value == "yes" if isinstance(names[name].default, bool) else value
        for name, value in given.items() if name in names}
    changes.update(planted or {})
    return dataclasses.replace(rules, **changes)  # type: ignore[type-var]
