// How much room each pool of executors has: threads, worker processes, hosts that want few requests at a time. The
// executors say what their pools can carry, the dispatcher what it has given them.

import Synchronization

/// The capacities of all pools, and what is taken of them.
///
/// A pool that is not registered takes any number of jobs.
final class PoolBoard: Sendable {
  private struct Pool {
    var capacity: Int
    var used = 0

    var free: Int { max(0, capacity - used) }
  }

  private struct State {
    var pools: [String: Pool] = [:]
    var onRoom: (@Sendable () -> Void)?
    var demands: [String: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())

  /// - Parameter onDemand: called when jobs wait for the pool and it has no room: from a commit, so it must not block.
  func register(_ pool: String, capacity: Int, onDemand: (@Sendable () -> Void)? = nil) {
    state.withLock { state in
      state.pools[pool, default: Pool(capacity: 0)].capacity = capacity
      state.demands[pool] = onDemand
    }
    tell()
  }

  /// The pool takes any number of jobs again, and is no longer listed.
  func remove(_ pool: String) {
    state.withLock { state in
      state.pools[pool] = nil
      state.demands[pool] = nil
    }
    tell()
  }

  /// What the pool can carry from now on; less than it carries now is no error.
  func setCapacity(_ pool: String, _ capacity: Int) {
    let hasChanged = state.withLock { state in
      let before = state.pools[pool]?.free ?? .max
      state.pools[pool, default: Pool(capacity: 0)].capacity = capacity
      return (state.pools[pool]?.free ?? .max) != before
    }
    if hasChanged { tell() }
  }

  /// Tells the dispatcher when the room of a pool changes by itself: a claim that waits with room that is gone would
  /// bring a job that nobody can run.
  func onRoom(_ tell: @escaping @Sendable () -> Void) {
    state.withLock { $0.onRoom = tell }
  }

  /// Something else has changed that may let jobs start: if some wait for a pool without room, it hears of it again.
  func lookAgain() {
    tell()
  }

  private func tell() {
    state.withLock(\.onRoom)?()
  }

  // MARK: The dispatcher's side

  /// `slots`, and the room of every pool that has a bound. Pools that can do nothing about demand are in `quiet`: they
  /// are not told of it.
  func room(slots: Int) -> ClaimRoom {
    state.withLock { state in
      let quiet = state.pools.keys.filter { state.demands[$0] == nil }
      return ClaimRoom(slots: slots, pools: state.pools.mapValues(\.free), quiet: Set(quiet))
    }
  }

  func took(_ pool: String) {
    state.withLock { $0.pools[pool]?.used += 1 }
  }

  func gaveBack(_ pool: String) {
    state.withLock { state in
      if let used = state.pools[pool]?.used { state.pools[pool]?.used = max(0, used - 1) }
    }
  }

  /// Jobs wait for these pools.
  func demand(_ pools: Set<String>) {
    if pools.isEmpty { return }
    let asked = state.withLock { state in pools.compactMap { state.demands[$0] } }
    for ask in asked { ask() }
  }

  /// What the pool can carry and carries; `nil` if it has no bound.
  func use(_ pool: String) -> (capacity: Int, used: Int)? {
    state.withLock { state in state.pools[pool].map { ($0.capacity, $0.used) } }
  }
}
