// What a commit tells, and to whom.

import Foundation
import Glibc
import Logging
import SystemPackage
import TestSupport
import Testing

@testable import JobCore

@Suite struct CommitNewsTests {
  private let scratch: TemporaryDirectory
  private let clock = ManualClock()
  private let lines = Noted<[NotedLine]>([])
  private let news: CommitNews

  init() throws {
    scratch = try TemporaryDirectory()
    let lines = lines
    let files = LogFiles(root: scratch.path, store: "mark")
    let logger = Logger(label: "test") { _ in NotingLogHandler(lines: lines) }
    news = CommitNews(
      bus: EventBus(logger: .silent), ring: EventRing(), details: EventDetails(), live: LiveAttempts(),
      pools: PoolBoard(), leaseWatch: LeaseWatch(),
      remoteLogs: RemoteLogs(files: files, watch: LogWatch(), limitBytes: .max), dueClock: DueClock(clock),
      upkeepAlarm: EarliestAlarm(clock), callbackAlarm: EarliestAlarm(clock), metrics: nil, gauges: nil,
      logger: logger)
  }

  private func commit(_ change: (inout Commit) -> Void) -> Commit {
    var commit = Commit()
    change(&commit)
    return commit
  }

  private var fence: Fence { Fence(job: JobID(1), start: 1, boot: 1) }

  @Test func nothingTellsNobody() {
    news.tell(Commit())
    #expect(lines.value.isEmpty && clock.moments.isEmpty)
  }

  @Test func eventsReachThoseWhoFollow() async {
    let watch = news.bus.watch(JobID(1))
    let event = JobEvent(job: JobID(1), queue: "q", state: .failed, reason: nil, attempt: 1, at: .noon)
    news.tell(commit { $0.events = [event] })
    var events = watch.events.makeAsyncIterator()
    #expect(await events.next() == event)
    watch.forget()
  }

  @Test func stopsAndLimitsReachTheAttempt() {
    let control = AttemptControl(graceMicros: 1)
    let timer = AttemptTimer(control, timeoutMicros: nil, deadline: nil, timeoutDefault: nil)
    news.live.begin(fence, control, timer)
    news.tell(commit { $0.limits = [LimitChange(fence: fence, timeoutMicros: 7_000_000_000, deadline: nil)] })
    #expect(timer.start() == 7_000_000_000 && control.stopped == nil)
    news.tell(commit { $0.stops = [StopRequest(fence: fence, cause: .cancel, reason: "enough", graceMicros: nil)] })
    #expect(control.stopped?.cause == .cancel && control.stopped?.reason == "enough")
    timer.end()
    control.end()
  }

  @Test func alarmsAreSetForWhatComes() {
    news.tell(
      commit {
        $0.nextDue = .some(.noon + 1)
        $0.earliestExpiry = .noon + 2
        $0.nextCallback = .noon + 3
      })
    let wanted = [1, 2, 3].map { Timestamp.noon.advanced(byMicros: $0) }
    #expect(clock.moments == wanted)
    // A commit that says nothing of due times leaves them; one that says there is none takes the alarm back.
    news.tell(Commit())
    #expect(clock.moments.count == 3)
    news.tell(commit { $0.nextDue = .some(nil) })
    #expect(clock.moments == Array(wanted.dropFirst()))
  }

  @Test func demandReachesThePool() {
    let asked = Noted(0)
    news.pools.register("p", capacity: 0) { asked.change { $0 += 1 } }
    news.pools.register("other", capacity: 0) { asked.change { $0 += 10 } }
    news.tell(commit { $0.demands = ["p", "gone"] })
    #expect(asked.value == 1)
  }

  @Test func leasesReachTheHeartbeatsThatWait() async {
    let interest = news.leaseWatch.begin([JobID(1)])
    news.tell(commit { $0.leaseNews = [JobID(1)] })
    var heard = interest.news.makeAsyncIterator()
    #expect(await heard.next() != nil)
    news.leaseWatch.forget(interest)
  }

  @Test func logsOfAttemptsElsewhereEndWithThem() async throws {
    news.remoteLogs.enter(fence)
    try await news.remoteLogs.append([1], to: .stdout, of: fence)
    news.remoteLogs.leave(fence)
    #expect(news.remoteLogs.count == 1)
    news.tell(commit { $0.leaseEnds = [fence] })
    #expect(news.remoteLogs.count == 0)
  }

  @Test func filesOfForgottenStartsGo() async throws {
    let files = news.remoteLogs.files
    let paths = files.paths(JobID(1), start: 3)
    Glibc.close(try files.openFirst(paths).rawValue)
    news.tell(commit { $0.forgottenStarts = [DeletedJob(id: JobID(1), starts: [3])] })
    try await eventually("the file stays") { !FileManager.default.fileExists(atPath: paths.stdout) }
  }

  @Test func whatSomebodyShouldKnowIsAWarning() {
    news.tell(
      commit {
        $0.brokenSchedules = [BrokenSchedule(name: "nightly", fault: "its time zone is not known")]
        $0.forgottenCalls = [
          ForgottenCalls(owner: .job(JobID(4)), count: 2), ForgottenCalls(owner: .batch(BatchID(5)), count: 3),
        ]
        $0.unseenFailures = (1...100).map { JobID($0) }
        $0.refusedFollowUps = [RefusedFollowUp(parent: JobID(6), fault: .batchClosed(BatchID(7)))]
      })
    let told = lines.value
    #expect(told.count == 5 && told.allSatisfy { $0.level == .warning })
    let schedule = told.first { $0.metadata[LogKeys.schedule] == "nightly" }
    #expect(schedule?.metadata[LogKeys.error] == "its time zone is not known")
    #expect(told.contains { $0.metadata[LogKeys.jobID] == "4" && $0.metadata[LogKeys.count] == "2" })
    #expect(told.contains { $0.metadata[LogKeys.batchID] == "5" && $0.metadata[LogKeys.count] == "3" })
    #expect(told.contains { $0.metadata[LogKeys.jobID] == "6" && $0.metadata[LogKeys.error] != nil })
    // All of them are counted, and a line names only so many.
    let unseen = told.first { $0.metadata[LogKeys.count] == "100" }
    let names = unseen?.metadata[LogKeys.jobIDs].map { "\($0)".split(separator: ",").count }
    #expect(names == Limits.unseenNamedMax)
  }

  @Test func jobThatCannotBeReadIsAnErrorWithItsNumber() {
    news.tell(commit { $0.unreadableJobs = [UnreadableJob(id: JobID(7), fault: .retry)] })
    let told = lines.value
    #expect(told.map(\.level) == [.error] && told.map { $0.metadata[LogKeys.jobID] } == ["7"])
    #expect(told.first?.metadata[LogKeys.error] == "its retry rule")
  }
}
