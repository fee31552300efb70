// Looks at the token file again and again, for want of an event (a path may lead through links that others change), and
// only as long as something goes on that a token has let in.

import NIOCore
import Synchronization

/// Rings while somebody waits.
final class TokenWatch: Sendable {
  private struct State {
    var loop: (any EventLoop)?
    var look: (@Sendable () -> Void)?
    var waiting = 0
    var isSet = false
  }

  private let state = Mutex(State())
  private let interval: TimeAmount

  init(interval: TimeAmount) {
    self.interval = interval
  }

  /// - Parameter look: looks at the file, if the last look was a while ago.
  func attach(_ look: @escaping @Sendable () -> Void) {
    state.withLock { $0.look = look }
  }

  func look() {
    state.withLock(\.look)?()
  }

  /// Looks are taken on the loop from now on.
  func start(on loop: any EventLoop) {
    state.withLock { $0.loop = loop }
    setIfWanted()
  }

  func begin() {
    state.withLock { $0.waiting += 1 }
    setIfWanted()
  }

  func end() {
    state.withLock { $0.waiting -= 1 }
  }

  private func setIfWanted() {
    let loop: (any EventLoop)? = state.withLock { state in
      guard state.waiting > 0, !state.isSet, let loop = state.loop else { return nil }
      state.isSet = true
      return loop
    }
    // On a loop that has ended nobody waits any more.
    loop?.scheduleTask(in: interval) { [self] in ring() }
  }

  private func ring() {
    let isWanted = state.withLock { state in
      state.isSet = false
      return state.waiting > 0
    }
    if isWanted { look() }
    setIfWanted()
  }
}
