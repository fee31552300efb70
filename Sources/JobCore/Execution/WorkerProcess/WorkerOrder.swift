// What jobd tells a worker, as docs/worker-protocol.md has it: written as a line, or read from one by a worker in Swift.

/// A message to a worker.
enum WorkerOrder: Hashable, Sendable {
  case run(WorkerTask)
  case cancel(fence: String, cause: WorkerCancelCause, reason: String?, graceMillis: Int64)
  /// Whether the checkpoint with this number is kept: false where it could not be written.
  case checkpointed(fence: String, number: Int64, isKept: Bool)
  case ping(Int64)
  case stop
}

/// Why an attempt is to end before its time.
enum WorkerCancelCause: String, Hashable, Sendable {
  case user, timeout, shutdown
}

/// One attempt, as a worker is told of it.
struct WorkerTask: Hashable, Sendable {
  var fence: String
  var job: Int64
  var attempt: Int
  var maxAttempts: Int
  /// Starts so far that did not count as attempts.
  var snoozes = 0
  var handler: String
  var name: String
  var queue: String
  /// JSON; `nil` is none.
  var payload: [UInt8]?
  var tags: [String: String] = [:]
  var timeoutMillis: Int64?
  /// RFC 3339.
  var deadline: String?
  var checkpoint: [UInt8]?
  var parents: [Parent] = []
  var batches: [Batch] = []

  struct Parent: Hashable, Sendable {
    var id: Int64
    var state: String
    var kind: String
    /// A file with its result.
    var path: String?
  }

  struct Batch: Hashable, Sendable {
    var id: Int64
    /// A file with a line for each member.
    var path: String
  }
}
