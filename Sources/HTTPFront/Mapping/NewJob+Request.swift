// A submission from the wire as the engine wants it. Types and syntax are right already; what is left here is to say
// which fields this version does not know yet, and to bring the rest into the engine's units.

import JobCore
import JobWire

extension NewJob {
  /// - Errors: every field that cannot be taken, those the engine refuses included, in one answer.
  init(_ request: SubmitRequest, submittedBy: String) throws(HTTPFault) {
    var problems = Self.unavailable(in: request)
    // A kind that is refused anyway stands in as one without faults of its own.
    self.init(Work(request) ?? .exec(argv: ["unavailable"]))
    self.submittedBy = submittedBy
    name = request.name
    if let queue = request.queue { self.queue = queue }
    if let priority = request.priority { self.priority = priority }
    if let delay = request.delay { start = .after(micros: delay.micros) }
    if let runAt = request.runAt { start = .at(Timestamp(runAt)) }
    holds = request.hold ?? false
    timeoutMicros = request.timeout?.micros
    graceMicros = request.grace?.micros
    deadline = request.deadline.map { Timestamp($0) }
    if let retry = request.retry { self.retry = RetryRule(retry) }
    isShielded = request.shield ?? false
    if let tags = request.tags { self.tags = tags }
    process = ProcessOptions(request, problems: &problems)
    keepForMicros = request.keepFor?.micros
    guard problems.isEmpty else {
      problems += faults().map { FieldProblem(field: $0.field, detail: $0.detail) }
      throw .invalid(problems)
    }
  }

  /// Fields of the contract that come with a later version; silently dropping one would be worse than refusing it.
  private static func unavailable(in request: SubmitRequest) -> [FieldProblem] {
    var fields: [String] = []
    if request.http != nil { fields.append("http") }
    if request.executor != nil { fields.append("executor") }
    if request.after != nil { fields.append("after") }
    if request.then != nil { fields.append("then") }
    if request.unique != nil { fields.append("unique") }
    if request.limit != nil { fields.append("limit") }
    if request.batch != nil { fields.append("batch") }
    if request.callbacks != nil { fields.append("callbacks") }
    return fields.map { .unavailable($0) }
  }
}

extension FieldProblem {
  /// A field of the contract this version refuses.
  static func unavailable(_ field: String) -> FieldProblem {
    FieldProblem(field: field, detail: "is not available in this version")
  }
}

extension Work {
  /// `nil` for a kind this version does not run.
  fileprivate init?(_ request: SubmitRequest) {
    if let argv = request.argv {
      self = .exec(argv: argv)
    } else if let shell = request.shell {
      self = .shell(shell)
    } else if let handler = request.handler {
      let payload = request.payload.map { payload in
        var writer = JSONWriter(capacity: 256)
        payload.write(to: &writer)
        return writer.text
      }
      self = .handler(name: handler, payload: payload)
    } else {
      return nil
    }
  }
}
