// What is kept of changes, and who is woken by them.

import TestSupport
import Testing

@testable import JobCore

@Suite struct EventRingTests {
  private func ring(changes: Int = 1_000, readers: Int = 1_000) -> EventRing {
    var bounds = EventRingState.Bounds()
    (bounds.changesMax, bounds.readersMax) = (changes, readers)
    return EventRing(boot: 1, limits: bounds)
  }

  private func matcher(_ change: (inout EventFilter) -> Void = { _ in }) -> EventMatcher {
    var filter = EventFilter()
    change(&filter)
    return EventMatcher(filter)
  }

  /// The jobs of what is read, by their numbers.
  private func read(_ ring: EventRing, after number: UInt64, max: Int = 100) -> [UInt64: JobID]? {
    ring.read(after: number, max: max)?.reduce(into: [:]) { found, part in
      for (offset, change) in part.changes.enumerated() { found[part.first + UInt64(offset)] = change.job?.facts.id }
    }
  }

  @Test func whatIsToldIsReadInItsOrder() {
    let ring = ring()
    #expect(ring.last == 0 && read(ring, after: 0) == [:])
    ring.tell([])
    ring.tell([.sample(1), .sample(2)])
    ring.tell([.sample(3)])
    #expect(ring.last == 3)
    #expect(read(ring, after: 0) == [1: JobID(1), 2: JobID(2), 3: JobID(3)])
    // Also from within a commit.
    #expect(read(ring, after: 1) == [2: JobID(2), 3: JobID(3)])
    #expect(read(ring, after: 3) == [:])
    #expect(read(ring, after: 4) == nil)
  }

  @Test func readEndsAfterSoManyAndGoesOn() {
    let ring = ring()
    for id in 1...5 { ring.tell([.sample(Int64(id)), .sample(Int64(id) + 10)]) }
    #expect(read(ring, after: 1, max: 4)?.keys.sorted() == [2, 3, 4, 5])
    #expect(read(ring, after: 5, max: 100)?.keys.sorted() == [6, 7, 8, 9, 10])
  }

  @Test func oldestCommitsGoFirst() {
    let ring = ring(changes: 4)
    ring.tell([.sample(1), .sample(2)])
    ring.tell([.sample(3), .sample(4)])
    #expect(ring.holds(after: 0))
    ring.tell([.sample(5)])
    #expect(!ring.holds(after: 0) && !ring.holds(after: 1) && ring.holds(after: 2))
    #expect(read(ring, after: 1) == nil)
    #expect(read(ring, after: 2)?.keys.sorted() == [3, 4, 5])
  }

  @Test func queueCountsWithWhomItTells() {
    var bounds = EventRingState.Bounds()
    bounds.bytesMax = 8_192
    let ring = EventRing(boot: 1, limits: bounds)
    var settings = QueueSettings()
    settings.callbacks = [Callback(.command([String(repeating: "a", count: 5_000)]))]
    for name in ["a", "b"] {
      ring.tell([.queue(QueueStatus(name: name, settings: settings, counts: [:]), isDeleted: false, at: .noon)])
    }
    #expect(!ring.holds(after: 0) && ring.holds(after: 1))
  }

  @Test func bytesAreBoundedToo() {
    var bounds = EventRingState.Bounds()
    bounds.bytesMax = 10 * MemoryLayout<Change>.stride
    let ring = EventRing(boot: 1, limits: bounds)
    for id in 1...100 { ring.tell([.sample(Int64(id))]) }
    #expect(read(ring, after: 90)?.count == 10 && read(ring, after: 89) == nil)
  }

  @Test func commitThatIsLargerThanTheRingLeavesNothing() {
    let ring = ring(changes: 3)
    ring.tell([.sample(1)])
    ring.tell((1...4).map { .sample($0) })
    #expect(ring.last == 5 && !ring.holds(after: 1) && !ring.holds(after: 4) && ring.holds(after: 5))
    ring.tell([.sample(9)])
    #expect(read(ring, after: 5) == [6: JobID(9)])
  }

  @Test func whoWaitsIsWokenByWhatMayConcernIt() async throws {
    let ring = ring()
    let seat = try #require(ring.open(matcher { $0.jobs.queue = "b" }))
    let wait = Task.immediate { await ring.wait(seat.id, after: 0) }
    ring.tell([.sample(1, queue: "a"), .sample(2, queue: "b")])
    #expect(await wait.value == .look(after: 1))
  }

  @Test func whoWaitsNeedsNoRoomForWhatDoesNotConcernIt() async throws {
    let ring = ring(changes: 4)
    let seat = try #require(ring.open(matcher { $0.jobs.queue = "b" }))
    let wait = Task.immediate { await ring.wait(seat.id, after: 0) }
    for id in 1...100 { ring.tell([.sample(Int64(id), queue: "a")]) }
    ring.tell([.sample(101, queue: "b")])
    #expect(await wait.value == .look(after: 100))
    #expect(read(ring, after: 100) == [101: JobID(101)])
  }

  @Test func jobThatLeavesAQueueConcernsThoseWhoWaitForIt() async throws {
    let ring = ring()
    let seat = try #require(ring.open(matcher { $0.jobs.queue = "b" }))
    let wait = Task.immediate { await ring.wait(seat.id, after: 0) }
    let facts = JobFacts(.sample(1), queue: "a", exit: nil)
    let before = JobChange.Before(state: .queued, reason: nil, queue: "b")
    ring.tell([.job(JobChange(what: .moved, facts: facts, before: before, at: .noon))])
    #expect(await wait.value == .look(after: 0))
  }

  /// Where the members of a batch are is not known here: whoever is limited to a queue looks.
  @Test func batchConcernsThoseWhoAreLimitedToAQueue() async throws {
    let ring = ring()
    let limited = try #require(ring.open(matcher { $0.jobs.limits.queues = ["b"] }))
    let named = try #require(ring.open(matcher { $0.jobs.queue = "b" }))
    let waits = [limited, named].map { seat in Task.immediate { await ring.wait(seat.id, after: 0) } }
    ring.tell([.batch(.sample(3), at: .noon)])
    #expect(await waits[0].value == .look(after: 0))
    named.nudge()
    #expect(await waits[1].value == .nudge(after: 1))
  }

  @Test func whoIsNudgedHasSeenAllThatWasTold() async throws {
    let ring = ring()
    let seat = try #require(ring.open(matcher { $0.jobs.queue = "b" }))
    let wait = Task.immediate { await ring.wait(seat.id, after: 0) }
    ring.tell([.sample(1, queue: "a")])
    seat.nudge()
    #expect(await wait.value == .nudge(after: 1))
    // One that comes too early is not lost.
    seat.nudge()
    #expect(await ring.wait(seat.id, after: 1) == .nudge(after: 1))
  }

  @Test func whatCameBeforeTheWaitEndsIt() async throws {
    let ring = ring()
    let seat = try #require(ring.open(matcher()))
    ring.tell([.sample(1)])
    #expect(await ring.wait(seat.id, after: 0) == .look(after: 0))
  }

  @Test func waitEndsWithItsTaskAndWithTheRing() async throws {
    let ring = ring()
    let seats = try (0..<2).map { _ in try #require(ring.open(matcher())) }
    let waits = seats.map { seat in Task.immediate { await ring.wait(seat.id, after: 0) } }
    waits[0].cancel()
    #expect(await waits[0].value == .over)
    ring.finish()
    #expect(await waits[1].value == .over)
    ring.tell([.sample(1)])
    #expect(ring.last == 0)
    #expect(await ring.wait(seats[0].id, after: 0) == .over)
  }

  @Test func whatWasToldBeforeTheEndIsRead() async throws {
    let ring = ring()
    let seat = try #require(ring.open(matcher()))
    ring.tell([.sample(1)])
    ring.finish()
    #expect(await ring.wait(seat.id, after: 0) == .look(after: 0))
    #expect(await ring.wait(seat.id, after: 1) == .over)
  }

  @Test func nudgeOfOneWhoDoesNotWaitIsTakenOnce() throws {
    let ring = ring()
    let seat = try #require(ring.open(matcher()))
    #expect(!ring.takeNudge(seat.id))
    seat.nudge()
    #expect(ring.takeNudge(seat.id) && !ring.takeNudge(seat.id))
  }

  @Test func seatsAreBoundedAndGivenBack() throws {
    let ring = ring(readers: 1)
    var seat = ring.open(matcher())
    #expect(seat != nil && ring.readerCount == 1)
    #expect(ring.open(matcher()) == nil)
    seat = nil
    #expect(ring.readerCount == 0)
    #expect(ring.open(matcher()) != nil)
  }

  /// So that one commit does not cost its store a look for each of very many: they look themselves.
  @Test func manyWhoHaveToBeAskedAreWokenWithoutBeingAsked() async throws {
    let ring = ring()
    let count = Limits.eventLooksMax / 100
    let seats = try (0...count).map { _ in try #require(ring.open(matcher { $0.jobs.states = [.failed] })) }
    let waits = seats.map { seat in Task.immediate { await ring.wait(seat.id, after: 0) } }
    ring.tell((1...100).map { .sample($0) })
    // What was looked at until then is none of their business.
    for wait in waits { #expect(await wait.value == .look(after: 99)) }
  }

  /// Also those who wait for one queue, if it is the same one.
  @Test func manyOfOneQueueAreWokenWithoutBeingAsked() async throws {
    let ring = ring(changes: 10_000, readers: 3_000)
    let matcher = matcher {
      $0.jobs.queue = "x"
      $0.jobs.states = [.failed]
    }
    let seats = try (0..<2_000).map { _ in try #require(ring.open(matcher)) }
    let waits = seats.map { seat in Task.immediate { await ring.wait(seat.id, after: 0) } }
    ring.tell((1...8_000).map { .sample($0, queue: "x", state: .cancelled, from: .queued) })
    let looked = UInt64(Limits.eventLooksMax / seats.count)
    for wait in waits { #expect(await wait.value == .look(after: looked)) }
  }

  /// Readers on threads of their own, while commits come and the oldest go: a reader misses nothing without being told,
  /// and hears of each job in the order of its changes.
  @Test func nothingIsMissedInSilence() async throws {
    let ring = ring(changes: 64)
    let isDone = Noted(false)
    await withTaskGroup(of: (heard: Int, gaps: Int).self) { group in
      for _ in 0..<4 {
        group.addTask {
          var (number, heard, gaps): (UInt64, Int, Int) = (0, 0, 0)
          var revs: [JobID: Int] = [:]
          while !(isDone.value && number == ring.last) {
            guard let parts = ring.read(after: number, max: 7) else {
              (number, gaps, revs) = (ring.last, gaps + 1, [:])
              continue
            }
            for part in parts {
              #expect(part.first == number + 1)
              number = part.last
              for facts in part.changes.compactMap({ $0.job?.facts }) {
                #expect(facts.rev > revs[facts.id, default: 0])
                revs[facts.id] = facts.rev
                heard += 1
              }
            }
            await Task.yield()
          }
          return (heard, gaps)
        }
      }
      for rev in 1...5_000 { ring.tell((1...3).map { .sample($0, rev: rev) }) }
      isDone.change { $0 = true }
      for await (heard, gaps) in group { #expect(heard == 15_000 || gaps > 0) }
    }
  }
}
