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
}
