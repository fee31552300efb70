// A cancel that was accepted and has been told to who runs the job, for the time between rows that do not take it and
// rows that do.

/// The cancel of a job that runs, or of a batch.
struct KeptCancel: Hashable, Codable, Sendable {
  /// What it is about: said again, it is the same.
  enum Subject: Hashable, Codable, Sendable {
    case job(JobID, start: Int, isForced: Bool)
    case batch(BatchID)
  }

  let subject: Subject
  /// The boot of the attempt that was told to stop; `nil` for a batch.
  var boot: Int64?
  var reason: String?
  /// From TERM to KILL, instead of the job's own.
  var graceMicros: Int64?

  /// What was asked for.
  var options: CancelOptions {
    var options = CancelOptions()
    (options.reason, options.graceMicros) = (reason, graceMicros)
    if case .job(_, _, let isForced) = subject { options.isForced = isForced }
    return options
  }
}

/// The same as text, beside the ends in the journal.
struct CancelRecord: Codable {
  /// Of the store it belongs to.
  let store: String
  let cancel: KeptCancel
}

/// What a record of the journal is about.
enum KeptKey: Hashable, Sendable {
  case end(Fence)
  case cancel(KeptCancel.Subject)
}

/// What an earlier daemon has left beside the rows.
struct KeptWords: Sendable {
  var ends: [Transition] = []
  var cancels: [KeptCancel] = []
}
