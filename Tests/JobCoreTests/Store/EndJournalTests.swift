// The journal of ends: what goes in comes out, torn and foreign records do not, and its room is there beforehand.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct EndJournalTests {
  /// An end in which nothing is left out.
  private func full(_ id: Int64 = 7, bytes: Int = 3) throws -> Transition {
    var end = Transition(
      fence: Fence(job: JobID(id), start: 2, boot: 5), attempt: 1, startedAt: .noon, next: .retrying, reason: .exit,
      runAt: .noon + 9, outcome: .failed, exitCode: 3, signal: 9, failure: JobFailure(code: "c", message: "m"),
      finishedAt: .noon + 5, pid: 77, log: LogSummary(stdoutBytes: 1, stderrBytes: 2, isTruncated: true),
      hasResult: true, result: [UInt8](repeating: 0xFF, count: bytes), keepForMicros: 12)
    end.followUps = [FollowUp(on: .failure, .shell("echo then"))]
    end.progress = try Progress(done: 1, total: 3, note: "n", at: .noon)
    end.http = HTTPAnswer(status: 204, headers: [.init(name: "a", value: "b")], url: "http://localhost/")
    end.lane = "lane"
    end.isTimedOut = true
    return end
  }

  /// Another end in which as much as possible is left out.
  private var plain: Transition {
    Transition(
      fence: Fence(job: JobID(1), start: 1, boot: 1), attempt: 0, startedAt: .noon + 1, next: .queued,
      outcome: .succeeded,
      finishedAt: .noon, log: LogSummary(), hasResult: false, keepForMicros: 0)
  }

  /// The fields that are the same in both, those of their parts included.
  private func same(_ one: Any, _ other: Any, _ path: String = "") -> [String] {
    let (first, second) = (Mirror(reflecting: one), Mirror(reflecting: other))
    if first.displayStyle != .struct || first.children.isEmpty { return "\(one)" == "\(other)" ? [path] : [] }
    return zip(first.children, second.children).flatMap { same($0.value, $1.value, "\(path).\($0.label ?? "?")") }
  }

  private func path(_ directory: TemporaryDirectory) -> String { "\(directory.path)/jobd.ends" }

  @Test func everyFieldComesBack() throws {
    let directory = try TemporaryDirectory()
    let end = try full()
    // A field that is the same in both might be left out, and nobody would see it.
    #expect(same(end, plain).isEmpty)
    do {
      let journal = try EndJournal(path: path(directory), store: "s")
      #expect(try journal.add(end) && journal.add(full(8)))
    }
    let journal = try EndJournal(path: path(directory), store: "s")
    #expect(try journal.ends() == [end, full(8)])
    // What is added before the earlier ones are forgotten stands behind them.
    #expect(try journal.add(full(9)))
    #expect(try EndJournal(path: path(directory), store: "s").ends().map(\.fence.job.value) == [7, 8, 9])
    // And stays when they are.
    journal.forgetEarlier()
    #expect(try EndJournal(path: path(directory), store: "s").ends().contains(full(9)))
    try journal.recorded(.end(full(9).fence))
    #expect(try EndJournal(path: path(directory), store: "s").ends().isEmpty)
    #expect(journal.add(end))
    #expect(try EndJournal(path: path(directory), store: "s").ends() == [end])
  }

  @Test func roomOfWhatIsRecordedIsUsedAgain() throws {
    let directory = try TemporaryDirectory()
    let journal = try EndJournal(path: path(directory), store: "s")
    journal.forgetEarlier()
    var count: Int64 = 0
    while journal.add(try full(count, bytes: 10_000)) { count += 1 }
    let stay: Set<Int64> = [0, 17, count - 1]
    for id in 0..<count where !stay.contains(id) { try journal.recorded(.end(full(id).fence)) }
    // Many sizes, so that what is left of a room is of many sizes too.
    var kept = stay
    for step in 0..<Int64(120) {
      let id = count + step
      #expect(journal.add(try full(id, bytes: Int(step * 3_701 % 10_000))))
      kept.insert(id)
      // Some of them go again.
      if step % 3 != 0 {
        try journal.recorded(.end(full(id - 1).fence))
        kept.remove(id - 1)
      }
      if step % 20 == 0 {
        let found = try EndJournal(path: path(directory), store: "s").ends().map(\.fence.job.value)
        #expect(kept.isSubset(of: found))
      }
    }
    for id in kept { try journal.recorded(.end(full(id).fence)) }
    #expect(try EndJournal(path: path(directory), store: "s").ends().isEmpty)
    #expect(FileSize.bytes(at: path(directory)) == Limits.endJournalBytes)
  }

  @Test func whatIsOfAnotherStoreIsLeftOut() throws {
    let directory = try TemporaryDirectory()
    let other = try EndJournal(path: path(directory), store: "other")
    #expect(try other.add(full()) && other.add(KeptCancel(subject: .batch(BatchID(3)))))
    let words = try EndJournal(path: path(directory), store: "s").earlier()
    #expect(words.ends.isEmpty && words.cancels.isEmpty)
  }

  @Test func cancelStandsBesideEndsOnceUntilItIsRecorded() throws {
    let directory = try TemporaryDirectory()
    let journal = try EndJournal(path: path(directory), store: "s")
    journal.forgetEarlier()
    let job = KeptCancel(
      subject: .job(JobID(7), start: 2, isForced: true), reason: "no \u{1F5D1} more", graceMicros: 5)
    let batch = KeptCancel(subject: .batch(BatchID(3)))
    #expect(try journal.add(job) && journal.add(full()) && journal.add(batch) && journal.add(job))
    let words = try EndJournal(path: path(directory), store: "s").earlier()
    #expect(try words.cancels == [job, batch] && words.ends == [full()])
    #expect(job.options.isForced && job.options.graceMicros == 5 && job.options.reason == job.reason)
    #expect(batch.options == CancelOptions())
    journal.recorded(.cancel(job.subject))
    // What its room is used for next is of another kind.
    #expect(journal.add(KeptCancel(subject: .job(JobID(8), start: 1, isForced: false))))
    let left = try EndJournal(path: path(directory), store: "s").earlier()
    #expect(!left.cancels.contains(job) && left.cancels.count == 2 && left.ends.count == 1)
  }

  /// Or very many cancels would be in the way of ends, which nobody can ask for again.
  @Test func cancelsLeaveEndsHalfOfTheRoom() throws {
    let directory = try TemporaryDirectory()
    let journal = try EndJournal(path: path(directory), store: "s")
    let reason = String(repeating: "x", count: 50_000)
    var count: Int64 = 0
    while journal.add(KeptCancel(subject: .job(JobID(count), start: 1, isForced: false), reason: reason)) { count += 1 }
    #expect((5...12).contains(count))
    #expect(try journal.add(full(bytes: 150_000)))
  }

  @Test func tornRecordEndsTheJournal() throws {
    let directory = try TemporaryDirectory()
    let journal = try EndJournal(path: path(directory), store: "s")
    #expect(try journal.add(full(1)) && journal.add(full(2)) && journal.add(full(3)))
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: path(directory))))
    let second = try #require(bytes.indices.dropFirst(1).first { bytes[$0...].starts(with: Array("JEND".utf8)) })
    bytes[second + 40] ^= 1
    try Data(bytes).write(to: URL(filePath: path(directory)))
    #expect(try EndJournal(path: path(directory), store: "s").ends().map(\.fence.job.value) == [1])
  }

  @Test func roomIsTakenBeforehandAndIsAllThereIs() throws {
    let directory = try TemporaryDirectory()
    let journal = try EndJournal(path: path(directory), store: "s")
    var status = stat()
    #expect(stat(path(directory), &status) == 0)
    #expect(Int(status.st_blocks) * 512 >= Limits.endJournalBytes)
    #expect(try !journal.add(full(bytes: Limits.endJournalBytes)))
    var count = 0
    while journal.add(try full(Int64(count), bytes: 50_000)) { count += 1 }
    #expect((5...20).contains(count))
    #expect(FileSize.bytes(at: path(directory)) == Limits.endJournalBytes)
    #expect(journal.ends().count == count)
  }
}
