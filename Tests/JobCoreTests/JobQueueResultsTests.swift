// What jobs made, as whoever asks for it sees it.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobQueueResultsTests {
  @Test func resultIsTheResultFileElseTheOutput() async throws {
    try await EngineBench.run { bench async throws in
      let file = try await bench.finish(.shell(#"echo out; printf 'r\000' > "$JOBD_RESULT""#))
      #expect(file.hasResult)
      #expect(try await bench.queue.result(file.id).bytes == [114, 0])
      let output = try await bench.finish(.shell("echo out"))
      #expect(!output.hasResult)
      #expect(try await bench.queue.result(output.id).bytes == Array("out\n".utf8))
      let failed = try await bench.finish(.shell("echo out; exit 1"))
      await #expect(throws: JobError.noResult(failed.id, state: .failed)) {
        _ = try await bench.queue.result(failed.id)
      }
    }
  }

  @Test func resultOfAHandlerIsWhatItReturned() async throws {
    try await EngineBench.run { bench async throws in
      let echo = try await bench.finish(NewJob(.handler(name: "echo", payload: #"{"a":1}"#)))
      #expect(try await bench.queue.result(echo.id).bytes == Array(#"{"a":1}"#.utf8))
      let fail = try await bench.finish(NewJob(.handler(name: "fail", payload: #"{"code":"c","message":"m"}"#)))
      #expect(fail.reason == .error && fail.failure == JobFailure(code: "c", message: "m"))
      let noop = try await bench.finish(.noop())
      #expect(noop.state == .succeeded && !noop.hasResult)
      await #expect(throws: SubmitError.self) {
        _ = try await bench.submit(NewJob(.handler(name: "none", payload: nil)))
      }
    }
  }

  @Test func resultOfAJobWhoseOutputLostItsMiddleIsItsBeginning() async throws {
    try await EngineBench.run { bench async throws in
      let job = try await bench.finish(
        .shell("head -c 500000 /dev/zero | tr '\\0' x") { $0.process.logLimitBytes = 65_536 })
      let result = try await bench.queue.result(job.id)
      #expect(result.sizeBytes == 500_000 && result.bytes.count >= 32_768 && result.bytes.count < 70_000)
      #expect(!result.bytes.contains(0))
    }
  }

  @Test func resultIsOfAJobThatHasSucceeded() async throws {
    try await EngineBench.run { bench async throws in
      let held = try await bench.submit(.noop { $0.holds = true })
      await #expect(throws: JobError.invalidState(held, state: .held, verb: "result")) {
        _ = try await bench.queue.result(held)
      }
      _ = try await bench.queue.cancel(held)
      await #expect(throws: JobError.noResult(held, state: .cancelled)) { _ = try await bench.queue.result(held) }
      let silent = try await bench.finish(.shell("true"))
      let nothing = try await bench.queue.result(silent.id)
      #expect(nothing.bytes.isEmpty && nothing.sizeBytes == 0 && nothing.source == .file)
      let null = try await bench.queue.result(try await bench.finish(.noop()).id)
      #expect(null.bytes == Array("null".utf8) && null.source == .handler)
    }
  }

  @Test func longResultIsItsBeginningAndSaysHowMuchThereIs() async throws {
    try await EngineBench.run { bench async throws in
      let size = Int(Limits.resultBytesMax) + 10
      let job = try await bench.finish(.shell("head -c \(size) /dev/zero > $JOBD_RESULT"))
      let result = try await bench.queue.result(job.id)
      #expect(result.bytes.count == Int(Limits.resultBytesMax) && result.sizeBytes == Int64(size))
    }
  }

  @Test func jobThatHasEndedIsNotFollowed() async throws {
    try await EngineBench.run { bench async throws in
      let ended = try await bench.finish(.noop())
      #expect(try await bench.queue.followResult(ended.id) == nil)
      await #expect(throws: JobError.notFound(JobID(99))) { _ = try await bench.queue.followResult(JobID(99)) }
      // Its end is waited for, and is not taken for values.
      let command = try await bench.submit(.shell("echo up; exec sleep 600"))
      try await bench.says(command, "up")
      let queue = bench.queue
      async let follower = queue.followResult(command)
      try await eventually { queue.bus.watchCount == 1 }
      _ = try await queue.cancel(command)
      #expect(try await follower == nil)
    }
  }

  @Test func whoFollowsAJobThatNeverStartsIsAnsweredAtTheEnd() async throws {
    let bench = try await EngineBench.open(try TemporaryDirectory())
    let queue = bench.queue
    let held = try await bench.submit(.noop { $0.holds = true })
    async let follower = queue.followResult(held)
    try await eventually { queue.bus.watchCount == 1 }
    await queue.close()
    do {
      _ = try await follower
      Issue.record("it was answered as if the job had ended")
    } catch {
      #expect(error as? JobError == .shuttingDown)
    }
  }
}
