// Where a follower goes on after a stream is lost, and when it is told that something may be missing.

import JobWire
import Testing

@testable import JobClient

@Suite struct EventPlaceTests {
  private static func job(_ id: String?, isSnapshot: Bool = false) -> EventView {
    EventView(.jobQueued, id: id, job: ScriptedJobs.view(1, .queued), isSnapshot: isSnapshot)
  }

  private static let snapshot = EventRequest(snapshot: true)

  private func place(_ request: EventRequest, _ events: [EventView]) -> (place: EventPlace, told: [String]) {
    var place = EventPlace(request)
    let told = events.compactMap { place.take($0)?.event }
    return (place, told)
  }

  @Test func streamGoesOnBehindTheLastEvent() {
    let (place, told) = place(EventRequest(), [EventView(.heartbeat, id: "a"), Self.job("b"), Self.job("c")])
    #expect(told == ["job.queued", "job.queued"])
    #expect(place.next == EventRequest(after: "c"))
  }

  @Test func heartbeatMovesThePlaceAndIsNotTold() {
    let (place, told) = place(EventRequest(), [Self.job("b"), EventView(.heartbeat, id: "c")])
    #expect(told == ["job.queued"] && place.next.after == "c")
  }

  @Test func nothingHeardIsAskedForAgainAsItWas() {
    for request in [EventRequest(), Self.snapshot, EventRequest(after: "a"), EventRequest(after: "a", snapshot: true)] {
      #expect(EventPlace(request).next == request)
    }
  }

  @Test func placeThatIsGoneIsToldAndGoneOnFromThere() {
    let (place, told) = place(
      EventRequest(after: "a"), [EventView(.gap, id: "x", reason: "restarted"), Self.job("y")])
    #expect(told == ["gap", "job.queued"] && place.next.after == "y")
  }

  /// What happens until there is another stream belongs behind the gap: the next one says it.
  @Test func gapOfAStreamThatEndsIsLeftToTheNextOne() {
    let (place, told) = place(EventRequest(), [Self.job("b"), EventView(.gap, id: "z", reason: "overrun")])
    #expect(told == ["job.queued"] && place.next.after == "b")
  }

  @Test func gapOfAStreamThatHasToldNothingIsTold() {
    let (_, told) = place(EventRequest(), [EventView(.gap, reason: "overrun")])
    #expect(told == ["gap"])
  }

  // MARK: Snapshots

  @Test func halfASnapshotIsHadAnewBehindAGap() {
    var (place, told) = place(Self.snapshot, [Self.job(nil, isSnapshot: true), Self.job(nil, isSnapshot: true)])
    #expect(told.count == 2)
    place.lose()
    #expect(place.next == Self.snapshot)
    #expect(place.begin()?.event == "gap")
    #expect(place.begin() == nil, "it is told once")
  }

  @Test func snapshotThatHadNotBegunLeavesNoGap() {
    var (place, _) = place(Self.snapshot, [EventView(.heartbeat, id: "a")])
    place.lose()
    #expect(place.begin() == nil && place.next == Self.snapshot)
  }

  @Test func endOfASnapshotIsAPlace() {
    var (place, told) = place(
      Self.snapshot,
      [Self.job(nil, isSnapshot: true), EventView(.heartbeat, id: "h"), EventView(.snapshotEnd, id: "s")])
    #expect(told == ["job.queued", "snapshot.end"])
    place.lose()
    #expect(place.begin() == nil && place.next == EventRequest(after: "s", snapshot: true))
  }

  @Test func gapBeginsANewSnapshot() {
    let events = [
      EventView(.snapshotEnd, id: "s"), EventView(.gap, id: "x", reason: "passed"), Self.job(nil, isSnapshot: true),
    ]
    var (place, told) = place(Self.snapshot, events)
    #expect(told == ["snapshot.end", "gap", "job.queued"])
    place.lose()
    #expect(place.next == Self.snapshot && place.begin()?.event == "gap")
    _ = place.take(EventView(.snapshotEnd, id: "t"))
    #expect(place.next.after == "t")
  }
}
