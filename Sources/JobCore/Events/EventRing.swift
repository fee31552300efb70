// What has changed lately, kept for those who follow along: also while nobody does, so that who was away for a moment
// misses nothing. One owner: what is told, what is read and who waits are under one lock, so that nothing is let go between
// a look and a read.

import Dispatch
import Synchronization

/// The latest changes, in the order of their commits.
final class EventRing: Sendable {
  private let state: Mutex<EventRingState>
  /// Wakes many at once: whoever commits does not wait for that.
  private let waker = DispatchQueue(label: "jobd.events.wake", qos: .userInitiated)
  /// Stands for this run of the daemon in positions.
  let boot: UInt64

  init(boot: UInt64 = .random(in: 1 ... .max), limits: EventRingState.Bounds = EventRingState.Bounds()) {
    self.boot = boot
    state = Mutex(EventRingState(limits))
  }

  // MARK: Telling

  /// Keeps what a commit has changed, and wakes those whom it may concern. Called in the order of the commits.
  func tell(_ changes: [Change]) {
    if changes.isEmpty { return }
    wake(state.withLock { $0.add(changes) })
  }

  /// Nothing more is told.
  func finish() {
    wake(state.withLock { $0.finish() })
  }

  private func wake(_ wakes: [EventRingState.Resumption]) {
    // A few are woken in less time than another thread is.
    if wakes.count <= Limits.eventWakesAtOnceMax {
      for wake in wakes { wake.resume() }
    } else {
      waker.async { for wake in wakes { wake.resume() } }
    }
  }

  // MARK: Reading

  /// How many changes have been told.
  var last: UInt64 { state.withLock { $0.last } }

  /// How many follow along.
  var readerCount: Int { state.withLock { $0.readerCount } }

  /// Lets one more read; `nil` if there are too many.
  func open(_ matcher: EventMatcher) -> EventSeat? {
    state.withLock { $0.open(matcher) }.map { EventSeat(id: $0, ring: self) }
  }

  /// Whether all that came behind this number is still there.
  func holds(after number: UInt64) -> Bool {
    state.withLock { $0.holds(after: number) }
  }

  /// The next changes behind this number, up to `max` or so; `nil` if some of them are gone.
  func read(after number: UInt64, max: Int) -> [EventRingState.Part]? {
    state.withLock { $0.read(after: number, max: max) }
  }

  /// Returns when something behind `number` may concern this reader, when it is nudged or closed, when the task is
  /// cancelled, or at the end.
  func wait(_ id: EventSeat.ID, after number: UInt64) async -> EventRingState.Wake {
    await suspended(id) { state, continuation in state.park(id, after: number, continuation) }
  }

  /// Lets changes behind `number` gather; returns when that is ended, when what this reader's filter is about may be over,
  /// when very much has come, and whenever a wait would for another reason than a change.
  func gather(_ id: EventSeat.ID, after number: UInt64) async {
    _ = await suspended(id) { state, continuation in state.gather(id, after: number, continuation) }
  }

  private func suspended(
    _ id: EventSeat.ID,
    _ park:
      @Sendable (inout EventRingState, CheckedContinuation<EventRingState.Wake, Never>) ->
      EventRingState.Resumption?
  ) async -> EventRingState.Wake {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let wake = state.withLock { park(&$0, continuation) }
        wake?.resume()
      }
    } onCancel: {
      let wake = state.withLock { $0.wake(id, .over) }
      wake?.resume()
    }
  }

  func endGathering(_ id: EventSeat.ID) {
    let wake = state.withLock { $0.wakeGathering(id) }
    wake?.resume()
  }

  /// Lets a reader look up, now or when it next waits.
  func nudge(_ id: EventSeat.ID) {
    let wake = state.withLock { $0.nudge(id) }
    wake?.resume()
  }

  /// Whether a reader that does not wait was nudged since it was last asked.
  func takeNudge(_ id: EventSeat.ID) -> Bool {
    state.withLock { $0.takeNudge(id) }
  }

  func close(_ id: EventSeat.ID) {
    let wake = state.withLock { $0.close(id) }
    wake?.resume()
  }
}

/// The right to read; given back when nobody holds it any more.
package final class EventSeat: Sendable {
  typealias ID = Int

  let id: ID
  let ring: EventRing

  init(id: ID, ring: EventRing) {
    (self.id, self.ring) = (id, ring)
  }

  deinit {
    ring.close(id)
  }

  /// Lets its reader look up, now or when it next waits.
  package func nudge() {
    ring.nudge(id)
  }

  /// Its reader has let changes gather for long enough.
  package func endGathering() {
    ring.endGathering(id)
  }
}
