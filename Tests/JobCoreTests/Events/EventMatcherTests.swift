// Which changes a filter means.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventMatcherTests {
  private func matcher(_ change: (inout EventFilter) -> Void) -> EventMatcher {
    var filter = EventFilter()
    change(&filter)
    return EventMatcher(filter)
  }

  private func news(
    _ what: JobNews.What = .moved, knows: JobNews.Known = JobNews.Known(),
    before: ((inout JobNews.Before) -> Void)? = nil,
    job change: (inout EventJob) -> Void = { _ in }
  ) -> JobNews {
    let row = JobRow.sample(1) { $0.state = .failed }
    var job = EventJob(
      JobFacts(row, queue: "q", exit: AttemptExit()), EventLabels(name: "n", tags: ["k": "v"]), EventAttempt())
    change(&job)
    var old = JobNews.Before(
      state: job.state, reason: job.reason, queue: job.queue, name: job.name, tags: job.tags, exitCode: job.exitCode)
    before?(&old)
    return JobNews(what, job, knows: knows, before: before == nil ? nil : old)
  }

  /// One filter for each thing to filter by, what it means, and what it does not.
  private static let cases:
    [(filter: @Sendable (inout EventFilter) -> Void, other: @Sendable (inout EventJob) -> Void)] = [
      ({ $0.jobs.states = [.failed] }, { $0.state = .queued }),
      ({ $0.jobs.queue = "q" }, { $0.queue = "p" }),
      ({ $0.jobs.kind = .handler }, { $0.kind = .exec }),
      ({ $0.jobs.nameGlob = "[a-n]*" }, { $0.name = "z" }),
      ({ $0.jobs.tags = ["k": "v"] }, { $0.tags = ["k": "w"] }),
      ({ $0.jobs.since = .noon }, { $0.createdAt = .noon - 1 }),
      ({ $0.jobs.until = .noon + 1 }, { $0.createdAt = .noon + 1 }),
      ({ $0.jobs.limits.queues = ["q"] }, { $0.queue = "p" }),
      ({ $0.jobs.limits.kinds = [.handler] }, { $0.kind = .http }),
    ]

  @Test(arguments: cases.indices) func eachPartNarrows(_ index: Int) {
    let (filter, other) = Self.cases[index]
    #expect(matcher(filter).verdict(news()) == .isMeant)
    #expect(matcher(filter).verdict(news(job: { other(&$0) })) == .isNotMeant)
  }

  @Test func batchScheduleReasonAndExitCodeNarrow() {
    for (filter, mark): ((inout EventFilter) -> Void, (inout EventJob) -> Void) in [
      ({ $0.jobs.batch = BatchID(3) }, { $0.batch = BatchID(3) }),
      ({ $0.jobs.schedule = "s" }, { $0.schedule = "s" }),
      ({ $0.reason = .exit }, { $0.reason = .exit }),
      ({ $0.exitCode = 3 }, { $0.exitCode = 3 }),
    ] as [((inout EventFilter) -> Void, (inout EventJob) -> Void)] {
      #expect(matcher(filter).verdict(news()) == .isNotMeant)
      #expect(matcher(filter).verdict(news(job: { mark(&$0) })) == .isMeant)
    }
  }

  @Test func whatMatchedBeforeHasLeft() {
    #expect(matcher { $0.jobs.states = [.running] }.verdict(news(before: { $0.state = .running })) == .hasLeft)
    #expect(matcher { $0.jobs.queue = "p" }.verdict(news(before: { $0.queue = "p" })) == .hasLeft)
    #expect(matcher { $0.jobs.nameGlob = "old" }.verdict(news(before: { $0.name = "old" })) == .hasLeft)
    #expect(matcher { $0.jobs.tags = ["k": "w"] }.verdict(news(before: { $0.tags = ["k": "w"] })) == .hasLeft)
    #expect(matcher { $0.reason = .exit }.verdict(news(before: { $0.reason = .exit })) == .hasLeft)
    #expect(matcher { $0.exitCode = 1 }.verdict(news(before: { $0.exitCode = 1 })) == .hasLeft)
    // Neither as it is nor as it was, though each part fits one of them.
    let mixed = matcher {
      $0.jobs.states = [.running]
      $0.jobs.queue = "q"
    }
    let moved = news(before: {
      $0.state = .running
      $0.queue = "p"
    })
    #expect(mixed.verdict(moved) == .isNotMeant)
  }

  @Test func jobThatLeavesTheLimitsIsOutOfSight() {
    let limited = matcher { $0.jobs.limits.queues = ["p"] }
    #expect(limited.verdict(news(before: { $0.queue = "p" })) == .isOutOfSight)
    #expect(limited.verdict(news(before: { $0.queue = "x" })) == .isNotMeant)
    // Coming in, it is one more.
    #expect(limited.verdict(news(before: { $0.queue = "x" }, job: { $0.queue = "p" })) == .isMeant)
    // By a name that it may have got elsewhere nobody finds it, and who may have seen it is told.
    let renamed = news(before: { $0.queue = "p" }, job: { $0.name = "secret" })
    let unnamed = JobNews(
      renamed.what, renamed.job, knows: JobNews.Known(queue: "q"), before: renamed.before
    ).seen(within: RealmLimits(queues: ["p"]))
    for name in ["secret", "other"] {
      let named = matcher {
        $0.jobs.limits.queues = ["p"]
        $0.jobs.nameGlob = name
      }
      #expect(named.verdict(unnamed) == .isOutOfSight)
    }
    #expect(unnamed.hidden.job.name == "job-1" && unnamed.hidden.job.tags.isEmpty)
    let hidden = news(before: {
      $0.queue = "p"
      $0.state = .queued
    }).hidden
    #expect(hidden.what == .deleted && hidden.job.queue == "p" && hidden.job.state == .queued)
  }

  /// What it has become there is not its business: of all that may have changed nothing is left.
  @Test func hiddenJobIsWhatItsReaderKnewOfIt() {
    let moved = news(
      before: {
        ($0.queue, $0.state, $0.reason) = ("p", .queued, nil)
      },
      job: {
        ($0.state, $0.reason, $0.command, $0.schedule) = (.failed, .exit, "secret", "secret")
        ($0.name, $0.tags, $0.priority) = ("secret", ["secret": "secret"], 7)
        ($0.attempt, $0.maxAttempts, $0.isCancelRequested) = (3, 9, true)
        ($0.stateSince, $0.runAt, $0.startedAt, $0.finishedAt) = (.noon, .noon, .noon, .noon)
        ($0.exitCode, $0.signal) = (3, 9)
      })
    var known = EventJob(JobFacts(.sample(1), queue: "p", exit: nil), nil, EventAttempt())
    (known.rev, known.kind, known.createdAt) = (moved.job.rev, moved.job.kind, moved.job.createdAt)
    (known.priority, known.attempt, known.maxAttempts, known.stateSince) = (0, 0, 0, nil)
    (known.runAt, known.startedAt, known.finishedAt) = (nil, nil, nil)
    (known.state, known.reason, known.batch) = (.queued, nil, moved.job.batch)
    #expect(moved.hidden.job == known)
  }

  @Test func jobThatIsGoneIsToldToWhoMayHaveSeenIt() {
    let gone = JobNews.Known(labels: false, exit: false)
    for filter: (inout EventFilter) -> Void in [
      { $0.jobs.nameGlob = "other" }, { $0.jobs.tags = ["a": "b"] }, { $0.exitCode = 9 },
    ] {
      #expect(matcher(filter).verdict(news(.deleted, knows: gone)) == .isMeant)
      #expect(matcher(filter).verdict(news(.moved, knows: gone)) == .isNotMeant)
      #expect(matcher(filter).verdict(news(.deleted)) == .isNotMeant)
    }
  }

  /// What is judged by what is kept alone never leaves out what would be meant.
  @Test func factsAloneSayOnlyWhatCannotBeMeant() {
    let running = Change.sample(queue: "q", state: .running, from: .queued, batch: 3)
    for filter: (inout EventFilter) -> Void in [
      { _ in }, { $0.jobs.states = [.queued] }, { $0.jobs.queue = "q" }, { $0.jobs.batch = BatchID(3) },
      { $0.jobs.nameGlob = "x" }, { $0.jobs.limits.queues = ["q"] },
    ] { #expect(matcher(filter).mayMean(running)) }
    for filter: (inout EventFilter) -> Void in [
      { $0.jobs.states = [.failed] }, { $0.jobs.queue = "p" }, { $0.jobs.batch = BatchID(4) },
      { $0.jobs.kind = .exec }, { $0.jobs.schedule = "s" }, { $0.jobs.limits.queues = ["p"] }, { $0.reason = .exit },
    ] { #expect(!matcher(filter).mayMean(running)) }
  }

  @Test func batchQueueAndScheduleAreMeantByTheirNamesOrByNoneAtAll() {
    var schedule = Schedule(
      name: "s", spec: NewSchedule(.every(micros: 1), job: .noop { $0.queue = "q" }), createdAt: .noon,
      updatedAt: .noon, firedCount: 0, skippedCount: 0)
    schedule.nextAt = nil
    let batch = Change.batch(Batch.sample(3), at: .noon)
    let queue = Change.queue(
      QueueStatus(name: "q", settings: QueueSettings(), counts: [:]), isDeleted: false, at: .noon)
    let all = [batch, queue, .schedule(schedule, isDeleted: false, before: nil, at: .noon)]
    func meant(_ change: (inout EventFilter) -> Void) -> [Bool] { all.map { matcher(change).mayMean($0) } }
    #expect(meant { _ in } == [true, true, true])
    #expect(meant { $0.jobs.batch = BatchID(3) } == [true, false, false])
    #expect(meant { $0.jobs.queue = "q" } == [false, true, false])
    #expect(meant { $0.jobs.schedule = "s" } == [false, false, true])
    #expect(meant { $0.jobs.states = [.failed] } == [false, false, false])
    #expect(
      meant {
        $0.jobs.queue = "q"
        $0.jobs.states = [.failed]
      } == [false, false, false])
    // Limits narrow, and are no names.
    #expect(meant { $0.jobs.limits.queues = ["q"] } == [true, true, true])
    #expect(meant { $0.jobs.limits.queues = ["p"] } == [true, false, false])
  }

  /// A schedule that now submits what its reader may not see is gone for it, and nothing is said of what it is now.
  @Test(arguments: [
    NewJob.noop { $0.queue = "p" },
    NewJob.noop { ($0.queue, $0.then) = ("q", [FollowUp(.noop { $0.queue = "p" })]) },
  ]) func replacedScheduleIsGoneForWhomItIsOutOfSight(_ job: NewJob) {
    func schedule(_ job: NewJob) -> Schedule {
      Schedule(
        name: "s", spec: NewSchedule(.every(micros: 1), job: job), createdAt: .noon, updatedAt: .noon, firedCount: 0,
        skippedCount: 0)
    }
    let (old, new) = (schedule(.noop { $0.queue = "q" }), schedule(job))
    let change = Change.schedule(new, isDeleted: false, before: old, at: .noon)
    for queue in ["q", "p"] {
      let limited = matcher { $0.jobs.limits.queues = [queue] }
      #expect(limited.mayMean(change) || queue == "p" && job.queue == "q")
    }
    let reader = matcher { $0.jobs.limits.queues = ["q"] }
    let seen = reader.seen(new, isDeleted: false, before: old)
    #expect(seen?.schedule == old && seen?.isDeleted == true)
    #expect(reader.seen(new, isDeleted: false, before: nil) == nil)
    let all = matcher { _ in }.seen(new, isDeleted: false, before: old)
    #expect(all?.schedule == new && all?.isDeleted == false)
    #expect(matcher { $0.jobs.schedule = "t" }.mayMean(change) == false)
  }
}
