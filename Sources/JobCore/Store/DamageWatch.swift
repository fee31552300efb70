// Damage of the database that is found while it is open: told once, also to those who ask before or after.

import Synchronization

/// Remembers the damage that was found, and who is to hear of it.
final class DamageWatch: Sendable {
  private struct State {
    var found: String?
    var tell: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// What was found, if anything.
  var found: String? {
    state.withLock(\.found)
  }

  func note(_ problem: String) {
    let tell = state.withLock { state in
      if state.found != nil { return Optional<@Sendable () -> Void>.none }
      state.found = problem
      return state.tell
    }
    tell?()
  }

  /// `tell` is called when damage is found, at once if it was already.
  func onDamage(_ tell: @escaping @Sendable () -> Void) {
    let isFound = state.withLock { state in
      state.tell = tell
      return state.found != nil
    }
    if isFound { tell() }
  }
}
