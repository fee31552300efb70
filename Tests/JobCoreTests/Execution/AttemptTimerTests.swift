// The limits of an attempt: each stops it when its time is up, and not before, however far or long past it is.

import TestSupport
import Testing

@testable import JobCore

@Suite struct AttemptTimerTests {
  private let control = AttemptControl(graceMicros: 0)

  private func timer(timeoutMicros: Int64? = nil, deadline: Timestamp? = nil) -> AttemptTimer {
    let timer = AttemptTimer(control, timeoutMicros: timeoutMicros, deadline: deadline)
    _ = timer.start()
    return timer
  }

  @Test(arguments: [Timestamp(micros: 0), Timestamp(micros: -1), Timestamp(micros: 1_000_000)])
  func deadlineLongPastStopsAtOnce(_ deadline: Timestamp) async throws {
    let timer = timer()
    timer.set(timeoutMicros: nil, deadline: deadline)
    try await eventually { control.stopped?.cause == .deadline }
    timer.end()
  }

  @Test func timeoutHeldForLongerThanItLastsStopsNothingBeforeItGoesOn() async throws {
    let held = timer(timeoutMicros: 100_000)
    held.setHeld(true)
    // One that is due later rings on the same queue, after whatever the held one would have done.
    let later = AttemptControl(graceMicros: 0)
    let other = AttemptTimer(later, timeoutMicros: 200_000, deadline: nil)
    _ = other.start()
    try await eventually { later.stopped?.cause == .timeout }
    #expect(control.stopped == nil)
    held.setHeld(false)
    try await eventually { control.stopped?.cause == .timeout }
    held.end()
    other.end()
  }

  @Test func deadlineHoldsWhileTheTimeoutIsHeld() async throws {
    let timer = timer(timeoutMicros: 60_000_000, deadline: SystemClock().now() + 20_000)
    timer.setHeld(true)
    try await eventually { control.stopped?.cause == .deadline }
    timer.end()
  }

  @Test func timeoutChangedWhileItIsHeldHoldsOnceItGoesOn() async throws {
    let timer = timer(timeoutMicros: 60_000_000)
    timer.setHeld(true)
    timer.set(timeoutMicros: 1, deadline: nil)
    #expect(control.stopped == nil)
    timer.setHeld(false)
    try await eventually { control.stopped?.cause == .timeout }
    timer.end()
  }

  /// The years 2200 and 2600: the second is more nanoseconds than a timer can count.
  @Test(arguments: [Limits.timeMax, Timestamp(micros: 19_880_899_200_000_000), Timestamp(micros: .max)])
  func deadlineFarAheadStopsNothing(_ deadline: Timestamp) async throws {
    let far = timer(timeoutMicros: Limits.durationMicrosMax, deadline: deadline)
    // One that is due rings on the same queue, after whatever the far one would have done.
    let near = AttemptControl(graceMicros: 0)
    let other = AttemptTimer(near, timeoutMicros: 20_000, deadline: nil)
    _ = other.start()
    try await eventually { near.stopped?.cause == .timeout }
    #expect(control.stopped == nil)
    far.set(timeoutMicros: nil, deadline: SystemClock().now())
    try await eventually { control.stopped?.cause == .deadline }
    far.end()
    other.end()
  }
}
