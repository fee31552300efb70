// What a wait is about, from the wire.

import JobCore
import JobWire

extension WaitTarget {
  init(_ request: WaitRequest) throws(HTTPFault) {
    guard request.exclude?.count ?? 0 <= Limits.waitIDsMax else {
      throw .invalid([FieldProblem(field: "exclude", detail: "must name at most \(Limits.waitIDsMax) jobs")])
    }
    if let ids = request.ids {
      guard (1...Limits.waitIDsMax).contains(ids.count) else {
        let detail = "must name 1 to \(Limits.waitIDsMax) jobs"
        throw .invalid([FieldProblem(field: "ids", detail: detail)])
      }
      self = .jobs(ids.map { JobID($0) })
    } else if let queue = request.queue {
      self = .queue(queue)
    } else if let filter = request.filter {
      self = .filter(try JobFilter(filter, prefix: "filter."))
    } else if let batch = request.batch {
      guard request.exclude == nil else {
        let detail = "cannot be given together with batch: a batch is done when all its members have ended"
        throw .invalid([FieldProblem(field: "exclude", detail: detail)])
      }
      self = .batch(BatchID(batch))
    } else {
      // Exactly one of the four is there: the wire type has seen to it.
      throw .invalid([FieldProblem(field: "(body)", detail: "must say what to wait for")])
    }
  }

  /// The target without `excluded` jobs; `nil` when that leaves nothing to wait for. For queues and filters the engine
  /// leaves them out.
  func without(_ excluded: Set<JobID>) -> WaitTarget? {
    guard case .jobs(let ids) = self, !excluded.isEmpty else { return self }
    let rest = ids.filter { !excluded.contains($0) }
    return rest.isEmpty ? nil : .jobs(rest)
  }
}

extension WaitUntil {
  init(_ until: WireWaitUntil) {
    switch until {
    case .all: self = .all
    case .first: self = .first
    case .firstFailure: self = .firstFailure
    case .firstError: self = .firstError
    }
  }
}

extension WireDuration {
  /// - Errors: longer than a wait may be.
  func checkedWait(_ field: String) throws(HTTPFault) -> Int64 {
    guard micros <= Limits.waitMicrosMax else {
      let longest = WireDuration(micros: Limits.waitMicrosMax)
      throw .invalid([FieldProblem(field: field, detail: "must be at most \(longest); wait again after that")])
    }
    return micros
  }
}
