// Batches, schedules, queues, callbacks and blockers as people read them.

import Foundation
import JobWire
import Testing

@testable import jobctl

@Suite struct FlowTextTests {
  private static let terminal = Terminal(width: 80, hasColor: false)
  private static let moment = Moment(now: JobSamples.now)
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")

  private func check(_ name: String, _ lines: [String]) throws {
    let text = lines.joined(separator: "\n") + "\n"
    let file = Self.directory.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["JOBD_UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name) no longer looks like its golden file")
  }

  private static let batches = [
    BatchView(id: 4, open: true, size: 0, counts: StateCounts(), createdAt: JobSamples.ago(5)),
    BatchView(
      id: 3, name: "日本 night", failFast: true, cancelRequested: true, size: 10,
      counts: StateCounts([.succeeded: 6, .failed: 1, .running: 2, .skipped: 1]), firstFailure: 42,
      createdAt: JobSamples.ago(90)),
    BatchView(
      id: 2, done: true, size: 3, counts: StateCounts([.succeeded: 3]), createdAt: JobSamples.ago(7_200),
      finishedAt: JobSamples.ago(7_000)),
  ]

  @Test func batchesAreATable() throws {
    try check("batches", BatchText.table(Self.batches, at: Self.moment).lines(on: Self.terminal))
  }

  @Test func aBatchTellsHowItStands() {
    let page = BatchText.lines(Self.batches[1], on: Self.terminal, at: Self.moment).joined(separator: "\n")
    for words in [
      "Batch 3  日本 night", "cancelling", "10: 2 running, 6 succeeded, 1 failed, 1 skipped", "job 42 failed first",
      "the first failure cancels the rest",
    ] { #expect(page.contains(words), "\(words)\n\(page)") }
  }

  @Test func schedulesAreATable() throws {
    let job = JSONValue.object([JSONMember(name: "argv", value: .array([.string("backup"), .string("a b")]))])
    let schedules = [
      ScheduleView(
        name: "backup", cron: "0 3 * * *", timezone: "Europe/Berlin", job: job, createdAt: JobSamples.ago(100),
        updatedAt: JobSamples.ago(100), nextAt: JobSamples.ago(-7_200), lastAt: JobSamples.ago(50), lastJob: 12,
        fired: 3, skipped: 1),
      ScheduleView(
        name: "poll", every: .seconds(300), timezone: "UTC", job: .object([]), paused: true,
        createdAt: JobSamples.ago(100), updatedAt: JobSamples.ago(100)),
    ]
    try check("schedules", ScheduleText.table(schedules, at: Self.moment).lines(on: Self.terminal))
    let page = ScheduleText.lines(schedules[0], on: Self.terminal, at: Self.moment).joined(separator: "\n")
    #expect(page.contains("backup 'a b'") && page.contains("0 3 * * * (Europe/Berlin)") && page.contains(", job 12"))
    #expect(ScheduleText.sentence(schedules[1], at: Self.moment) == "Schedule poll is paused.")
    var lost = schedules[0]
    lost.fault = "its zone is gone"
    #expect(ScheduleText.sentence(lost, at: Self.moment) == "Schedule backup fires nothing: its zone is gone.")
    #expect(
      ScheduleText.table([lost], at: Self.moment).lines(on: Self.terminal).joined(separator: "\n").contains("fault"))
  }

  @Test func queuesTellWhatIsSpecial() {
    var queue = QueueView(name: "mail", slots: 2, paused: true, jobs: StateCounts())
    #expect(QueueText.sentence(queue) == "Queue mail has 2 slots, paused.")
    queue.paused = false
    queue.slots = nil
    #expect(QueueText.sentence(queue) == "Queue mail uses all slots of the daemon.")
    queue.rate = RateSpec(count: 10, per: .seconds(1), burst: 20)
    queue.maxQueued = 100
    queue.aging = .seconds(60)
    queue.defaultTimeout = .seconds(3_600)
    #expect(QueueText.remarks(queue) == "10/1s:20, at most 100 waiting, aging 1m, timeout 1h")
  }

  @Test func callbacksTellHowTheyStand() {
    let due = CallbackView(
      id: 3, url: "https://x/h", on: .failure, state: "due", tries: 2, nextAt: JobSamples.ago(-5),
      lastError: "status 503")
    #expect(
      CallbackText.line(due, at: Self.moment) == "3  https://x/h (failure): due in 5s, tried 2 times: status 503")
    let delivered = CallbackView(
      id: 4, argv: ["sh", "-c", "a b"], on: .any, state: "delivered", tries: 1, deliveredAt: JobSamples.ago(60))
    #expect(CallbackText.line(delivered, at: Self.moment) == "4  sh -c 'a b' (any): delivered 1m ago, tried 1 time")
  }

  @Test func blockersStandOneALine() {
    let why = WhyView(
      state: .blocked,
      blockers: [BlockerView(kind: "parent", detail: "waits for job 3"), BlockerView(kind: "held", detail: "is held")])
    #expect(
      WhyText.lines(7, why, at: Self.moment) == [
        "Job 7 is blocked:", "  parent        waits for job 3", "  held          is held",
      ])
    let next = WhyView(state: .queued, blockers: [], position: 1)
    #expect(
      WhyText.lines(7, next, at: Self.moment) == [
        "Job 7 is queued, number 1 in line: nothing is in its way, it is about to start."
      ])
  }

  @Test func aListShowsWhatAJobWaitsFor() {
    var job = JobSamples.job(7, .blocked)
    job.parents = [
      ParentView(.job(3), on: .success, met: true), ParentView(.batch(2), on: .any), ParentView(.job(5), on: .any),
    ]
    let lines = JobTable.make([job], at: Self.moment).lines(on: Self.terminal)
    #expect(lines[1].hasSuffix("after batch 2 and 1 more"), "\(lines)")
  }
}
