// A queue that was given nobody who speaks HTTP: what would need it is refused, field by field, and what is in the
// database already fails with a reason.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct WithoutHTTPTests {
  private func withQueue(
    _ scratch: TemporaryDirectory, _ body: (JobQueue) async throws -> Void
  ) async throws {
    var config = JobQueueConfig(dataDirectory: "\(scratch.path)/data", slots: 2)
    config.durability = .relaxed
    let queue = try await JobQueue.open(config, logger: .silent)
    async let running: Void = queue.run()
    do { try await body(queue) } catch { Issue.record(error) }
    queue.stop(.now)
    await running
    await queue.close()
  }

  private func fields(_ error: SubmitError?) -> [String] {
    guard case .invalid(let faults, _)? = error else { return ["\(String(describing: error))"] }
    return faults.map(\.field)
  }

  private func refusal(_ queue: JobQueue, _ job: NewJob) async -> SubmitError? {
    do {
      _ = try await queue.submit(job)
      return nil
    } catch {
      return error
    }
  }

  /// The fields of what `body` throws.
  private func faults(_ body: () async throws -> Void) async -> [String] {
    do {
      try await body()
      return ["nothing is wrong"]
    } catch let error as SubmitError {
      return fields(error)
    } catch JobError.invalid(let faults) {
      return faults.map(\.field)
    } catch {
      return ["\(error)"]
    }
  }

  private static func batch(_ jobs: [NewJob], _ callbacks: [Callback] = []) -> NewBatch {
    var batch = NewBatch(jobs: jobs)
    batch.callbacks = callbacks
    return batch
  }

  @Test func httpJobsAreRefusedWhereverTheyStand() async throws {
    try await withQueue(TemporaryDirectory()) { queue async throws in
      let http = NewJob.http("http://x.example/")
      #expect(fields(await refusal(queue, http)) == ["http"])
      #expect("\(String(describing: await refusal(queue, http)))".contains("HTTPJobs"))
      #expect(fields(await refusal(queue, .noop { $0.then = [FollowUp(http)] })) == ["then[0].job.http"])
      #expect(await faults { _ = try await queue.preview(http) } == ["http"])
      let batch = Self.batch([http])
      #expect(await faults { _ = try await queue.createBatch(batch) } == ["http"])
      let schedule = NewSchedule(.every(micros: 60_000_000), job: http)
      #expect(await faults { _ = try await queue.setSchedule("s", schedule) } == ["job.http"])
    }
  }

  @Test func callbacksToURLsAreRefusedAndThoseToCommandsAreCalled() async throws {
    let scratch = try TemporaryDirectory()
    let file = "\(scratch.path)/told"
    let url = Callback(.url("http://x.example/"))
    let command = Callback(.command(["/bin/sh", "-c", "echo > \(file)"]))
    try await withQueue(scratch) { queue async throws in
      #expect(fields(await refusal(queue, .noop { $0.callbacks = [command, url] })) == ["callbacks[1].url"])
      let batch = Self.batch([.noop()], [url])
      #expect(await faults { _ = try await queue.createBatch(batch) } == ["callbacks[0].url"])
      guard case .created(let job) = try await queue.submit(.noop { $0.callbacks = [command] }) else { return }
      try await eventually { FileManager.default.fileExists(atPath: file) }
      #expect(await faults { _ = try await queue.addCallback(job.id, url) } == ["url"])
      var change = QueueChange()
      change.callbacks = .set([command, url])
      #expect(await faults { _ = try await queue.setQueue("q", change) } == ["callbacks[1].url"])
    }
  }

  @Test func whatIsStoredAlreadyFailsWithAReason() async throws {
    let scratch = try TemporaryDirectory()
    let bench = try await EngineBench.open(scratch)
    let http = try await bench.submit(.http("http://x.example/"))
    let told = try await bench.submit(.noop { $0.callbacks = [Callback(.url("http://x.example/"))] })
    await bench.queue.close()
    try await withQueue(scratch) { queue async throws in
      let job = try await queue.wait(http, timeoutMicros: 60_000_000)
      #expect(job.state == .failed && job.reason == .http && job.failure?.message.contains("HTTPJobs") == true)
      try await eventually { try await queue.callbacks(told).first?.lastError?.contains("Webhooks") == true }
      #expect(try await queue.callbacks(told).first?.state == .due)
    }
  }
}
