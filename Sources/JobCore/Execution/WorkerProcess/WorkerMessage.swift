// What a worker says, as docs/worker-protocol.md has it: read from a line, or written as one by a worker in Swift.

/// A message from a worker.
enum WorkerMessage: Hashable, Sendable {
  case hello(version: Int64, handlers: [String])
  case pong(Int64)
  /// About an attempt that goes on.
  case report(fence: String, WorkerReport)
  /// The end of an attempt.
  case end(fence: String, WorkerEnd)
}

/// What a worker says about an attempt that goes on.
enum WorkerReport: Hashable, Sendable {
  case progress(fraction: Double?, done: Int64?, total: Int64?, note: String?)
  case log(LogStream, String)
  case checkpoint([UInt8], number: Int64?)
  /// A submission as JSON.
  case followUp([UInt8], on: EndCondition)
  /// One value of a result, JSON.
  case yield([UInt8])
}

/// How a worker ends an attempt.
enum WorkerEnd: Hashable, Sendable {
  /// JSON; `nil` for null and for none.
  case result([UInt8]?)
  case error(JobFailure, traceback: String?, mayRetry: Bool)
  case cancelled
  case snooze(micros: Int64)
}

extension WorkerMessage {
  /// Reads a line, without its end.
  init(_ line: UnsafeRawBufferPointer) throws(JSONFault) {
    let fields = try JSONFields(line, Self.names)
    let type = try fields.required("type")
    switch type {
    case "hello":
      guard let version = try fields.integer("v") else { throw JSONFault(what: "\"v\" is missing") }
      self = .hello(version: version, handlers: try fields.texts("handlers") ?? [])
    case "pong":
      guard let number = try fields.integer("n") else { throw JSONFault(what: "\"n\" is missing") }
      self = .pong(number)
    case "result", "error", "cancelled", "snooze":
      self = .end(fence: try fields.required("fence"), try WorkerEnd(type, fields))
    case "progress", "log", "checkpoint", "follow_up", "yield":
      self = .report(fence: try fields.required("fence"), try WorkerReport(type, fields))
    default:
      throw JSONFault(what: "there is no message of type \"\(type.prefix(60))\"")
    }
  }

  private static let names: [StaticString] = [
    "type", "fence", "value", "n", "v", "handlers", "fraction", "done", "total", "note", "text", "stream", "data",
    "job",
    "on", "message", "code", "traceback", "retry", "for",
  ]
}

extension WorkerReport {
  fileprivate init(_ type: String, _ fields: JSONFields) throws(JSONFault) {
    switch type {
    case "progress":
      self = .progress(
        fraction: try fields.number("fraction"), done: try fields.integer("done"), total: try fields.integer("total"),
        note: try fields.text("note"))
    case "log":
      let name = try fields.text("stream") ?? LogStream.stderr.rawValue
      guard let stream = LogStream(rawValue: name) else { throw JSONFault(what: "there is no such \"stream\"") }
      self = .log(stream, try fields.required("text"))
    case "checkpoint":
      guard let data = try fields.base64("data") else { throw JSONFault(what: "\"data\" is missing") }
      self = .checkpoint(data, number: try fields.integer("n"))
    case "follow_up":
      guard let job = fields.bytes("job") else { throw JSONFault(what: "\"job\" is missing") }
      let name = try fields.text("on") ?? EndCondition.any.name
      guard let condition = EndCondition(name: name) else { throw JSONFault(what: "\"on\" is no condition") }
      self = .followUp(job, on: condition)
    default:
      self = .yield(fields.bytes("value") ?? Array("null".utf8))
    }
  }
}

extension WorkerEnd {
  fileprivate init(_ type: String, _ fields: JSONFields) throws(JSONFault) {
    switch type {
    case "result": self = .result(fields.bytes("value"))
    case "cancelled": self = .cancelled
    case "snooze":
      let micros = (try fields.number("for") ?? 0) * 1_000_000
      guard micros >= 0, micros <= Double(Limits.durationMicrosMax) else {
        throw JSONFault(what: "\"for\" must be between 0 and ten years, in seconds")
      }
      // A fraction of a second is not exactly what it says.
      self = .snooze(micros: Int64(micros.rounded()))
    default:
      let failure = JobFailure(code: try fields.text("code") ?? "error", message: try fields.text("message") ?? "")
      self = .error(
        failure.bounded, traceback: try fields.text("traceback"), mayRetry: try fields.truth("retry") ?? true)
    }
  }
}
