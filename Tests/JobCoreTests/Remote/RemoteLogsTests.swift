// The race of an append with the end of its attempt: nothing is watched any more, and nobody waits for ever.

import TestSupport
import Testing

@testable import JobCore

@Suite struct RemoteLogsTests {
  private let fence = Fence(job: JobID(7), start: 1, boot: 1)

  private func run(_ body: (RemoteLogs, LogWatch, String) async throws -> Void) async throws {
    let scratch = try TemporaryDirectory()
    let files = LogFiles(root: scratch.path, store: "m")
    let watch = LogWatch()
    let logs = RemoteLogs(files: files, watch: watch, limitBytes: 1_048_576)
    try await body(logs, watch, files.paths(fence.job, start: 1).stdout)
  }

  @Test func appendThatIsOvertakenByTheEndLeavesNothingBehind() async throws {
    try await run { logs, watch, path in
      logs.enter(fence)
      // The attempt was found live, and ends before the bytes are written.
      logs.end([fence])
      try await logs.append([1], to: .stdout, of: fence)
      logs.leave(fence)
      #expect(logs.count == 0)
      #expect(await !watch.waitForGrowth(path, past: 1))
    }
  }

  @Test func endDuringALaterAppendLeavesNothingBehind() async throws {
    try await run { logs, watch, path in
      logs.enter(fence)
      try await logs.append([1], to: .stdout, of: fence)
      logs.leave(fence)
      #expect(logs.count == 1)
      logs.enter(fence)
      logs.end([fence])
      #expect(await !watch.waitForGrowth(path, past: 1))
      try await logs.append([2], to: .stderr, of: fence)
      logs.leave(fence)
      #expect(logs.count == 0)
      #expect(await !watch.waitForGrowth(path, past: 1))
    }
  }

  @Test func aFenceThatIsNoneLeavesNothingBehind() async throws {
    try await run { logs, _, _ in
      logs.enter(fence)
      logs.leave(fence)
      #expect(logs.count == 0)
    }
  }
}
