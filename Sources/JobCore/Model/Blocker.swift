// Why a job is not running.

/// One thing that keeps a job from running.
public struct Blocker: Hashable, Sendable {
  /// What sort of thing is in the way; the raw value is its name on the wire.
  public enum Kind: String, CaseIterable, Sendable {
    case queuePaused = "queue_paused"
    case slots
    case limit
    case rate
    case parent
    case delay
    case held
    case draining
    /// A remote job, and nobody asks for its like.
    case noWorker = "no_worker"
    /// The workers of its handler cannot be started.
    case handlerDown = "handler_down"
    /// All threads or workers of its pool are busy.
    case pool
    /// The host it calls asked to be left alone.
    case host
  }

  /// Several blockers may share a kind: each parent that has not ended is one of its own.
  public var kind: Kind
  /// A sentence that names what is in the way.
  public var detail: String
  /// When it will be gone, where that is known.
  public var until: Timestamp?
}

/// The answer to "why is it not running?"
public struct WhyAnswer: Hashable, Sendable {
  /// The state in which the blockers were found, `running` and terminal ones included.
  public var state: JobState
  /// Empty for a job that runs, has ended, or is about to start.
  public var blockers: [Blocker]
  /// Its place among the queued jobs of its queue, from 1; `nil` if it is not queued, or beyond
  /// `Limits.positionMax`.
  public var position: Int?
  /// Whose room it waits for; see `Lane`.
  var lane: String?
}
