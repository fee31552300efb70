// Why a job is not running.

/// One thing that keeps a job from running.
public struct Blocker: Hashable, Sendable {
  /// What sort of thing is in the way; the raw value is its name on the wire.
  public enum Kind: String, CaseIterable, Sendable {
    /// Everything is paused, or the job by itself.
    case paused
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

  /// What exactly is in the way.
  public enum Cause: Hashable, Sendable {
    /// Nobody has released it.
    case held
    /// Somebody has paused it: it is held, or stands still while it runs.
    case paused(isRunning: Bool)
    /// Everything is paused.
    case allPaused
    /// Its time has not come; of a retry, that of its next attempt.
    case delay(isRetry: Bool)
    /// A parent that has not ended, or whose end has not reached it yet; without a state it is not there any more.
    case job(JobID, JobState?, on: EndCondition)
    /// A batch that has not ended: so many of its members have.
    case batch(BatchID, ended: Int, size: Int, isOpen: Bool, on: EndCondition)
    /// Its queue starts nothing.
    case queuePaused(queue: String)
    /// Too many of its queue's slots are taken.
    case queueSlots(queue: String, used: Int, slots: Int, needed: Int)
    /// Too few of the daemon's slots are free.
    case daemonSlots(free: Int, needed: Int)
    /// As many jobs of its limit key run as may; the earliest of them, if any is known.
    case limit(key: String, running: Int, max: Int, holder: JobID?)
    /// Its limit key has room, for jobs that are ahead of it.
    case limitLine(key: String)
    /// Its queue has started as many as it may for now.
    case rate(queue: String)
    /// Nothing stands in its own way, but a job that goes first waits.
    case ahead(JobID, waitsFor: Need)
    /// The daemon starts nothing.
    case draining
    /// Nobody has asked for jobs of this handler in this queue: since then, or since the daemon was started.
    case noWorker(handler: String, queue: String, since: Timestamp?)
    /// The workers of the handler do not start, or fail; `failure` is what the last of them left, if it left anything.
    case handlerDown(handler: String, failure: String?)
    /// A worker of its handler is being started.
    case workerStarting(handler: String)
    /// Its handler has no worker yet.
    case workerMissing(handler: String)
    /// All workers of its handler are busy.
    case workersBusy(handler: String, count: Int)
    /// All threads of its pool are busy.
    case threadsBusy(pool: String, count: Int)
    /// So many handlers did not end when they were told to, and hold the threads of their pool.
    case threadsStuck(pool: String, count: Int)
    /// The host it calls asked to be left alone.
    case hostHeld(origin: String)
    /// The host was held, and gets a few requests at a time.
    case hostReturning(origin: String)
  }

  /// What a job that goes first waits for.
  public enum Need: Hashable, Sendable {
    /// So many slots of its queue.
    case queueSlots(queue: String, count: Int)
    /// So many of the daemon's slots.
    case daemonSlots(count: Int)
    /// The rate of its queue.
    case rate(queue: String)
  }

  /// What is in the way, with what it is about; whoever shows it to people words it.
  public var cause: Cause
  /// When it will be gone, where that is known.
  public var until: Timestamp?

  init(_ cause: Cause, until: Timestamp? = nil) {
    self.cause = cause
    self.until = until
  }

  /// Several blockers may share a kind: each parent that has not ended is one of its own.
  public var kind: Kind {
    switch cause {
    case .held: .held
    case .delay: .delay
    case .job, .batch: .parent
    case .paused, .allPaused: .paused
    case .queuePaused: .queuePaused
    case .queueSlots, .daemonSlots: .slots
    case .ahead(_, .rate), .rate: .rate
    case .ahead: .slots
    case .limit, .limitLine: .limit
    case .draining: .draining
    case .noWorker: .noWorker
    case .handlerDown: .handlerDown
    case .workerStarting, .workerMissing, .workersBusy, .threadsBusy, .threadsStuck: .pool
    case .hostHeld, .hostReturning: .host
    }
  }
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
