// All pools of threads of a queue, and the count of handlers in this process that were given up.

import Synchronization

/// The pools, by name.
final class ThreadPools: Sendable {
  private let pools: [String: ThreadPool]
  private let stuckTasks = Atomic<Int>(0)
  private let stuckChanged: @Sendable () -> Void

  /// - Parameters:
  ///   - settings: the standard pool need not be among them; it is always there.
  ///   - stuckChanged: called when a handler was given up, or has ended after all; it must not call back.
  ///   - setCapacity: hears what each pool can carry, by its place, now and whenever that changes.
  init(
    _ settings: [String: PoolSettings], stuckChanged: @escaping @Sendable () -> Void,
    setCapacity: @escaping @Sendable (_ place: String, Int) -> Void
  ) {
    self.stuckChanged = stuckChanged
    let all = settings.merging([Lane.threadExecutor: .standard]) { configured, _ in configured }
    pools = Dictionary(
      uniqueKeysWithValues: all.map { name, settings in
        setCapacity(Self.place(name), settings.threads)
        let pool = ThreadPool(name: name, size: settings.threads) { capacity in
          setCapacity(Self.place(name), capacity)
          stuckChanged()
        }
        return (name, pool)
      })
  }

  /// What the pool is called on the board.
  static func place(_ name: String) -> String {
    placePrefix + name
  }

  private static let placePrefix = "thread:"

  /// The pool with this name on the board.
  func pool(place: String) -> ThreadPool? {
    place.hasPrefix(Self.placePrefix) ? pools[String(place.dropFirst(Self.placePrefix.count))] : nil
  }

  func pool(_ name: String) -> ThreadPool? {
    pools[name]
  }

  var names: Set<String> {
    Set(pools.keys)
  }

  /// A handler that runs as a task, not on a thread of a pool, was given up, or has ended after all.
  func countStuckTask(_ change: Int) {
    stuckTasks.add(change, ordering: .relaxed)
    stuckChanged()
  }

  /// Handlers of this process that did not end when they were told to, and still run.
  var stuckCount: Int {
    pools.values.reduce(stuckTasks.load(ordering: .relaxed)) { $0 + $1.stuckCount }
  }

  func close() {
    for pool in pools.values { pool.close() }
  }
}
