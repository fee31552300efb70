// What stands in the way of a ready job, and whom that holds up. Pure.

/// The order of admission: the queue, its slots, the limit key, the rate, and last the daemon's slots.
///
/// What belongs to one queue comes before what all queues share, so that a job that could not start anyway takes
/// nothing from the others.
enum AdmissionPolicy {
  /// What is known when a job wants to start.
  struct Facts {
    var isQueuePaused = false
    /// Slots it takes of its queue, and those that are free; `nil` if the queue has no bound.
    var queueNeeded = 1
    var queueFree: Int?
    /// More jobs that its limit key lets start; `nil` if it has none.
    var permits: Int?
    /// There is a token of its queue's rate, or no rate.
    var hasToken = true
    /// Room of the pool that alone can carry it out; `nil` if it needs none.
    var poolFree: Int?
    /// Slots it takes of the daemon, and those that are free.
    var daemonNeeded = 1
    var daemonFree: Int = .max
  }

  enum Obstacle: CaseIterable {
    case queuePaused
    case pool
    case queueSlots
    case limit
    case rate
    case daemonSlots
  }

  /// Who has to wait with a job that meets an obstacle.
  enum Holdup {
    /// It waits for something that the jobs behind it do not wait for.
    case nobody
    /// Nothing overtakes in its queue: otherwise a heavy job would never start.
    case queue
    /// Nothing overtakes at all.
    case everybody
  }

  /// All that is in its way; the first is what it waits for.
  static func obstacles(_ facts: Facts) -> [Obstacle] {
    Obstacle.allCases.filter { isInTheWay($0, facts) }
  }

  /// What it waits for; `nil` if it may start.
  static func obstacle(_ facts: Facts) -> Obstacle? {
    Obstacle.allCases.first { isInTheWay($0, facts) }
  }

  private static func isInTheWay(_ obstacle: Obstacle, _ facts: Facts) -> Bool {
    switch obstacle {
    case .queuePaused: facts.isQueuePaused
    case .pool: facts.poolFree.map { $0 <= 0 } ?? false
    case .queueSlots: facts.queueFree.map { $0 < facts.queueNeeded } ?? false
    case .limit: facts.permits.map { $0 <= 0 } ?? false
    case .rate: !facts.hasToken
    case .daemonSlots: facts.daemonFree < facts.daemonNeeded
    }
  }

  static func holdup(_ obstacle: Obstacle) -> Holdup {
    switch obstacle {
    case .pool, .limit: .nobody
    case .queuePaused, .queueSlots, .rate: .queue
    case .daemonSlots: .everybody
    }
  }
}
