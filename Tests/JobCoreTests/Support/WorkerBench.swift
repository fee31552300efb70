// An engine with a handler `work` in worker processes, impatient enough for tests.

import Foundation
import Glibc

@testable import JobCore

/// Runs engines with worker processes.
enum WorkerBench {
  /// Opens an engine whose handler `work` runs `WorkerScript` in `mode`.
  static func run(
    mode: String = "good", settings change: (inout WorkerSettings) -> Void = { _ in },
    engine: (inout JobQueueConfig) -> Void = { _ in }, body: (EngineBench) async throws -> Void
  ) async throws {
    let scratch = try TemporaryDirectory()
    let settings = try WorkerScript.settings(in: scratch, mode: mode, change)
    let configure = { (config: inout JobQueueConfig) in
      config.workers["work"] = settings
      config.workerPace.pauseMicros = 20_000
      config.workerPace.pauseMicrosMax = 100_000
      config.workerPace.killMicros = 300_000
      config.workerPace.closedMicros = 100_000
      engine(&config)
    }
    try await EngineBench.run(in: scratch, configure, body)
  }
}

extension EngineBench {
  /// Submits a job of handler `work` with these steps.
  func start(_ steps: String..., change: (inout NewJob) -> Void = { _ in }) async throws -> JobID {
    var job = NewJob(.handler(name: "work", payload: "[\(steps.joined(separator: ","))]"))
    change(&job)
    return try await submit(job)
  }

  /// The end of a job of handler `work` with these steps.
  func work(_ steps: String..., change: (inout NewJob) -> Void = { _ in }) async throws -> Job {
    var job = NewJob(.handler(name: "work", payload: "[\(steps.joined(separator: ","))]"))
    change(&job)
    return try await finish(job)
  }

  /// What a job made, as text.
  func result(_ job: Job) async throws -> String {
    String(decoding: try await queue.result(job.id).bytes, as: UTF8.self)
  }

  /// Lets jobs go on that wait for the file with this name.
  func open(_ gate: String) throws {
    if !FileManager.default.createFile(atPath: "\(directory)/\(gate)", contents: nil) {
      throw StoreBench.Unexpected(what: "the gate cannot be opened")
    }
  }

  /// The step that waits for it.
  func gate(_ name: String) -> String {
    #"["wait_file", "\#(directory)/\#(name)"]"#
  }

  /// The workers of handler `work`.
  var workers: [WorkerStatus] {
    get async { await queue.workers().workers }
  }
}

extension WorkerPool {
  /// How long the workers have been idle that are, at most.
  var longestIdleMicros: Int64 {
    let since = workers.values.filter { $0.phase == .idle }.map(\.idleSinceMicros).min()
    return since.map { LoopClock.now() - $0 } ?? 0
  }
}
