// News of a job: made once for all who hear of it, and counted with all it keeps.

import TestSupport
import Testing

@testable import JobCore

@Suite struct JobNewsTests {
  private func job(_ change: (inout EventJob) -> Void = { _ in }) -> EventJob {
    var job = EventJob(
      JobFacts(.sample(1), queue: "q", exit: nil), EventLabels(name: "n", tags: ["k": "v"], command: "make"),
      EventAttempt())
    change(&job)
    return job
  }

  @Test func textIsMadeOnce() {
    let news = JobNews(.moved, job())
    let made = Noted(0)
    let make: () -> SentEvent = {
      made.change { $0 += 1 }
      return SentEvent(bytes: Array("text \(made.value)".utf8), data: 0..<4, job: 5..<6)
    }
    #expect(news.text(make).bytes == Array("text 1".utf8))
    #expect(news.text(make).bytes == Array("text 1".utf8) && made.value == 1)
  }

  /// A text stands for it besides, which has all of them once more.
  @Test func everyTextCountsTwice() {
    let bare = JobNews(.moved, job()).keptBytes
    let longer = String(repeating: "x", count: 100)
    for change: (inout EventJob) -> Void in [
      { $0.name += longer }, { $0.queue += longer }, { $0.command? += longer }, { $0.schedule = longer },
      { $0.tags["k"]? += longer },
    ] {
      #expect(JobNews(.moved, job(change)).keptBytes == bare + 200)
    }
  }

  @Test func tagsOfBeforeCountIfTheyAreOthers() {
    func bytes(_ tags: [String: String]) -> Int {
      let before = JobNews.Before(state: .queued, reason: nil, queue: "q", name: "n", tags: tags, exitCode: nil)
      return JobNews(.moved, job(), before: before).keptBytes
    }
    #expect(bytes(["k": "v"]) == JobNews(.moved, job()).keptBytes, "they are shared")
    #expect(bytes(["k": "w"]) == bytes(["k": "v"]) + ["k": "w"].keptBytes)
  }

  @Test func namesOfAQueueOutsideTheLimitsAreNotShown() {
    let news = JobNews(.moved, job(), knows: JobNews.Known(queue: "later"))
    #expect(news.seen(within: RealmLimits(queues: ["q", "later"])) === news)
    let seen = news.seen(within: RealmLimits(queues: ["q"]))
    #expect(!seen.known.labels && seen.known.exit)
    #expect(seen.job.name == "job-1" && seen.job.tags.isEmpty && seen.job.command == nil && seen.job.queue == "q")
    // Where nothing was read there is nothing to hide.
    let unread = JobNews(.moved, job())
    #expect(unread.seen(within: RealmLimits(queues: [])) === unread)
  }

  @Test func whatIsHiddenIsGone() {
    let hidden = JobNews(.moved, job { ($0.priority, $0.rev) = (7, 3) }).hidden
    #expect(hidden.what == .deleted && hidden.job.rev == 3 && hidden.job.priority == 0)
    #expect(!hidden.known.labels && !hidden.known.exit && hidden.before == nil)
  }
}
