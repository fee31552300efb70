// The alarm of the machine's clock: it rings once for a moment that has come, and never for one that has not.

import CLinux
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import JobCore

@Suite struct SystemAlarmTests {
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

  /// The clock of a machine that runs tests is not set: a pipe stands for the kernel's descriptor.
  @Test func alarmRingsWhenTheClockWasSetAndKeepsItsMoment() async throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let watch = ClockWatch(descriptor: ends[0])
    let (set, unset) = (Rings(), Rings())
    let alarm = SystemAlarm({ set.count.withLock { $0 += 1 } }, watch: watch)
    let idle = SystemAlarm({ unset.count.withLock { $0 += 1 } }, watch: watch)
    alarm.set(Limits.timeMax)
    #expect(write(ends[1], "!", 1) == 1)
    try await eventually { set.count.withLock(\.self) == 1 && unset.count.withLock(\.self) == 1 }
    alarm.set(SystemClock().now())
    try await eventually { set.count.withLock(\.self) == 2 }
    #expect(unset.count.withLock(\.self) == 1)
    // The ends stay open: the watch may still look at them.
    _ = (alarm, idle)
  }

  @Test func kernelHasAWatchAndSaysNothingWhileNobodySetsTheClock() async throws {
    let descriptor = clinux_clock_watch_create()
    #expect(descriptor >= 0)
    defer { close(descriptor) }
    var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&state, 1, 0) == 0)
    clinux_clock_watch_reset(descriptor)
    #expect(poll(&state, 1, 0) == 0)
  }

  private func ringing(at moment: Timestamp) async throws -> (Rings, any Alarm) {
    let rings = Rings()
    let alarm = SystemClock().makeAlarm { rings.count.withLock { $0 += 1 } }
    alarm.set(moment)
    try await eventually { rings.count.withLock(\.self) > 0 }
    return (rings, alarm)
  }
}
