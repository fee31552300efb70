// The JSON of a job, both ways. Absent values are written as null, so that every job has the same keys.

extension JobView: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("rev", rev)
    writer.field("name", name)
    writer.field("kind", kind)
    writer.field("command", command)
    writer.field("queue", queue)
    writer.field("priority", priority)
    writer.field("state", state)
    writer.field("reason", reason)
    writer.field("done", done)
    writer.field("timed_out", timedOut)
    writer.field("attempt", attempt)
    writer.field("max_attempts", maxAttempts)
    writer.field("created_at", createdAt)
    writer.field("run_at", runAt)
    writer.field("started_at", startedAt)
    writer.field("finished_at", finishedAt)
    writer.field("state_since", stateSince)
    writer.field("duration", duration)
    writer.field("duration_ms", durationMillis)
    writer.field("wait_ms", waitMillis)
    writer.field("pid", pid)
    writer.field("exit_code", exitCode)
    writer.field("signal", signal)
    writer.field("error", error)
    writer.field("cancel_requested", cancelRequested)
    writer.field("shielded", shielded)
    writer.field("paused", paused)
    writer.field("progress", progress)
    writer.field("tags", tags)
    writer.field("batch", batch)
    writer.field("schedule", schedule)
    writer.field("parents", parents)
    writer.field("children", children)
    writer.field("retry_of", retryOf)
    writer.field("submitted_by", submittedBy)
    writer.field("has_result", hasResult)
    writer.field("log", log)
    writer.optionalField("run_as", runAs)
    writer.optionalField("spec", spec)
    writer.optionalField("attempts", attempts)
    writer.optionalField("callbacks", callbacks)
    writer.optionalField("http", http)
    writer.endObject()
  }
}

extension JobView: WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package init(fields r: inout ObjectReader) {
    self.init(
      id: r.required("id", r.integer("id"), or: 0),
      name: r.required("name", r.string("name"), or: ""),
      kind: r.required("kind", r.string("kind"), or: ""),
      queue: r.required("queue", r.string("queue"), or: ""),
      priority: r.required("priority", r.int("priority"), or: 0),
      state: r.required("state", r.choice("state"), or: .queued),
      reason: r.string("reason"),
      attempt: r.required("attempt", r.int("attempt"), or: 0),
      maxAttempts: r.required("max_attempts", r.int("max_attempts"), or: 1),
      createdAt: r.required("created_at", r.time("created_at"), or: WireTime(micros: 0)),
      runAt: r.time("run_at"), startedAt: r.time("started_at"), finishedAt: r.time("finished_at"),
      duration: r.duration("duration"), pid: r.int("pid"), exitCode: r.int("exit_code"), signal: r.int("signal"),
      error: r.object("error"), cancelRequested: r.bool("cancel_requested") ?? false,
      shielded: r.bool("shielded") ?? false, progress: r.object("progress"), tags: r.stringMap("tags") ?? [:],
      batch: r.integer("batch"), schedule: r.string("schedule"), parents: r.objects("parents") ?? [],
      children: r.integers("children") ?? [], retryOf: r.integer("retry_of"), submittedBy: r.string("submitted_by"),
      hasResult: r.bool("has_result") ?? false, log: r.object("log") ?? LogView(), spec: r.value("spec", .map(.any)),
      attempts: r.objects("attempts"), callbacks: r.objects("callbacks"), http: r.object("http"),
      timedOut: r.bool("timed_out") ?? false, rev: r.int("rev") ?? 0, stateSince: r.time("state_since"),
      runAs: r.string("run_as"))
    done = r.bool("done") ?? state.isTerminal
    command = r.string("command")
    // Written for who has no parser of durations; `duration` says it more exactly.
    _ = r.integer("duration_ms")
    waitMillis = r.integer("wait_ms")
    paused = r.bool("paused") ?? false
  }
}
