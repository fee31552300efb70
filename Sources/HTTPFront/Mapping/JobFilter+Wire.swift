// Selections of jobs from the wire, and the place in a list as opaque text.

import JobCore
import JobWire

extension JobFilter {
  /// - Parameter prefix: where the filter stands in the request: "" in a query, "filter." in a body.
  init(_ wire: JobFilterWire, prefix: String) throws(HTTPFault) {
    self.init()
    var problems: [FieldProblem] = []
    states = wire.states.map { Set($0.map { JobState($0) }) }
    queue = wire.queue
    if let name = wire.kind {
      kind = JobKind(name: name)
      if kind == nil {
        let kinds = JobKind.allCases.map(\.name).joined(separator: ", ")
        problems.append(FieldProblem(field: prefix + "kind", detail: "must be one of \(kinds)"))
      }
    }
    nameGlob = wire.name
    tags = wire.tags
    since = wire.since.map { Timestamp($0) }
    until = wire.until.map { Timestamp($0) }
    finishedSince = wire.finishedSince.map { Timestamp($0) }
    finishedUntil = wire.finishedUntil.map { Timestamp($0) }
    if let name = wire.reason {
      reason = Reason(name: name)
      if reason == nil {
        let reasons = Reason.allCases.map(\.name).joined(separator: ", ")
        problems.append(FieldProblem(field: prefix + "reason", detail: "must be one of \(reasons)"))
      }
    }
    exitCode = wire.exitCode.map { Int32(clamping: $0) }
    attempts = wire.attempts.map { attempts in
      switch attempts {
      case .exactly(let number): number...number
      case .moreThan(let number): (number + 1)...Int.max
      }
    }
    text = wire.text
    batch = wire.batch.map { BatchID($0) }
    schedule = wire.schedule
    problems += faults().map { FieldProblem(field: prefix + $0.field, detail: $0.detail) }
    guard problems.isEmpty else { throw .invalid(problems) }
  }
}

extension JobOrder {
  init(_ order: WireJobOrder) {
    switch order {
    case .newest: self = .newest
    case .oldest: self = .oldest
    case .priority: self = .priority
    case .finished: self = .finished
    }
  }
}

extension JobCursor {
  /// What `next_cursor` shows; clients must not look into it.
  var text: String { "\(id.value)_\(priority)_\(moment)" }

  init(parsing text: String) throws(HTTPFault) {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, let id = Int64(parts[0]), id > 0, let priority = Int(parts[1]),
      let moment = Int64(parts[2])
    else {
      throw .invalid([FieldProblem(field: "cursor", detail: "is not a cursor that a list has given")])
    }
    self.init(id: JobID(id), priority: priority, moment: moment)
  }
}
