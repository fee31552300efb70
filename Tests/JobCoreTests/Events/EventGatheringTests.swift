// Who is to look though it lets changes gather.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventGatheringTests {
  private func matcher(_ change: (inout EventFilter) -> Void = { _ in }) -> EventMatcher {
    var filter = EventFilter()
    change(&filter)
    return EventMatcher(filter)
  }

  private func gathering() -> EventGathering {
    var gathering = EventGathering()
    gathering.add(1, matcher { _ in })
    gathering.add(2, matcher { $0.jobs.batch = BatchID(3) })
    gathering.add(3, matcher { $0.jobs.nameGlob = "n" })
    return gathering
  }

  @Test func endOfOneThingConcernsThoseWhoAskedForIt() {
    var gathering = gathering()
    #expect(gathering.whoLooks(at: [.sample(state: .running)], last: 1) == [])
    #expect(gathering.whoLooks(at: [.sample(state: .failed)], last: 2) == [3])
    #expect(gathering.whoLooks(at: [.batch(.sample(3), at: .noon), .batch(.sample(4), at: .noon)], last: 4) == [2])
    #expect(gathering.remove(2) && !gathering.remove(2))
    #expect(gathering.whoLooks(at: [.batch(.sample(3), at: .noon)], last: 5) == [])
  }

  @Test func allLookWhenVeryMuchHasCome() {
    var gathering = gathering()
    let many = UInt64(Limits.eventGatheredMax)
    #expect(gathering.whoLooks(at: [.sample()], last: many - 1) == [])
    #expect(gathering.whoLooks(at: [.sample()], last: many) == [1, 2, 3])
    #expect(gathering.whoLooks(at: [.sample()], last: many + 1) == [])
  }

  /// One commit does not cost its store a look for each of very many.
  @Test func manyWhoHaveToBeAskedLookThemselves() {
    var gathering = EventGathering()
    for id in 0..<1_000 { gathering.add(id, matcher { $0.jobs.batch = BatchID(Int64(id)) }) }
    let ends = (2_000..<2_100).map { Change.batch(.sample($0), at: .noon) }
    #expect(gathering.whoLooks(at: ends, last: 100).count == 1_000)
  }

  // MARK: In the ring

  /// A reader that lets changes gather, and whether it still does.
  private func gather(
    _ ring: EventRing, after number: UInt64 = 0, _ change: (inout EventFilter) -> Void = { _ in }
  ) throws -> (seat: EventSeat, task: Task<Void, Never>, isOver: Noted<Bool>) {
    let seat = try #require(ring.open(matcher(change)))
    let isOver = Noted(false)
    let task = Task.immediate {
      await ring.gather(seat.id, after: number)
      isOver.change { $0 = true }
    }
    return (seat, task, isOver)
  }

  @Test func whoLetsChangesGatherIsNotWokenByThem() async throws {
    let ring = EventRing(boot: 1)
    let reader = try gather(ring)
    for id in 1...100 { ring.tell([.sample(Int64(id))]) }
    #expect(!reader.isOver.value)
    reader.seat.endGathering()
    await reader.task.value
    #expect(await ring.wait(reader.seat.id, after: 0) == .look(after: 0))
  }

  @Test func gatheringEndsWithANudgeItsTaskAndTheRing() async throws {
    let ring = EventRing(boot: 1)
    let readers = try (0..<3).map { _ in try gather(ring) }
    readers[0].seat.nudge()
    await readers[0].task.value
    // The nudge is still to be answered.
    #expect(ring.takeNudge(readers[0].seat.id))
    // One that came before was answered by what has been told since.
    readers[0].seat.nudge()
    let again = Task.immediate { await ring.gather(readers[0].seat.id, after: 0) }
    #expect(!ring.takeNudge(readers[0].seat.id))
    readers[0].seat.endGathering()
    await again.value
    readers[1].task.cancel()
    await readers[1].task.value
    #expect(!readers[2].isOver.value)
    ring.finish()
    await readers[2].task.value
  }

  @Test func gatheringEndsWithWhatTheFilterIsAbout() async throws {
    let ring = EventRing(boot: 1)
    let batch = try gather(ring) { $0.jobs.batch = BatchID(3) }
    let named = try gather(ring) { $0.jobs.nameGlob = "n" }
    let others = try [gather(ring), gather(ring) { $0.jobs.nameGlob = "n*" }]
    ring.tell([.sample(1, state: .running, from: .queued, batch: 3)])
    #expect(!batch.isOver.value && !named.isOver.value)
    ring.tell([.sample(1, state: .succeeded, from: .running, batch: 3)])
    await named.task.value
    #expect(!batch.isOver.value)
    ring.tell([.batch(.sample(3), at: .noon)])
    await batch.task.value
    #expect(others.allSatisfy { !$0.isOver.value })
    // Whoever comes too late for it does not gather.
    await ring.gather(batch.seat.id, after: 2)
    ring.finish()
    for other in others { await other.task.value }
  }

  @Test func gatheringEndsWhenVeryMuchHasCome() async throws {
    let ring = EventRing(boot: 1)
    let reader = try gather(ring)
    ring.tell((1..<Int64(Limits.eventGatheredMax)).map { .sample($0) })
    #expect(!reader.isOver.value)
    ring.tell([.sample(1)])
    await reader.task.value
    // Nor does it begin while there is more than is looked at in one go.
    await ring.gather(reader.seat.id, after: 0)
  }
}
