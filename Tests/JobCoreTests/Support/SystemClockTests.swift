// The alarm of the machine's clock: it rings once for a moment that has come, and never for one that has not.

import Synchronization
import Testing

@testable import JobCore

@Suite struct SystemClockTests {
  private final class Rings: Sendable {
    let count = Mutex(0)
  }

  @Test(arguments: [Limits.timeMax, Timestamp(micros: 19_880_899_200_000_000), Timestamp(micros: .max)])
  func momentFarAheadDoesNotRing(_ far: Timestamp) async throws {
    let rings = Rings()
    let alarm = SystemClock().makeAlarm { rings.count.withLock { $0 += 1 } }
    alarm.set(far)
    // An alarm that is set later and rings has been looked at later.
    let (near, nearAlarm) = try await ringing(at: SystemClock().now().advanced(byMicros: 20_000))
    #expect(rings.count.withLock(\.self) == 0)
    alarm.set(SystemClock().now())
    try await eventually { rings.count.withLock(\.self) == 1 }
    #expect(near.count.withLock(\.self) == 1)
    _ = (alarm, nearAlarm)
  }

  @Test(arguments: [Timestamp(micros: 0), Timestamp(micros: -5), Timestamp(micros: 1_000)])
  func momentThatHasPassedRingsAtOnceAndOnce(_ past: Timestamp) async throws {
    let (rings, alarm) = try await ringing(at: past)
    let (_, later) = try await ringing(at: SystemClock().now().advanced(byMicros: 20_000))
    #expect(rings.count.withLock(\.self) == 1)
    _ = (alarm, later)
  }

  private func ringing(at moment: Timestamp) async throws -> (Rings, any Alarm) {
    let rings = Rings()
    let alarm = SystemClock().makeAlarm { rings.count.withLock { $0 += 1 } }
    alarm.set(moment)
    try await eventually { rings.count.withLock(\.self) > 0 }
    return (rings, alarm)
  }
}
