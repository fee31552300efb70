// What a remote worker asks for, and what it is given: jobs to carry out somewhere else, each with a lease.

/// A remote worker's request for jobs.
public struct ClaimRequest: Hashable, Sendable {
  /// Only jobs of these handlers; empty is all, and then `queues` is not.
  public var handlers: [String] = []
  /// Only jobs of these queues; empty is all, and then `handlers` is not.
  public var queues: [String] = []
  /// 1…`Limits.claimMax`.
  public var max = 1
  /// How long a job is the worker's without a word from it, in microseconds; `Limits.leaseMicrosRange`.
  public var leaseMicros = Limits.leaseMicrosDefault
  /// How long to wait for a job when there is none, in microseconds; 0 does not wait.
  public var waitMicros: Int64 = 0
  /// The worker's own name, for those who look.
  public var worker: String?
  /// Who asks, as the front end knows them.
  public var claimedBy: String

  public init(claimedBy: String) {
    self.claimedBy = claimedBy
  }
}

/// A job in the hands of a remote worker.
public struct RemoteClaim: Hashable, Sendable {
  public let fence: ClaimFence
  public let handler: String
  public let name: String
  public let queue: String
  /// JSON text; `nil` if none was given.
  public let payload: String?
  public let tags: [String: String]
  public let attempt: Int
  public let maxAttempts: Int
  public let timeoutMicros: Int64?
  public let deadline: Timestamp?
  /// Its parents that are jobs, in the order given.
  public let parents: [Parent]
  public let lease: Lease
  /// What an earlier attempt left for this one.
  public let checkpoint: [UInt8]?

  public var job: JobID { fence.job }

  /// A job that this one followed.
  public struct Parent: Hashable, Sendable {
    public let id: JobID
    public let state: JobState
  }
}

/// How long a remote attempt stays its worker's.
public struct Lease: Hashable, Sendable {
  public let fence: ClaimFence
  public let micros: Int64
  public let expiresAt: Timestamp
  /// The worker is to end the attempt: why, in a word (`user`, `timeout`), and what the one who asked said.
  public var cancel: Cancel?
  /// Who has it, as the store knows.
  var holder: LeaseHolder?

  /// A third of the lease: when it is to be renewed.
  public var renewInMicros: Int64 { micros / 3 }

  /// A request to end the attempt.
  public struct Cancel: Hashable, Sendable {
    public let cause: StopCause
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
  public let key: String
  public let fingerprint: [UInt8]

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

  /// What is wrong with it; `nil` if it can be taken.
  package var fault: FieldFault? {
    switch self {
    case .completed(let result?) where result.count > Limits.resultBytesMax:
      FieldFault(field: "result", detail: "must have at most \(Limits.resultBytesMax) bytes")
    case .failed(let failure, _, _)
    where failure.message.utf8.count > Limits.errorMessageBytesMax
      || failure.code.utf8.count > Limits.errorCodeBytesMax || failure.code.isEmpty:
      FieldFault(
        field: "error",
        detail: "its message must have at most \(Limits.errorMessageBytesMax) bytes, its code 1 to "
          + "\(Limits.errorCodeBytesMax)")
    case .released(let micros) where micros > Limits.durationMicrosMax:
      FieldFault(field: "delay", detail: "is longer than ten years")
    case .completed, .failed, .released: nil
    }
  }
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
