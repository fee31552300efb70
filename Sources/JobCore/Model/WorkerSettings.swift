// The worker processes of a handler, as configured: what to start, how many, and when one of them is replaced.

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
}

/// What is started as a worker process.
public enum WorkerCommand: Hashable, Sendable {
  /// A program and its arguments, looked for as execvp(3) does.
  case program([String])
  /// This program once more. Its `main` calls `JobWorker.runIfAsked` before it does anything else.
  case reexec
}
