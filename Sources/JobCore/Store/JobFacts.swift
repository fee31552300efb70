// What is kept of a job whose change is told: its row as far as it is shown, narrow because very many are kept. What is
// wide (names, tags, commands) is read when somebody follows along.

/// A job as a commit has left it.
struct JobFacts: Equatable {
  let id: JobID
  var rev: Int
  var queue: String
  let kind: JobKind
  var state: JobState
  var reason: Reason?
  var flags: JobFlags
  private var narrow: Narrow
  let createdAt: Timestamp
  @Slim var runAt: Timestamp?
  @Slim var startedAt: Timestamp?
  @Slim var finishedAt: Timestamp?
  /// Since when it waits, if it has not since it was made.
  @Slim var waitingSince: Timestamp?
  @Slim var batch: Int64?
  @Slim var schedule: Int64?
  /// How its latest attempt ended; `nil` if that is not known here and has to be read.
  var exit: AttemptExit?

  /// Numbers that need no more room.
  private struct Narrow: Equatable {
    var priority: Int32
    var attempt: Int32
    var maxAttempts: Int32
    var starts: Int32
  }

  var priority: Int { Int(narrow.priority) }
  var attempt: Int { Int(narrow.attempt) }
  var maxAttempts: Int { Int(narrow.maxAttempts) }
  var starts: Int { Int(narrow.starts) }
}

/// How the process of an attempt ended; both are `nil` if it had none, or if it has not ended.
struct AttemptExit: Equatable {
  var code: Int32?
  var signal: Int32?
}

extension JobFacts {
  /// - Parameters:
  ///   - queue: the name of the queue it is in.
  ///   - exit: how its latest attempt ended, if that is known.
  init(_ row: JobRow, queue: String, exit: AttemptExit?) {
    id = row.id
    rev = row.rev
    self.queue = queue
    kind = row.kind
    state = row.state
    reason = row.reason
    flags = row.flags
    narrow = Narrow(
      priority: Int32(clamping: row.priority), attempt: Int32(clamping: row.attempt),
      maxAttempts: Int32(clamping: row.maxAttempts), starts: Int32(clamping: row.starts))
    createdAt = row.createdAt
    // An attempt that runs has not ended, and where none was none has.
    self.exit = row.state == .running || row.starts == 0 ? AttemptExit() : exit
    runAt = row.runAt
    startedAt = row.startedAt
    finishedAt = row.finishedAt
    waitingSince = row.sinceAt
    batch = row.batch
    schedule = row.schedule
  }

  /// As it was when it was queued, of a job that starts with its first row.
  var asQueued: JobFacts {
    var facts = self
    (facts.rev, facts.state, facts.startedAt) = (rev - 1, .queued, nil)
    (facts.narrow.attempt, facts.narrow.starts) = (0, 0)
    return facts
  }
}
