// What the engine says about itself, for `info`, `stats` and `readyz`.

/// The engine at a glance.
public struct DaemonInfo: Sendable {
  public var startedAt: Timestamp
  public var boot: Int64
  public var dataDirectory: String
  public var durability: Durability
  public var isDraining: Bool
  public var slotsTotal: Int
  public var slotsUsed: Int
  /// Jobs per state; every state is present.
  public var counts: [JobState: Int]
  public var queueCount: Int
  public var waiters: Int
  /// Handlers in this process that did not end when told to, and still run.
  public var stuckHandlers: Int
  /// How late the dispatcher last woke for a due time, in microseconds.
  public var loopLagMicros: Int64
  public var store: StoreInfo
}

/// The store at a glance.
public struct StoreInfo: Sendable {
  public var sqliteVersion: String
  public var schemaVersion: Int
  public var databaseBytes: Int64
  public var walBytes: Int64
  /// Submissions are refused with 507 until there is space again.
  public var isFull: Bool
}

/// What an acknowledged submission is worth.
public enum Durability: String, Sendable, CaseIterable {
  /// Synced to the disk before the answer: survives power loss.
  case full
  /// Written before the answer: survives a crash of jobd, not of the machine.
  case relaxed
}
