// An engine whose handlers run in worker processes that are the program of Tests/WorkerHost: the worker half of JobCore
// at work, with the queue in this process, where it can be looked at.

import Foundation
import TestSupport

@testable import JobCore

/// Runs engines with workers in Swift.
enum HostBench {
  /// The program, beside the test runner.
  static let program: String = {
    let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let path = URL(filePath: runner).deletingLastPathComponent().appending(path: "WorkerHost").path
    precondition(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built")
    return path
  }()

  /// Opens an engine for handlers of the program.
  static func run(
    _ handlers: String..., settings change: (inout WorkerSettings) -> Void = { _ in },
    engine: (inout JobQueueConfig) -> Void = { _ in }, body: (EngineBench) async throws -> Void
  ) async throws {
    var settings = WorkerSettings(.program([program]))
    settings.processes = 1
    change(&settings)
    let configure = { (config: inout JobQueueConfig) in
      for handler in handlers { config.workers[handler] = settings }
      // As for a program that is its own worker.
      config.submissionParser = ReexecutedSubmission.parse
      config.graceMicros = 5_000_000
      config.workerPace.pauseMicros = 20_000
      config.workerPace.killMicros = 300_000
      engine(&config)
    }
    try await EngineBench.run(configure, body)
  }
}

extension EngineBench {
  /// The end of a job with this payload.
  func finish(
    _ handler: String, _ payload: String?, _ change: (inout NewJob) -> Void = { _ in }
  ) async throws -> Job {
    try await finish(.handler(handler, nil, payload: payload, change))
  }
}
