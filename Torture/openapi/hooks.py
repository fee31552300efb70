"""What schemathesis makes up is sent as it is, but for what it would do: nothing runs, is called or is waited for."""

import json
import re

import schemathesis

DURATION = re.compile(r"^[+-]?[0-9]")


@schemathesis.serializer("application/x-ndjson")
def one_line(context, value):
    """The schema of a stream is that of its lines."""
    return value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"


@schemathesis.deserializer("application/x-ndjson")
def first_line(context, response):
    return json.loads(response.content.splitlines()[0])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Only what has the right form is changed: what is wrong is to be refused."""
    query = case.query if isinstance(case.query, dict) else {}
    if isinstance(query.get("wait"), str) and DURATION.match(query["wait"]):
        query["wait"] = "0s"
    if query.get("follow") == "true" or query.get("follow") is True:
        query["follow"] = "false"
    # Where nothing happens, the snapshot has an event that ends it.
    if case.path == "/v1/events" and query.get("snapshot") in (None, False, "false") and "after" not in query:
        case.query = {**query, "snapshot": "true"}
    soften(case.body)
    # Ten minutes, if nothing is said.
    if case.path == "/v1/wait" and isinstance(case.body, dict) and case.body.get("timeout") is None:
        case.body["timeout"] = 0


def soften(value):
    """The same with other things to run and no time to wait."""
    if isinstance(value, list):
        for each in value:
            soften(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "argv" and isinstance(each, list) and each and all(isinstance(word, str) for word in each):
                each[:] = ["true"] + each[1:] if each[0] else each
            elif name == "shell" and isinstance(each, str) and each and "\0" not in each:
                value[name] = "true"
            elif name == "url" and isinstance(each, str) and re.match(r"(?i)^https?://[^\0- ]+$", each):
                value[name] = "http://127.0.0.1:9/"
            elif name in ("wait", "timeout") and is_duration(each):
                value[name] = 0
            else:
                soften(each)


def is_duration(value):
    if isinstance(value, str):
        return bool(DURATION.match(value))
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
