// Says what is wrong with a batch itself; its jobs are validated one by one.

extension NewBatch {
  /// All that is wrong with the batch apart from its jobs; empty when it may be stored.
  public func faults() -> [FieldFault] {
    var check = FieldChecks()
    if let name { check.name(name) }
    check.timeLimit("timeout", timeoutMicros)
    check.time("deadline", deadline)
    check.callbacks(callbacks)
    return check.faults
  }

  static let returnInBatch = FieldFault(
    field: "unique.on_conflict", detail: "must not be return in a batch: another job would be no member of it")
}
