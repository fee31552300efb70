"""Valid requests of every route, as they are before they are bent. What they start is harmless, whatever becomes of it."""

from typing import List, NamedTuple, Optional, Tuple


class Request(NamedTuple):
    """One request, not yet as bytes."""

    method: str
    target: str
    headers: Tuple[Tuple[str, str], ...] = ()
    body: Optional[str] = None


JSON = (("Content-Type", "application/json"),)
LINES = (("Content-Type", "application/x-ndjson"),)


def _json(method: str, target: str, body: str, *headers: Tuple[str, str]) -> Request:
    return Request(method, target, JSON + headers, body)


#: `drain` and `stop` are not among them: they would leave nothing to be refused for any other reason.
REQUESTS: List[Request] = [
    _json("POST", "/v1/jobs", '{"handler":"noop","payload":{"a":[1,2.5,null,true,"x"]},"name":"n","tags":{"k":"v"}}'),
    _json("POST", "/v1/jobs", '{"argv":["/bin/true","a b"],"hold":true,"env":{"A":"1"},"umask":"022","nice":5}'),
    _json("POST", "/v1/jobs", '{"shell":":","delay":"1h30m","timeout":"90s","grace":2,"deadline":"2190-01-01T00:00:00Z"}'),
    _json("POST", "/v1/jobs", '{"external":true,"unique":{"key":"u","on_conflict":"return","for":"1s"},"keep_for":"2d"}'),
    _json("POST", "/v1/jobs", '{"handler":"noop","hold":true,"after":[1,{"job":2,"on":"any"},{"batch":1}],"queue":"q",'
          '"retry":{"max_attempts":3,"backoff":"constant","initial":"1s","max":"2s","on":[1,"timeout"]}}'),
    _json("POST", "/v1/jobs", '{"external":true,"limit":{"key":"l","max":1},"then":[{"on":"any","job":{"handler":"noop"}}],'
          '"callbacks":[{"argv":["/bin/true"],"on":"failure"}],"shield":true,"priority":-1}',
          ("Idempotency-Key", "again")),
    _json("POST", "/v1/jobs", '{"http":{"url":"http://127.0.0.1:9/","method":"POST","headers":{"A":"b"},"body":"x"},'
          '"hold":true}'),
    _json("POST", "/v1/jobs?dry_run=true", '{"argv":["/bin/true"],"stdin_base64":"YQ==","log_limit":4096}'),
    Request("POST", "/v1/jobs", LINES, '{"handler":"noop"}\n{"external":true,"name":"second"}\n'),
    Request("GET", "/v1/jobs?limit=5&state=active&queue=q&tag=k:v&name=*n*&order=oldest&since=2026-01-01T00:00:00Z"),
    Request("GET", "/v1/jobs?limit=1000&kind=handler&batch=1&schedule=s"),
    Request("GET", "/v1/jobs/1?view=full&wait=0"), Request("GET", "/v1/jobs/2"), Request("GET", "/v1/jobs/1/why"),
    _json("PATCH", "/v1/jobs/2", '{"name":"other","priority":3,"tags":{"a":"b"},"delay":"2h","timeout":null}'),
    _json("POST", "/v1/jobs/3/cancel", '{"reason":"why not","force":true,"grace":"1s"}'),
    Request("POST", "/v1/jobs/1/retry"), Request("POST", "/v1/jobs/2/hold"), Request("POST", "/v1/jobs/2/release"),
    Request("POST", "/v1/jobs/2/run"),
    _json("POST", "/v1/jobs/4/complete", '{"result":{"a":1}}'), _json("POST", "/v1/jobs/4/fail", '{"error":"no"}'),
    _json("POST", "/v1/jobs/3/signal", '{"signal":"USR1"}'), Request("DELETE", "/v1/jobs/1"),
    _json("POST", "/v1/jobs/4/progress", '{"done":1,"total":2,"note":"half"}'),
    Request("GET", "/v1/jobs/1/result"), Request("GET", "/v1/jobs/2/log?stream=stdout&offset=0&limit=10"),
    Request("GET", "/v1/jobs/2/log?tail=3", (("Range", "bytes=0-9"),)), Request("GET", "/v1/jobs/4/callbacks"),
    _json("POST", "/v1/jobs/4/callbacks", '{"argv":["/bin/true"],"on":"success"}'),
    Request("DELETE", "/v1/jobs/4/callbacks"),
    _json("POST", "/v1/jobs:cancel", '{"filter":{"state":["held"],"tags":{"k":"v"},"name":"a*"},"dry_run":true}'),
    _json("POST", "/v1/jobs:retry", '{"filter":{"queue":"q","state":"failed"}}'),
    _json("POST", "/v1/jobs:delete", '{"filter":{},"all":true,"dry_run":true}'),
    _json("POST", "/v1/jobs:hold", '{"filter":{"queue":"q","state":["queued","retrying"]}}'),
    _json("POST", "/v1/jobs:release", '{"filter":{"tags":{"k":"v"}}}'),
    _json("POST", "/v1/jobs:edit?create_queue=false",
          '{"filter":{"queue":"q"},"dry_run":true,"set":{"priority":2,"timeout":null,"tags":{"a":"b"}}}'),
    _json("POST", "/v1/jobs:switch", '{"a":2,"b":4}'),
    _json("POST", "/v1/wait", '{"ids":[1,2],"until":"first","timeout":0}'),
    _json("POST", "/v1/wait", '{"filter":{"queue":"q"},"until":"all","timeout":"1ms"}'),
    _json("POST", "/v1/batches", '{"name":"b","fail_fast":true,"timeout":"1h","jobs":[{"external":true},{"handler":"noop"}]}'),
    _json("POST", "/v1/batches", '{"open":true}'), Request("GET", "/v1/batches?limit=2"),
    Request("GET", "/v1/batches/1?results=true&limit=10&wait=0&until=first"), Request("POST", "/v1/batches/2/close"),
    _json("POST", "/v1/batches/1/cancel", '{"reason":"enough"}'),
    _json("PUT", "/v1/schedules/s", '{"cron":"*/5 * * * *","timezone":"Europe/Berlin","job":{"handler":"noop"},'
          '"overlap":"skip","catch_up":"one","jitter":"10s"}'),
    _json("PUT", "/v1/schedules/t", '{"every":"1h","job":{"external":true},"paused":true}'),
    Request("GET", "/v1/schedules"), Request("GET", "/v1/schedules/s"), Request("DELETE", "/v1/schedules/t"),
    Request("GET", "/v1/schedules/s/preview?count=3"), Request("POST", "/v1/schedules/s/run"),
    Request("POST", "/v1/schedules/s/pause"), Request("POST", "/v1/schedules/s/resume"),
    _json("PUT", "/v1/queues/q", '{"slots":2,"max_queued":1000,"rate":{"count":5,"per":"1s","burst":2},"aging":"1h"}'),
    _json("PUT", "/v1/queues/q", '{"callbacks":[{"argv":["/bin/true"],"on":"failure"}],"default_timeout":"1h"}'),
    Request("GET", "/v1/queues"), Request("GET", "/v1/queues/q"), Request("POST", "/v1/queues/q/pause"),
    Request("POST", "/v1/queues/q/resume"), Request("GET", "/v1/workers"), Request("GET", "/v1/info"),
    Request("GET", "/v1/stats"), Request("POST", "/v1/resume"), Request("GET", "/healthz"), Request("GET", "/readyz"),
    _json("POST", "/v1/claims", '{"handlers":["h"],"queues":["q"],"max":2,"lease":"10s","wait":0,"worker":"w"}'),
    _json("POST", "/v1/claims/1.1.1/heartbeat", '{"progress":{"fraction":0.5}}'),
    _json("POST", "/v1/claims/1.1.1/complete", '{"result":1}'), _json("POST", "/v1/claims/1.1.1/fail", '{"error":"x"}'),
    _json("POST", "/v1/claims/1.1.1/release", '{"delay":"1s"}'), _json("POST", "/v1/claims:heartbeat", '{"fences":["1.1.1"]}'),
    Request("POST", "/v1/claims:complete", LINES, '{"fence":"1.1.1","result":1}\n'),
    Request("POST", "/v1/claims/1.1.1/log?stream=stderr", (("Content-Type", "application/octet-stream"),), "text"),
    Request("PUT", "/v1/claims/1.1.1/checkpoint", (("Content-Type", "application/octet-stream"),), "state"),
]
