// What may be configured for worker processes, and what is refused in words.

import Testing

@testable import JobCore

@Suite struct WorkerSettingsValidationTests {
  @Test func defaultsCanBeUsed() {
    let settings = WorkerSettings(.program(["python3", "worker.py"]))
    #expect(settings.faults().isEmpty)
    #expect(settings.processes >= 1 && settings.concurrency == 1)
    #expect(WorkerSettings(.reexec).faults().isEmpty)
  }

  @Test func everyBoundIsChecked() {
    var settings = WorkerSettings(.program([]))
    settings.processes = 0
    settings.concurrency = 0
    settings.maxJobsPerProcess = 0
    settings.idleTimeoutMicros = -1
    settings.maxRSSBytes = 1
    settings.startupTimeoutMicros = 0
    #expect(
      settings.faults().map(\.field) == [
        "command", "processes", "concurrency", "max_jobs_per_process", "idle_timeout", "max_rss", "startup_timeout",
      ])
    settings.processes = .max
    settings.concurrency = .max
    settings.maxJobsPerProcess = .max
    settings.idleTimeoutMicros = .max
    settings.maxRSSBytes = .max
    settings.startupTimeoutMicros = .max
    #expect(settings.faults().count == 7)
  }

  @Test(arguments: [["", "x"], ["a\0b"], Array(repeating: "x", count: Limits.argvCountMax + 1)]) func commands(
    _ argv: [String]
  ) {
    #expect(WorkerSettings(.program(argv)).faults().map(\.field) == ["command"])
  }
}
