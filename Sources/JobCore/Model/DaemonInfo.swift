// What the engine says about itself, for `info`, `stats` and `readyz`.

/// The engine at a glance.
public struct DaemonInfo: Sendable {
  /// When this `JobQueue` was opened.
  public var startedAt: Timestamp
  /// Which opening of the data directory this is, from 1.
  public var boot: Int64
  /// As configured, made absolute.
  public var dataDirectory: String
  /// As configured; it cannot change while the queue runs.
  public var durability: Durability
  /// No job is started: drained, or stopping.
  public var isDraining: Bool
  /// Everything is paused; `nil` if it is not.
  public var pause: Pause?
  /// It was told to stop, which nothing undoes.
  public var isStopping: Bool
  /// As configured: how many slots jobs may take at once, 1…`Limits.slotsMax`.
  public var slotsTotal: Int
  /// By jobs that run now, each with its `slotsNeeded`.
  public var slotsUsed: Int
  /// Jobs per state; every state is present.
  public var counts: [JobState: Int]
  /// Queues that have been named so far, empty ones included; at most `Limits.queueCountMax`.
  public var queueCount: Int
  /// Those who wait for a job, a batch or several jobs right now, followers of output included.
  public var waiters: Int
  /// Handlers in this process that did not end when told to, and still run.
  public var stuckHandlers: Int
  /// How late the alarm for due times rang last, in microseconds.
  public var loopLagMicros: Int64
  /// The database under it.
  public var store: StoreInfo
}

/// The store at a glance.
public struct StoreInfo: Sendable {
  /// Names the database among others, from its beginning on.
  public var mark: String
  /// Of the library that is loaded, such as `3.40.1`.
  public var sqliteVersion: String
  /// How many migrations the database has had (`PRAGMA user_version`).
  public var schemaVersion: Int
  /// Pages times page size, free pages included; without the write-ahead log.
  public var databaseBytes: Int64
  /// Size of the write-ahead log; 0 when there is none. A checkpoint reuses the file and does not shrink it.
  public var walBytes: Int64
  /// Submissions are refused with 507 until there is space again.
  public var isFull: Bool
  /// Why nothing can be written, as far as is known; `nil` once something was.
  public var fault: StoreError?
}

/// What an acknowledged submission is worth.
public enum Durability: String, Sendable, CaseIterable {
  /// Synced to the disk before the answer: survives power loss.
  case full
  /// Written before the answer: survives a crash of jobd, not of the machine.
  case relaxed
}
