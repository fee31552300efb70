// An engine with a handler `work` in worker processes, impatient enough for tests.

import Foundation
import Glibc
import TestSupport
import Testing

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

  /// The end of a job of handler `work` whose time is up as soon as its worker is at these steps, however long the worker
  /// takes to come to them: a limit that is over before that ends the job without its worker.
  func workTooLong(_ steps: String..., graceMicros: Int64, onceItSays text: String = "begun") async throws -> Job {
    let begun = #"["say", {"type": "log", "stream": "stdout", "text": "begun"}]"#
    let payload = "[\(([begun] + steps).joined(separator: ","))]"
    var job = NewJob(.handler(name: "work", payload: payload))
    job.timeoutMicros = 3_600_000_000
    job.graceMicros = graceMicros
    let id = try await submit(job)
    try await says(id, text)
    try await letTimeBeUp(id)
    return try await end(of: id)
  }

  /// Gives a running job a limit that it reaches in a moment.
  private func letTimeBeUp(_ id: JobID) async throws {
    try await eventually {
      let startedAt = try await queue.job(id).startedAt ?? .noon
      var patch = JobPatch()
      patch.timeoutMicros = .set(SystemClock().now().micros(since: startedAt) + 50_000)
      do throws(JobError) {
        _ = try await queue.update(id, patch)
        return true
      } catch {
        // The moment had passed before the limit was there.
        guard case .timePassed = error else { throw error }
        return false
      }
    }
  }

  /// What a job made, as text.
  func result(_ job: Job) async throws -> String {
    String(decoding: try await queue.result(job.id).bytes, as: UTF8.self)
  }

  /// Lets jobs go on that wait for the file with this name.
  func open(_ gate: String) throws {
    if !FileManager.default.createFile(atPath: "\(directory)/\(gate)", contents: nil) {
      throw Unexpected(what: "the gate cannot be opened")
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

extension Blocker {
  /// Why the workers of its handler are down.
  var failure: String? {
    if case .handlerDown(_, let failure) = cause { failure } else { nil }
  }
}
