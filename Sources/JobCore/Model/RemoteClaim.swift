// What a remote worker asks for, and what it is given: jobs to carry out somewhere else, each with a lease.

/// A remote worker's request for jobs.
public struct ClaimRequest: Hashable, Sendable {
  /// Only jobs of these handlers; empty means all handlers, and then `queues` must not be empty.
  public var handlers: [String] = []
  /// Only jobs of these queues; empty means all queues, and then `handlers` must not be empty.
  public var queues: [String] = []
  /// 1…`Limits.claimMax`.
  public var max = 1
  /// How long a job stays the worker's while nothing is heard of it, in microseconds; `Limits.leaseMicrosRange`.
  public var leaseMicros = Limits.leaseMicrosDefault
  /// How long to wait for a job when there is none, in microseconds; 0 does not wait.
  public var waitMicros: Int64 = 0
  /// The worker's own name, for those who look.
  public var worker: String?
  /// Who asks, as the front end knows them.
  public var claimedBy: String

  /// One job at a time, without a wait; `handlers` or `queues` has still to be set.
  public init(claimedBy: String) {
    self.claimedBy = claimedBy
  }
}

/// A job in the hands of a remote worker.
public struct RemoteClaim: Hashable, Sendable {
  /// What every word about this attempt has to carry.
  public let fence: ClaimFence
  /// The name of the handler that is to run; one of `ClaimRequest.handlers`, if any were named.
  public let handler: String
  /// As given, or `job-<id>`; need not be unique.
  public let name: String
  /// The queue it was claimed from.
  public let queue: String
  /// JSON text; `nil` if none was given.
  public let payload: String?
  /// Words to find it by; empty if none were given.
  public let tags: [String: String]
  /// Counts from 1; an attempt that is given back leaves its number to the next one.
  public let attempt: Int
  /// Attempts in all that its retry rule allows.
  public let maxAttempts: Int
  /// The limit of this attempt from its start; the daemon keeps it by `Lease.cancel`. `nil` is none.
  public let timeoutMicros: Int64?
  /// When the attempt is cancelled, however long it may still run; `nil` is never.
  public let deadline: Timestamp?
  /// Its parents that are jobs, in the order given.
  public let parents: [Parent]
  /// How long it is the worker's without a heartbeat.
  public let lease: Lease
  /// What an earlier attempt left for this one.
  public let checkpoint: [UInt8]?

  /// The job that is claimed.
  public var job: JobID { fence.job }

  /// A job that this one followed.
  public struct Parent: Hashable, Sendable {
    /// The parent.
    public let id: JobID
    /// How it ended: a terminal state.
    public let state: JobState
  }
}

/// How long a remote attempt stays its worker's.
public struct Lease: Hashable, Sendable {
  /// The attempt that the lease is for.
  public let fence: ClaimFence
  /// How long it lasts from each heartbeat on; as asked for, within `Limits.leaseMicrosRange`.
  public let micros: Int64
  /// On the daemon's clock, if nobody sets that until then. `Limits.leaseMarginMicros` later the attempt counts as lost.
  public let expiresAt: Timestamp
  /// The worker is to end the attempt: why, in a word (`user`, `timeout`), and what the one who asked said.
  public var cancel: Cancel?
  /// Who has it, as the store knows.
  var holder: LeaseHolder?

  /// A third of the lease: when it is to be renewed.
  public var renewInMicros: Int64 { micros / 3 }

  /// A request to end the attempt.
  public struct Cancel: Hashable, Sendable {
    /// `cancel`, `timeout` or `deadline`; `shutdown` never reaches a remote attempt.
    public let cause: StopCause
    /// What whoever cancelled it said; `nil` if nothing.
    public let reason: String?
  }
}

/// A remote attempt's state as a heartbeat finds it.
public enum LeaseState: Hashable, Sendable {
  case live(Lease)
  case stale(ClaimFence)
}

/// A key by which a claim that is made again gets what it was given.
public struct ClaimIdempotency: Hashable, Sendable {
  /// 1…`Limits.idempotencyKeyBytesMax` bytes.
  public let key: String
  /// A digest of the request; the same key with another one is refused: `.idempotencyMismatch`.
  public let fingerprint: [UInt8]

  /// A key and what it stands for; nothing is checked before the claim.
  public init(key: String, fingerprint: [UInt8]) {
    self.key = key
    self.fingerprint = fingerprint
  }
}

/// How the one who carried out an attempt says it ended.
public enum RemoteEnd: Hashable, Sendable {
  /// JSON text of the result; `nil` is none.
  case completed(result: [UInt8]?)
  /// Where it failed, as a text of many lines, belongs to the output of the attempt, not to the message.
  case failed(JobFailure, traceback: String? = nil, mayRetry: Bool)
  case released(delayMicros: Int64)
}

/// Why a verb on a claim did nothing.
public enum ClaimError: Error, Hashable, Sendable {
  /// The attempt is no longer this worker's; `detail` says what became of it.
  case stale(detail: String)
  case invalid([FieldFault])
  /// The same key came with another request.
  case idempotencyMismatch(key: String)
  /// Drained or stopping: nothing is handed out.
  case shuttingDown
  case store(StoreError)
}
