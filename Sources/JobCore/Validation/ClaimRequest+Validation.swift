// Says what is wrong with a claim, all of it at once.

extension ClaimRequest {
  /// All that is wrong with this request; empty when it may be made.
  public func faults() -> [FieldFault] {
    var check = FieldChecks()
    if handlers.isEmpty && queues.isEmpty {
      check.fault("handlers", "must name at least one handler, or queues at least one queue")
    }
    for (field, names) in [("handlers", handlers), ("queues", queues)] {
      if names.count > Limits.claimFiltersMax {
        check.fault(field, "must not name more than \(Limits.claimFiltersMax)")
      }
    }
    for name in handlers.prefix(Limits.claimFiltersMax) {
      if name.isEmpty || name.utf8.count > Limits.nameBytesMax {
        check.fault("handlers", "each must have 1 to \(Limits.nameBytesMax) bytes")
      } else if FieldChecks.hasControls(name) {
        check.fault("handlers", "must not contain \(FieldChecks.controls)")
      }
    }
    // A queue of another name cannot come to be: who waits for its jobs would wait in vain.
    for name in queues.prefix(Limits.claimFiltersMax) { check.queueName(name, field: "queues") }
    if !(1...Limits.claimMax).contains(max) { check.fault("max", "must be from 1 to \(Limits.claimMax)") }
    if !Limits.leaseMicrosRange.contains(leaseMicros) { check.fault("lease", "must be from 1s to 12h") }
    if waitMicros > Limits.waitMicrosMax { check.fault("wait", "must be at most 10m") }
    if let worker = worker, worker.isEmpty || worker.utf8.count > Limits.workerNameBytesMax {
      check.fault("worker", "must have 1 to \(Limits.workerNameBytesMax) bytes")
    } else if let worker, FieldChecks.hasControls(worker) {
      check.fault("worker", "must not contain \(FieldChecks.controls)")
    }
    return check.faults
  }
}
