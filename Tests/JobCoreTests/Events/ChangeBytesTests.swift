// What a change is said to take grows with what is kept of it, so that the bounds by bytes hold.

import TestSupport
import Testing

@testable import JobCore

@Suite struct ChangeBytesTests {
  private func job(_ detail: JobChange.Detail?) throws -> Int {
    var change = try #require(Change.sample().job)
    change.detail = detail
    return Change.job(change).keptBytes
  }

  @Test func jobWithoutDetailTakesNoLessThanItsValue() throws {
    #expect(try job(nil) >= MemoryLayout<Change>.stride)
  }

  @Test func progressTakesWhatItsNoteHas() throws {
    let bare = try job(.progress(Progress(fraction: 0.5, at: .noon)))
    #expect(try bare > job(nil))
    #expect(try job(.progress(Progress(note: "größer", at: .noon))) == bare + 8, "by bytes, not by characters")
  }

  @Test func labelsTakeThoseBeforeAndThoseSince() throws {
    func labels(_ old: JobLabels, _ new: JobLabels) throws -> Int { try job(.labels(old: old, new: new)) }
    let none = JobLabels(name: nil, tags: [:])
    let bare = try labels(none, none)
    let named = JobLabels(name: "1234567", tags: [:])
    #expect(try labels(named, none) == bare + 7 && labels(none, named) == bare + 7)
    let tagged = JobLabels(name: nil, tags: ["k": "four"])
    #expect(try labels(none, tagged) >= bare + 5)
    #expect(try labels(tagged, tagged) - bare == 2 * (labels(none, tagged) - bare))
  }

  @Test func queueTakesAllWhomItTells() {
    func queue(_ callbacks: [Callback]) -> Int {
      var settings = QueueSettings()
      settings.callbacks = callbacks
      return Change.queue(QueueStatus(name: "q", settings: settings, counts: [:]), isDeleted: false, at: .noon)
        .keptBytes
    }
    let (short, long) = (Callback(.url("http://h/")), Callback(.url("http://h/" + String(repeating: "a", count: 300))))
    #expect(queue([short]) > queue([]))
    #expect(queue([long]) == queue([short]) + 300)
    #expect(queue([short, long]) - queue([short]) == queue([long]) - queue([]))
  }

  @Test func scheduleTakesAllItsJobsBeforeAndSince() {
    func schedule(_ job: NewJob, before: NewJob? = nil) -> Int {
      func made(_ job: NewJob) -> Schedule {
        Schedule(
          name: "s", spec: NewSchedule(.every(micros: 1_000_000), job: job), createdAt: .noon, updatedAt: .noon,
          firedCount: 0, skippedCount: 0)
      }
      return Change.schedule(made(job), isDeleted: false, before: before.map(made), at: .noon).keptBytes
    }
    let (one, two) = (NewJob.noop(), NewJob.noop { $0.then = [FollowUp(.noop())] })
    let step = schedule(two) - schedule(one)
    #expect(step > 0)
    #expect(schedule(one, before: one) == schedule(one) + step)
    #expect(schedule(one, before: two) == schedule(one) + 2 * step)
  }
}
