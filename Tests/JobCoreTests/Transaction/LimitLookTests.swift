// What is looked for in a line of a limit key, as far as counts can tell.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LimitLookTests {
  private func look(admitted: Int, parked: Int, permits: Int, swapsMax: Int = 1) -> LimitLook {
    LimitLook(
      limit: 1, place: LimitMemory.Place(queue: 1, lane: nil),
      line: LimitMemory.Line(admitted: admitted, parked: parked), permits: permits, swapsMax: swapsMax)
  }

  @Test func asManyAreLookedForAsMayBeSeenBesides() {
    let few = look(admitted: 0, parked: 5, permits: 2)
    #expect(few.bestMax == 2 && few.worstMax == 0)
    let all = look(admitted: 0, parked: 2, permits: 9)
    #expect(all.bestMax == 2 && all.worstMax == 0)
  }

  @Test func thoseBeyondThePermitsAreLookedForFromTheEnd() {
    let surplus = look(admitted: 5, parked: 0, permits: 2)
    #expect(surplus.bestMax == 0 && surplus.worstMax == 3)
  }

  @Test func whereSomeAreSeenAndSomeAreNotTheyAreCompared() {
    let pair = look(admitted: 2, parked: 3, permits: 2)
    #expect(pair.bestMax == 1 && pair.worstMax == 1)
    #expect(pair.lines.map(\.side) == [.bestParked, .worstAdmitted])
    let wide = look(admitted: 2, parked: 3, permits: 2, swapsMax: 200)
    #expect(wide.bestMax == 2 && wide.worstMax == 2)
  }

  @Test func nothingIsLookedForWhereAllAreSeenOrNoneMayBe() {
    #expect(!look(admitted: 2, parked: 0, permits: 5).isNeeded)
    #expect(!look(admitted: 0, parked: 4, permits: 0).isNeeded)
  }

  @Test func noMoreThanSoManyAtATime() {
    let long = look(admitted: 0, parked: 1_000, permits: 1_000)
    #expect(long.bestMax == Limits.admittedTogetherMax && long.worstMax == 0)
  }

  /// Or it would be looked at again and again.
  @Test func lineThatIsShorterThanItsCountsIsDone() async throws {
    try await StoreKind.sqlite.withStore { bench async throws in
      let long = look(admitted: 0, parked: 1_000, permits: 1_000)
      let isDone = try await bench.writer.perform { context throws(StoreError) in try long.decide([], [], context) }
      #expect(isDone)
    }
  }
}
