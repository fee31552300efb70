// Jobs as they are read: their history, their output, and what runs as it is now.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueReadTests {
  @Test func retriesKeepTheirHistoryAndTheirLogs() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("echo try $JOBD_ATTEMPT; test $JOBD_ATTEMPT = 3") {
          $0.retry = .attempts(5)
        })
      #expect(job.state == .succeeded && job.attempt == 3)
      let detail = try await bench.queue.detail(job.id)
      #expect(detail.attempts.map(\.outcome) == [.failed, .failed, .succeeded])
      for attempt in 1...3 {
        let log = try await bench.queue.log(job.id, stream: .stdout, attempt: attempt)
        #expect(await log.read(at: 0, count: 100) == Array("try \(attempt)\n".utf8))
      }
    }
  }

  private func isInvalid(_ field: String, _ body: () async throws -> Void) async -> Bool {
    do { try await body() } catch {
      if case .invalid(let faults)? = error as? JobError { return faults.map(\.field) == [field] }
    }
    return false
  }

  @Test func jobThatIsNotThereIsNotFound() async throws {
    try await EngineBench.run { bench async throws in
      let (queue, id) = (bench.queue, JobID(99))
      await #expect(throws: JobError.notFound(id)) { _ = try await queue.job(id) }
      await #expect(throws: JobError.notFound(id)) { _ = try await queue.detail(id) }
      await #expect(throws: JobError.notFound(id)) { _ = try await queue.log(id, stream: .stdout, attempt: nil) }
      await #expect(throws: JobError.notFound(id)) { _ = try await queue.follow(id, stream: .stdout, attempt: 1) }
      await #expect(throws: JobError.notFound(id)) { _ = try await queue.result(id) }
    }
  }

  @Test func whatRunsIsShownAsItIsNow() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("printf abc; printf de >&2; echo up >&2; exec sleep 600"))
      // What it writes may be there before it is known which process it is.
      try await eventually {
        guard try await bench.queue.job(id).pid != nil else { return false }
        return try await bench.output(id, .stderr).contains("up")
      }
      try await bench.queue.reportProgress(id, fraction: 0.25)
      let job = try await bench.queue.job(id)
      #expect(job.state == .running && job.pid.map(isAlive) == true && job.progress?.fraction == 0.25)
      #expect(job.log == LogSummary(stdoutBytes: 3, stderrBytes: 5))
      let detail = try await bench.queue.detail(id)
      let attempt = try #require(detail.attempts.last)
      #expect(attempt.pid == job.pid && attempt.stdoutBytes == 3 && attempt.stderrBytes == 5)
      let listed = try await bench.queue.jobs(JobFilter(), order: .newest, limit: 1, after: nil).jobs.first
      #expect(listed?.pid == job.pid && listed?.log == job.log && listed?.progress == job.progress)
    }
  }

  @Test func pageHasSomethingOnItWhateverIsAskedFor() async throws {
    try await EngineBench.run { bench async throws in
      var ids: [JobID] = []
      for _ in 0..<3 { ids.append(try await bench.submit(.noop { $0.holds = true })) }
      for limit in [0, -5, 1] {
        let page = try await bench.queue.jobs(JobFilter(), order: .newest, limit: limit, after: nil)
        #expect(page.jobs.map(\.id) == [ids[2]] && page.next != nil)
        let next = try await bench.queue.jobs(JobFilter(), order: .newest, limit: .max, after: page.next)
        #expect(next.jobs.map(\.id) == [ids[1], ids[0]] && next.next == nil)
      }
    }
  }

  @Test func attemptThatWasNeverMadeIsAFaultOfTheRequest() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell("echo one"))
      let queue = bench.queue
      for attempt in [0, 2, -1, .max] {
        #expect(await isInvalid("attempt") { _ = try await queue.log(job.id, stream: .stdout, attempt: attempt) })
        #expect(await isInvalid("attempt") { _ = try await queue.follow(job.id, stream: .stdout, attempt: attempt) })
      }
      // One that has not begun has no output, and that is no fault.
      let held = try await bench.submit(.noop { $0.holds = true })
      let log = try await queue.log(held, stream: .stdout, attempt: nil)
      #expect(log.size == 0)
    }
  }

  @Test func outputThatIsGoneIsNotShownAsNone() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(.shell("echo out"))
      let path = bench.queue.files.paths(job.id, start: 1).stdout
      try FileManager.default.removeItem(atPath: path)
      let (queue, gone) = (bench.queue, JobError.outputGone(job.id, what: "stdout"))
      for attempt in [nil, 1] {
        await #expect(throws: gone) { _ = try await queue.log(job.id, stream: .stdout, attempt: attempt) }
        await #expect(throws: gone) { _ = try await queue.follow(job.id, stream: .stdout, attempt: attempt) }
      }
      await #expect(throws: gone) { _ = try await queue.result(job.id) }
      // It wrote nothing there, so nothing is missing.
      let errors = try await queue.log(job.id, stream: .stderr, attempt: nil)
      #expect(errors.size == 0)
    }
  }

  @Test func failureThatHasBeenShownCountsAsSeen() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(NewJob(.handler(name: "fail", payload: nil)))
      try await eventually { try await bench.queue.store.job(id)?.isUnseenFailure == true }
      _ = try await bench.queue.job(id)
      try await eventually { try await bench.queue.store.job(id)?.isUnseenFailure == false }
    }
  }
}
