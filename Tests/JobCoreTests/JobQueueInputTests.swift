// Input for commands that run: it reaches the attempt that it is for, whole and in order, and no other.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite(.timeLimit(.minutes(2))) struct JobQueueInputTests {
  private func refusal(_ body: () async throws -> Void) async -> InputRefusal? {
    do { try await body() } catch {
      if case .inputRefused(_, let refusal)? = error as? JobError { return refusal }
    }
    return nil
  }

  /// Submits it as interactive, and returns once it runs.
  private func begin(_ bench: EngineBench, _ job: NewJob) async throws -> JobID {
    var job = job
    job.process.isInteractive = true
    let id = try await bench.submit(job)
    try await eventually { try await bench.queue.job(id).state == .running }
    return id
  }

  @Test func whatIsSentIsReadBehindWhatWasGiven() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await begin(bench, .shell("exec cat") { $0.process.stdin = Array("0 ".utf8) })
      for text in ["a ", "b "] {
        #expect(
          try await bench.queue.send(Array(text.utf8), to: id)
            == SentInput(acceptedBytes: 2, attempt: 1, isClosed: false))
        try await bench.says(id, text)
      }
      let last = try await bench.queue.send(Array("c".utf8), to: id, attempt: 1, isLast: true)
      #expect(last == SentInput(acceptedBytes: 1, attempt: 1, isClosed: true))
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await bench.output(id) == "0 a b c")
    }
  }

  @Test func whatTakesNoInputSaysWhy() async throws {
    try await EngineBench.run { bench async throws in
      let queue = bench.queue
      let held = try await bench.submit(
        .shell("cat") {
          $0.holds = true
          $0.process.isInteractive = true
        })
      await #expect(throws: JobError.invalidState(held, state: .held, verb: "stdin")) {
        _ = try await queue.send([1], to: held)
      }
      await #expect(throws: JobError.notFound(JobID(99))) { _ = try await queue.send([1], to: JobID(99)) }
      let deaf = try await bench.submit(.shell("echo up; exec sleep 600"))
      try await bench.says(deaf, "up")
      #expect(await refusal { _ = try await queue.send([1], to: deaf) } == .notInteractive)
      let closing = try await begin(bench, .shell("exec <&-; echo up; exec sleep 600"))
      try await bench.says(closing, "up")
      #expect(
        await refusal { _ = try await queue.send([1], to: closing) } == .closedByCommand(acceptedBytes: 0))
      let external = try await bench.submit(NewJob(.external))
      try await eventually { try await queue.job(external).state == .running }
      #expect(await refusal { _ = try await queue.send([1], to: external) } == .notInteractive)
      let ended = try await begin(bench, .shell("cat; echo up; exec sleep 600"))
      _ = try await queue.send([], to: ended, isLast: true)
      try await bench.says(ended, "up")
      #expect(await refusal { _ = try await queue.send([1], to: ended) } == .ended)
      #expect(try await queue.send([], to: ended, isLast: true).isClosed)
      await #expect(throws: JobError.self) {
        _ = try await queue.send([UInt8](repeating: 0, count: Limits.sendBytesMax + 1), to: ended)
      }
    }
  }

  @Test func nextAttemptGetsNothingOfTheOneBefore() async throws {
    try await EngineBench.run { bench async throws in
      let id = try await begin(
        bench,
        .shell("read -r line; echo \"$JOBD_ATTEMPT $line\"; test $JOBD_ATTEMPT = 2") { $0.retry.maxAttempts = 2 })
      // The second line is in the pipe of an attempt that ends without reading it.
      _ = try await bench.queue.send(Array("one\nrest\n".utf8), to: id, attempt: 1)
      try await eventually {
        let job = try await bench.queue.job(id)
        return job.state == .running && job.attempt == 2
      }
      #expect(await refusal { _ = try await bench.queue.send([1], to: id, attempt: 1) } == .otherAttempt(2))
      _ = try await bench.queue.send(Array("two\n".utf8), to: id, attempt: 2)
      #expect(try await bench.end(of: id).state == .succeeded)
      #expect(try await bench.output(id) == "2 two\n")
    }
  }

  @Test func interactiveCommandInheritsNothingElse() async throws {
    try await EngineBench.run { bench async throws in
      // `ls` itself has the directory open.
      let listed = try await bench.shell("exec ls /proc/self/fd") { $0.process.isInteractive = true }
      #expect(listed == "0\n1\n2\n3\n")
    }
  }
}
