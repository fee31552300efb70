// What is said of commits: whoever hears of them hears of no empty one, and whoever asks is told what was so last.

import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct AnnouncementsTests {
  private func commit(_ job: Int64) -> Commit {
    var commit = Commit()
    commit.events = [JobEvent(job: JobID(job), queue: "q", state: .queued, reason: nil, attempt: 0, at: .noon)]
    return commit
  }

  @Test func commitsAreToldInTheirOrderAndEmptyOnesNot() {
    let told = CommitRecord()
    let announcements = Announcements(slotsTaken: [:], onCommit: told.add)
    announcements.tell(commit(1))
    announcements.tell(Commit())
    announcements.tell(Commit(), slotsTaken: [(1, 1)])
    announcements.tell(commit(2))
    #expect(told.events.map(\.job) == [JobID(1), JobID(2)] && told.all.count == 2)
  }

  @Test func slotsAreThoseOfTheLastCommitThatChangedThem() {
    let announcements = Announcements(slotsTaken: [1: 3, 2: 4]) { _ in }
    #expect(announcements.slotsTaken == [1: 3, 2: 4])
    announcements.tell(Commit(), slotsTaken: [(2, 0), (5, 7)])
    announcements.tell(commit(1))
    #expect(announcements.slotsTaken == [1: 3, 2: 0, 5: 7])
  }

  /// Whoever hears of a start may look how many slots are taken.
  @Test func whoHearsOfACommitFindsItsSlots() {
    let seen = Noted<[Int64: Int]>([:])
    let asked = Mutex<Announcements?>(nil)
    let announcements = Announcements(slotsTaken: [1: 0]) { _ in
      let slots = asked.withLock { $0 }?.slotsTaken ?? [:]
      seen.change { $0 = slots }
    }
    asked.withLock { $0 = announcements }
    announcements.tell(commit(1), slotsTaken: [(1, 2)])
    #expect(seen.value == [1: 2])
    asked.withLock { $0 = nil }
  }
}
