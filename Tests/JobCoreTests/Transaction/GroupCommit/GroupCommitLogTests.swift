// What an operator reads of the writer: what is wrong, how much waits for it, and what to do.

import Logging
import TestSupport
import Testing

@testable import JobCore

@Suite struct GroupCommitLogTests {
  private let lines = Noted<[NotedLine]>([])

  private func log(slowMicros: Int64? = nil) -> GroupCommitLog {
    let lines = lines
    return GroupCommitLog(
      logger: Logger(label: "test") { _ in NotingLogHandler(lines: lines) }, slowMicros: slowMicros)
  }

  @Test func onlyTransactionsThatTakeLongerAreNamed() throws {
    log().slow(.seconds(9), count: 1)
    log(slowMicros: 1_000).slow(.milliseconds(1), count: 1)
    #expect(lines.value.isEmpty)
    log(slowMicros: 1_000).slow(.microseconds(1_001), count: 7)
    let line = try #require(lines.value.first)
    #expect(line.level == .warning && line.metadata[LogKeys.count] == "7")
    #expect(line.metadata[LogKeys.duration] == "\(Duration.microseconds(1_001))")
  }

  @Test func whatToDoIsSaidWithWhatIsWrong() throws {
    let errors: [(StoreError, String)] = [
      (.full(statement: "s"), "Free space on the disk: removing output of ended jobs will do."),
      (.replaced(path: "/p"), "Put the file that was at /p back, or restart jobd."),
      (.io(statement: "s", code: 10, message: "m"), "Check the disk."),
    ]
    for (error, remedy) in errors {
      log().waits(3, for: error)
      let line = try #require(lines.value.last)
      #expect(line.level == .warning && line.message.hasSuffix(" \(remedy)"))
      #expect(line.metadata == [LogKeys.count: "3", LogKeys.error: "\(error)"])
    }
    log().allIsRecorded()
    #expect(lines.value.last?.level == .notice)
  }

  @Test func whatIsLeftAloneIsNamed() throws {
    let error = StoreError.illegal(statement: "s", message: "m")
    log().leavesOut(.thing(.schedule(7)), error)
    let line = try #require(lines.value.last)
    #expect(line.level == .error)
    #expect(line.metadata == [LogKeys.due: "\(DueThing.schedule(7))", LogKeys.error: "\(error)"])
  }

  @Test func whatIsPutOffIsNamed() throws {
    let error = StoreError.unreadable(statement: "s", message: "m")
    for (sequel, what) in [(Sequel.settlement, "follow-up"), (.claims, "jobs")] {
      log().leavesOut(.sequel(sequel), error)
      let line = try #require(lines.value.last)
      #expect(line.level == .error && line.message.contains(what))
      #expect(line.metadata == [LogKeys.error: "\(error)"])
    }
  }

  @Test func cancelThatTheNextStartFindsIsNamed() throws {
    log().isFoundAgain(.cancel(.batch(BatchID(3))))
    log().isFoundAgain(.cancel(.job(JobID(7), start: 1, isForced: false)))
    log().isFoundAgain(.end(Fence(job: JobID(9), start: 1, boot: 1)))
    #expect(lines.value.map(\.metadata) == [[LogKeys.batchID: "3"], [LogKeys.jobID: "7"]])
    #expect(lines.value.allSatisfy { $0.level == .error })
  }

  @Test func brokenRuleNamesTheJobWhoseEndItWas() throws {
    let error = StoreError.illegal(statement: "s", message: "m")
    log().brokenRule(error, by: nil)
    #expect(lines.value.last?.metadata == [LogKeys.error: "\(error)"])
    let end = WriterBench().end(of: try RuleBench().start())
    log().brokenRule(error, by: end)
    #expect(lines.value.last?.level == .error)
    #expect(lines.value.last?.metadata == [LogKeys.error: "\(error)", LogKeys.jobID: "1"])
  }
}
