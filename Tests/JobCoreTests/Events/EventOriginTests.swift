// Where a follower begins: at its place, or at what there is now, with the reason why something may be missing.

import Testing

@testable import JobCore

@Suite struct EventOriginTests {
  /// Has told five changes, and kept the last two.
  private let ring: EventRing

  init() {
    var bounds = EventRingState.Bounds()
    bounds.changesMax = 2
    ring = EventRing(boot: 7, limits: bounds)
    for id in 1...5 { ring.tell([.sample(Int64(id))]) }
  }

  private func origin(after number: UInt64?, boot: UInt64 = 7, wantsSnapshot: Bool = false) -> EventOrigin {
    let position = number.map { EventPosition(boot: boot, number: $0) }
    return EventOrigin(after: position, in: ring, wantsSnapshot: wantsSnapshot)
  }

  @Test func whoIsNewBeginsWithWhatChangesFromNowOn() {
    let origin = EventOrigin(now: ring, wantsSnapshot: true)
    #expect(origin.number == 5 && origin.gap == nil && origin.wantsSnapshot)
  }

  @Test(arguments: [3, 4, 5] as [UInt64]) func placeThatIsStillThereIsTaken(_ number: UInt64) {
    let origin = origin(after: number, wantsSnapshot: true)
    #expect(origin.number == number && origin.gap == nil)
    #expect(!origin.wantsSnapshot, "nothing is missing")
  }

  @Test(arguments: [(2, 7, EventGap.passed), (6, 7, .unknown), (3, 8, .restarted)] as [(UInt64, UInt64, EventGap)])
  func whatCannotBeHadIsSaidAndTheRestGoesOnFromNow(_ number: UInt64, _ boot: UInt64, _ gap: EventGap) {
    for wantsSnapshot in [false, true] {
      let origin = origin(after: number, boot: boot, wantsSnapshot: wantsSnapshot)
      #expect(origin.number == 5 && origin.gap == gap && origin.wantsSnapshot == wantsSnapshot)
    }
  }

  @Test func placeThatNobodyHasGivenOutIsUnknown() {
    #expect(origin(after: nil).gap == .unknown)
  }
}
