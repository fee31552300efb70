// Says what is wrong with the configuration of worker processes.

extension WorkerSettings {
  /// All that is wrong with these settings, by the names they have in the configuration; empty if they can be used.
  public func faults() -> [FieldFault] {
    var check = FieldChecks()
    if case .program(let argv) = command { check.command(argv) }
    check.integer("processes", processes, in: 1...Limits.workerProcessesMax)
    check.integer("concurrency", concurrency, in: 1...Limits.workerConcurrencyMax)
    check.integer("max_jobs_per_process", maxJobsPerProcess, in: Limits.workerJobsRange)
    check.integer("idle_timeout", idleTimeoutMicros, in: Limits.workerIdleMicrosRange)
    check.integer("max_rss", maxRSSBytes, in: Limits.workerRSSBytesRange)
    check.integer("startup_timeout", startupTimeoutMicros, in: Limits.workerStartupMicrosRange)
    return check.faults
  }
}

extension FieldChecks {
  fileprivate mutating func command(_ argv: [String]) {
    guard let program = argv.first, !program.isEmpty else { return fault("command", "must name a program") }
    let bytes = argv.reduce(0) { $0 + $1.utf8.count + 1 }
    if argv.count > Limits.argvCountMax || bytes > Limits.commandBytesMax {
      fault(
        "command",
        "must have at most \(Limits.argvCountMax) arguments and \(Limits.commandBytesMax) bytes in all")
    }
    if argv.contains(where: { $0.utf8.contains(0) }) { fault("command", "must not contain NUL") }
  }

  fileprivate mutating func integer<Number: FixedWidthInteger>(
    _ field: String, _ value: Number?, in range: ClosedRange<Number>
  ) {
    guard let value, !range.contains(value) else { return }
    fault(field, "must be between \(range.lowerBound) and \(range.upperBound)")
  }
}
