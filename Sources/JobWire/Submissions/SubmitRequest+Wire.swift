// The JSON of a submission, both ways: reading collects every problem of type and syntax, writing leaves out what was
// not given.

extension SubmitRequest: WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package init(fields r: inout ObjectReader) {
    argv = r.strings("argv", bytesMax: .max)
    shell = r.string("shell", bytesMax: .max)
    http = r.object("http")
    handler = r.string("handler")
    payload = r.value("payload")
    executor = r.string("executor")
    external = r.bool("external", only: true)
    copyOf = r.integer("copy_of", in: 1 ... .max)
    name = r.string("name")
    queue = r.string("queue")
    priority = r.int("priority")
    delay = r.duration("delay", sign: .any)
    runAt = r.time("run_at")
    timeout = r.duration("timeout", sign: .any)
    grace = r.duration("grace")
    deadline = r.time("deadline")
    retry = r.object("retry")
    after = r.parents("after")
    then = r.objects("then")
    shield = r.bool("shield")
    hold = r.bool("hold")
    unique = r.object("unique")
    limit = r.object("limit")
    slotsNeeded = r.int("slots_needed", in: 1 ... .max)
    batch = r.integer("batch", in: 1 ... .max)
    tags = r.stringMap("tags", max: WireLimits.tagsMax)
    cwd = r.string("cwd")
    env = r.stringMap("env")
    clearEnv = r.bool("clear_env")
    umask = r.umask("umask")
    nice = r.int("nice")
    stdin = r.string("stdin", bytesMax: .max)
    stdinBase64 = r.string("stdin_base64", bytesMax: .max)
    interactive = r.bool("interactive")
    mergeStderr = r.bool("merge_stderr")
    logLimit = r.integer("log_limit", in: 0 ... .max)
    callbacks = r.objects("callbacks")
    keepFor = r.duration("keep_for")
    // Presence counts, so that a field of the wrong type is not also "missing".
    r.exactlyOne(of: Self.kinds)
    if r.lacking("handler", for: ["payload"]) != nil { r.problem("payload", "belongs to a handler only") }
    r.notBoth("stdin_base64", "stdin")
    r.notBoth("run_at", "delay")
  }

  /// The fields that say what to run.
  private static let kinds = ["argv", "shell", "http", "handler", "external", "copy_of"]
}

extension ObjectReader {
  /// Octal digits as text; a JSON number would be read as decimal by one side and as octal by the other.
  mutating func umask(_ name: String) -> Int? {
    guard let value = value(name, .pattern("^0?[0-7]{1,3}$")) else { return nil }
    if case .string(let text) = value, (1...4).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "+"),
      let bits = Int(text, radix: 8), (0...0o777).contains(bits)
    {
      return bits
    }
    problem(name, "must be a string of octal digits such as \"022\"")
    return nil
  }
}

extension SubmitRequest: WireEncodable {
  package func write(to w: inout JSONWriter) {
    w.beginObject()
    w.optionalField("argv", argv)
    w.optionalField("shell", shell)
    w.optionalField("http", http)
    w.optionalField("handler", handler)
    w.optionalField("payload", payload)
    w.optionalField("executor", executor)
    w.optionalField("external", external)
    w.optionalField("copy_of", copyOf)
    w.optionalField("name", name)
    w.optionalField("queue", queue)
    w.optionalField("priority", priority)
    w.optionalField("delay", delay)
    w.optionalField("run_at", runAt)
    w.optionalField("timeout", timeout)
    w.optionalField("grace", grace)
    w.optionalField("deadline", deadline)
    w.optionalField("retry", retry)
    w.optionalField("after", after)
    w.optionalField("then", then)
    w.optionalField("shield", shield)
    w.optionalField("hold", hold)
    w.optionalField("unique", unique)
    w.optionalField("limit", limit)
    w.optionalField("slots_needed", slotsNeeded)
    w.optionalField("batch", batch)
    w.optionalField("tags", tags)
    w.optionalField("cwd", cwd)
    w.optionalField("env", env)
    w.optionalField("clear_env", clearEnv)
    w.optionalField("umask", umask.map(Self.octal))
    w.optionalField("nice", nice)
    w.optionalField("stdin", stdin)
    w.optionalField("stdin_base64", stdinBase64)
    w.optionalField("interactive", interactive)
    w.optionalField("merge_stderr", mergeStderr)
    w.optionalField("log_limit", logLimit)
    w.optionalField("callbacks", callbacks)
    w.optionalField("keep_for", keepFor)
    w.endObject()
  }

  static func octal(_ bits: Int) -> String {
    let digits = String(bits, radix: 8)
    return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  }
}
