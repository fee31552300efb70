// Messages to a worker, read from lines by a worker in Swift.

extension WorkerOrder {
  /// Reads a line, without its end.
  init(_ line: UnsafeRawBufferPointer) throws(JSONFault) {
    // A payload may be nested as deep as is allowed, and stands one level deep.
    let fields = try JSONFields(line, Self.names, depthMax: Limits.jsonDepthMax + 1)
    switch try fields.required("type") {
    case "run": self = .run(try WorkerTask(fields))
    case "cancel":
      let cause = WorkerCancelCause(rawValue: try fields.required("cause")) ?? .user
      self = .cancel(
        fence: try fields.required("fence"), cause: cause, reason: try fields.text("reason"),
        graceMillis: try fields.integer("grace_ms") ?? 0)
    case "checkpointed":
      self = .checkpointed(
        fence: try fields.required("fence"), number: try fields.integer("n") ?? 0,
        isKept: try fields.truth("kept") ?? true)
    case "ping": self = .ping(try fields.integer("n") ?? 0)
    case "stop": self = .stop
    case let type: throw JSONFault(what: "there is no message of type \"\(type.firstBytes(60))\"")
    }
  }

  private static let names: [StaticString] = [
    "type", "fence", "job", "attempt", "max_attempts", "snoozes", "handler", "name", "queue", "payload", "tags",
    "timeout_ms", "deadline", "checkpoint", "parents", "batches", "cause", "reason", "grace_ms", "n", "kept",
  ]
}

extension WorkerTask {
  fileprivate init(_ fields: JSONFields) throws(JSONFault) {
    self.init(
      fence: try fields.required("fence"), job: try Self.number(fields, "job"),
      attempt: Int(clamping: try Self.number(fields, "attempt")),
      maxAttempts: Int(clamping: try fields.integer("max_attempts") ?? 1),
      snoozes: Int(clamping: try fields.integer("snoozes") ?? 0), handler: try fields.required("handler"),
      name: try fields.text("name") ?? "", queue: try fields.text("queue") ?? "", payload: fields.bytes("payload"))
    tags = try fields.table("tags") ?? [:]
    timeoutMillis = try fields.integer("timeout_ms")
    deadline = try fields.text("deadline")
    checkpoint = try fields.base64("checkpoint")
    for parent in try fields.objects("parents", ["id", "state", "kind", "path"]) ?? [] {
      parents.append(try Parent(parent))
    }
    for batch in try fields.objects("batches", ["id", "path"]) ?? [] {
      batches.append(Batch(id: try Self.number(batch, "id"), path: try batch.required("path")))
    }
  }

  fileprivate static func number(_ fields: JSONFields, _ name: StaticString) throws(JSONFault) -> Int64 {
    guard let number = try fields.integer(name) else { throw JSONFault(what: "\"\(name)\" is missing") }
    return number
  }
}

extension WorkerTask.Parent {
  /// Reads a parent, or a member of a batch.
  init(_ fields: JSONFields) throws(JSONFault) {
    self.init(
      id: try WorkerTask.number(fields, "id"), state: try fields.required("state"), kind: try fields.required("kind"),
      path: try fields.text("path"))
  }
}
