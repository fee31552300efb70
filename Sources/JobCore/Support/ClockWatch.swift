// Hears when the machine's clock is set. Timers wait for what the clock shows, and a pause or a lease that was reckoned
// by it has to be looked at again.

import CLinux
import Dispatch
import Synchronization

/// Tells who wants to know that the wall clock has been set; one descriptor of the kernel's for all of them. While nobody
/// sets the clock, nothing wakes.
final class ClockWatch: Sendable {
  static let shared = ClockWatch(descriptor: clinux_clock_watch_create())

  private struct State {
    var listeners: [Int: @Sendable () -> Void] = [:]
    var lastNumber = 0
  }

  private let state = Mutex(State())
  /// Safe: set once, in `init`; a dispatch source may be used from any thread.
  private nonisolated(unsafe) var source: (any DispatchSourceRead)?

  /// - Parameter descriptor: readable when the clock has been set. Without one (-1) that is noticed by the next
  ///   transaction.
  init(descriptor: Int32) {
    guard descriptor >= 0 else { return }
    let source = DispatchSource.makeReadSource(
      fileDescriptor: descriptor, queue: DispatchQueue(label: "jobd.clock", qos: .userInitiated))
    source.setEventHandler { [weak self] in
      clinux_clock_watch_reset(descriptor)
      self?.tell()
    }
    self.source = source
    source.activate()
  }

  deinit {
    source?.cancel()
  }

  /// Calls `hear` each time the clock has been set, until its number is given to `forget`.
  func listen(_ hear: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.lastNumber += 1
      state.listeners[state.lastNumber] = hear
      return state.lastNumber
    }
  }

  func forget(_ number: Int) {
    state.withLock { $0.listeners[number] = nil }
  }

  private func tell() {
    for hear in state.withLock({ Array($0.listeners.values) }) { hear() }
  }
}
