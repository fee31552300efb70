// The JSON of an edit, both ways: what is absent is not written, and null is.

extension PatchRequest: WireEncodable {
  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.patch("priority", priority) { $0.integer(Int64($1)) }
    writer.patch("queue", queue) { $0.string($1) }
    writer.patch("run_at", runAt)
    writer.patch("name", name) { $0.string($1) }
    writer.patch("tags", tags) { $0.map($1) }
    writer.patch("timeout", timeout)
    writer.patch("deadline", deadline)
    writer.patch("retry", retry)
    writer.patch("after", after) { $0.array($1) }
    writer.patch("delay", delay)
    writeWork(to: &writer)
    writer.patch("grace", grace)
    writer.patch("shield", shield) { $0.bool($1) }
    writer.patch("limit", limit)
    writer.patch("slots_needed", slotsNeeded) { $0.integer(Int64($1)) }
    writeProcess(to: &writer)
    writer.patch("callbacks", callbacks) { $0.array($1) }
    writer.patch("keep_for", keepFor)
    writer.endObject()
  }

  private func writeWork(to writer: inout JSONWriter) {
    writer.patch("argv", argv) { $0.strings($1) }
    writer.patch("shell", shell) { $0.string($1) }
    writer.patch("http", http)
    writer.patch("handler", handler) { $0.string($1) }
    writer.patch("payload", payload) { $1.write(to: &$0) }
    writer.patch("executor", executor) { $0.string($1) }
  }

  private func writeProcess(to writer: inout JSONWriter) {
    writer.patch("cwd", cwd) { $0.string($1) }
    writer.patch("env", env) { $0.map($1) }
    writer.patch("clear_env", clearEnv) { $0.bool($1) }
    writer.patch("umask", umask) { $0.string(SubmitRequest.octal($1)) }
    writer.patch("nice", nice) { $0.integer(Int64($1)) }
    writer.patch("stdin", stdin) { $0.string($1) }
    writer.patch("stdin_base64", stdinBase64) { $0.string($1) }
    writer.patch("interactive", interactive) { $0.bool($1) }
    writer.patch("merge_stderr", mergeStderr) { $0.bool($1) }
    writer.patch("log_limit", logLimit) { $0.integer($1) }
  }
}

extension PatchRequest: WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package init(fields reader: inout ObjectReader) {
    priority = reader.patchWithoutNull("priority", reader.int("priority"))
    queue = reader.patchWithoutNull("queue", reader.string("queue"))
    runAt = reader.patch("run_at", reader.time("run_at"))
    name = reader.patch("name", reader.string("name"))
    tags = reader.patch("tags", reader.stringMap("tags", max: WireLimits.tagsMax))
    timeout = reader.patch("timeout", reader.duration("timeout", sign: .any))
    deadline = reader.patch("deadline", reader.time("deadline"))
    retry = reader.patch("retry", reader.object("retry"))
    after = reader.patch("after", reader.parents("after"))
    delay = reader.patch("delay", reader.duration("delay", sign: .any))
    readWork(&reader)
    grace = reader.patch("grace", reader.duration("grace"))
    shield = reader.patch("shield", reader.bool("shield"))
    limit = reader.patch("limit", reader.object("limit"))
    slotsNeeded = reader.patch("slots_needed", reader.int("slots_needed", in: 1 ... .max))
    readProcess(&reader)
    callbacks = reader.patch("callbacks", reader.objects("callbacks"))
    keepFor = reader.patch("keep_for", reader.duration("keep_for"))
    reader.notBoth("run_at", "delay")
  }

  private mutating func readWork(_ reader: inout ObjectReader) {
    argv = reader.patchWithoutNull("argv", reader.strings("argv", bytesMax: .max))
    shell = reader.patchWithoutNull("shell", reader.string("shell", bytesMax: .max))
    http = reader.patchWithoutNull("http", reader.object("http"))
    handler = reader.patchWithoutNull("handler", reader.string("handler"))
    payload = reader.patch("payload", reader.value("payload"))
    executor = reader.patch("executor", reader.string("executor"))
    // A job is of one kind.
    for (one, other) in [("shell", "argv"), ("http", "argv"), ("handler", "argv"), ("http", "shell")] {
      reader.notBoth(one, other)
    }
    for (one, other) in [("handler", "shell"), ("handler", "http")] { reader.notBoth(one, other) }
  }

  private mutating func readProcess(_ reader: inout ObjectReader) {
    cwd = reader.patch("cwd", reader.string("cwd"))
    env = reader.patch("env", reader.stringMap("env"))
    clearEnv = reader.patch("clear_env", reader.bool("clear_env"))
    umask = reader.patch("umask", reader.umask("umask"))
    nice = reader.patch("nice", reader.int("nice"))
    stdin = reader.patch("stdin", reader.string("stdin", bytesMax: .max))
    stdinBase64 = reader.patch("stdin_base64", reader.string("stdin_base64", bytesMax: .max))
    interactive = reader.patch("interactive", reader.bool("interactive"))
    mergeStderr = reader.patch("merge_stderr", reader.bool("merge_stderr"))
    logLimit = reader.patch("log_limit", reader.integer("log_limit", in: 0 ... .max))
    reader.notBoth("stdin_base64", "stdin")
  }
}
