// Who is told about the end of a job.

/// A URL or a command that is called after the end of a job: at least once, in order, after the commit.
public struct Callback: Hashable, Codable, Sendable {
  /// A receiver, and with it the way in which the document about the job gets there.
  public enum Target: Hashable, Codable, Sendable {
    /// `http` or `https`; gets a signed POST.
    case url(String)
    /// A program and its arguments; gets the same document on its standard input.
    case command([String])
  }

  /// Checked when the callback is taken; whether anybody is there shows when it is called.
  public var target: Target
  /// The ends it is for; after any other end it is `unmet` and is not called.
  public var on: EndCondition

  /// A callback for every end, unless `condition` says which.
  public init(_ target: Target, on condition: EndCondition = .any) {
    self.target = target
    on = condition
  }

  /// Bytes of its URL or command.
  var keptBytes: Int {
    switch target {
    case .url(let url): url.utf8.count
    case .command(let argv): argv.reduce(0) { $0 + $1.utf8.count + 1 }
    }
  }

  /// Whether it runs a program.
  var isCommand: Bool {
    if case .command = target { true } else { false }
  }
}

/// Where a callback stands.
public enum CallbackState: Int, CaseIterable, Sendable {
  /// The job has not ended.
  case waiting = 0
  /// To be called, or to be called again, at `nextAt`.
  case due = 1
  case delivered = 2
  /// Given up after the last try.
  case failed = 3
  /// The job ended in another way than the one that this callback is for.
  case unmet = 4

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .waiting: "waiting"
    case .due: "due"
    case .delivered: "delivered"
    case .failed: "failed"
    case .unmet: "unmet"
    }
  }
}

/// A callback of a job as it stands.
public struct CallbackStatus: Hashable, Sendable {
  /// Unique in this data directory, and never used again; in the `webhook-id` header as `cb_<id>_…`.
  public var id: Int64
  /// As it was given.
  public var callback: Callback
  /// When its job is run again, there is one that is `waiting` for the next end.
  public var state: CallbackState
  /// Calls so far.
  public var tries: Int
  /// When it is called, or called again; `nil` unless it is `due`.
  public var nextAt: Timestamp?
  /// When the receiver took it; `nil` before that.
  public var deliveredAt: Timestamp?
  /// What went wrong the last time.
  public var lastError: String?
  /// The queue that asked for it, by its name; `nil` for the job itself. It is there from the end of the job on.
  public var queue: String?
  /// It is one of those that are told of the end of every job. It is there from the end of the job on.
  public var isDefault = false
  /// The end it tells of, if its job has been retried since; see `CallbackEnd.kept`.
  var earlierEnd: [UInt8]?

  /// The job itself, or the batch, has asked for it.
  package var isOwn: Bool { queue == nil && !isDefault }

  /// It tells of an end before the last retry by hand, and is removed once it has been delivered or given up.
  public var isOfEarlierEnd: Bool { earlierEnd != nil }
}
