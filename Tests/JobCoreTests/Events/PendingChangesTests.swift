// What a follower holds of changes that it has not told yet.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PendingChangesTests {
  private func part(_ first: UInt64, _ ids: ClosedRange<Int64>) -> EventRingState.Part {
    EventRingState.Part(first: first, changes: ids.map { .sample($0) }[...])
  }

  @Test func whatIsNotMeantIsPassedOver() {
    var pending = PendingChanges(after: 4)
    #expect(pending.isEmpty && pending.looked == 4 && pending.told == 4)
    pending.look(at: [part(5, 1...3), part(8, 4...5)]) { ($0.job?.facts.id.value ?? 0) % 2 == 0 }
    #expect(pending.first(9).map(\.number) == [6, 8] && pending.looked == 9)
    // All before the first of them is told, one way or the other.
    #expect(pending.told == 5)
    pending.removeFirst(1)
    #expect(pending.told == 7 && pending.first(1).map(\.number) == [8])
    pending.removeFirst(1)
    #expect(pending.isEmpty && pending.told == 9)
    pending.skip(to: 20)
    #expect(pending.told == 20)
  }

  @Test func lookEndsWhereThereIsNoRoom() {
    var pending = PendingChanges(after: 0)
    let many = Int64(2 * Limits.eventPendingBytesMax / Change.sample().keptBytes)
    pending.look(at: [part(1, 1...many)]) { _ in true }
    #expect(pending.isFull && pending.looked < UInt64(many))
    let count = pending.first(.max).count
    #expect(UInt64(count) == pending.looked)
    // And goes on there.
    pending.removeFirst(count)
    #expect(!pending.isFull)
    pending.look(at: [part(UInt64(count) + 1, Int64(count) + 1...many)]) { _ in true }
    #expect(pending.first(1).first?.number == UInt64(count) + 1)
  }
}
