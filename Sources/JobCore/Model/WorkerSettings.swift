// The worker processes of a handler, as configured: what to start, how many, and when one of them has served its time.

import Glibc

/// How the jobs of one handler run in worker processes.
public struct WorkerSettings: Hashable, Sendable {
  /// What is started.
  public var command: WorkerCommand
  /// Processes at most; they are started when there is work for them.
  public var processes = Self.processesDefault
  /// Attempts in flight in one process.
  public var concurrency = 1
  /// A process ends after about this many jobs, give or take a tenth; `nil` is never.
  public var maxJobsPerProcess: Int?
  /// A process without work ends after this long, in microseconds.
  public var idleTimeoutMicros = Limits.workerIdleMicrosDefault
  /// A process that is larger than this between two jobs ends, in bytes of resident memory; `nil` is never.
  public var maxRSSBytes: Int64?
  /// From the start of a process to its `hello`, in microseconds.
  public var startupTimeoutMicros = Limits.workerStartupMicrosDefault

  /// The defaults, for this command.
  public init(_ command: WorkerCommand) {
    self.command = command
  }

  /// As many as there are cores.
  public static let processesDefault = min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), Limits.workerProcessesMax)

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

/// What is started as a worker process.
public enum WorkerCommand: Hashable, Sendable {
  /// A program and its arguments, looked for as execvp(3) does.
  case program([String])
  /// This program once more. Its `main` calls `JobWorker.runIfAsked` before it does anything else.
  case reexec
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
