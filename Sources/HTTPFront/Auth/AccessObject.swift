// What a request is about, with the facts by which Authority decides whether its sender may do it. The desk looks them up
// (JobDesk+Access).

import JobCore

/// What a request wants to see or change.
enum AccessObject: Sendable {
  /// Nothing in particular: the verb alone is judged, before anything is looked up. Also for routes that show no more
  /// than the identity may see.
  case any
  /// A job in a path, and where it is; `nil` if it is not there.
  case job(JobID, in: JobRealm?)
  /// A batch in a path: where its members are, and who created it; `nil` if it is not there.
  case batch(BatchID, BatchFacts?)
  /// A schedule in a path, and what it submits.
  case schedule(String, NewJob)
  case queue(String)
  /// What is going to be stored, with its follow-ups.
  case submission(NewJob)
  /// A job that a submission or an edit names, and where it is.
  case namedJob(JobID, in: JobRealm?)
  case namedBatch(BatchID, BatchFacts?)
  /// A queue that an edit or a claim names.
  case namedQueue(String)
  case callback(Callback)
  /// As whom the jobs of a queue run.
  case user
  /// Whom a queue calls, and with what: a URL is a key, and what a command is given may be one.
  case callbacksOfQueue(String)
  /// Whom the end of every job is told to, and with what; likewise.
  case defaultCallbacks
  /// Jobs of handlers, as workers carry them out.
  case handlerJobs
  /// What is true of all jobs together: how many there are, how much is done.
  case allJobs
  /// The same of all jobs of a queue.
  case allJobsOfQueue(String)
  /// Where things are on the machine of the daemon.
  case machine
  /// A stored submission with secrets in it, which is to be submitted again: whoever does that uses them. With who
  /// submitted it first.
  case copied(JobID, submittedBy: String?)
  /// What a job runs, which an edit changes: it runs with the rights of who has submitted it, in the surroundings that
  /// it has.
  case command(JobID, of: NewJob)
  /// The same of many jobs, whoever has submitted them.
  case commands
  /// What a URL has behind its host: whoever knows that may do what it is good for.
  case secretURLs

  /// What Authority has to know of a batch.
  struct BatchFacts: Sendable {
    let realms: Set<JobRealm>
    let submittedBy: String?
  }

  /// The error if it does not exist; what lies outside of the identity's limits gets the same.
  var missing: JobError? {
    switch self {
    case .job(let id, _): .notFound(id)
    case .batch(let id, _): .noSuchBatch(id)
    case .schedule(let name, _): .noSuchSchedule(name)
    case .queue(let name): .noSuchQueue(name)
    case .any, .submission, .namedJob, .namedBatch, .namedQueue, .callback, .user, .callbacksOfQueue,
      .defaultCallbacks, .handlerJobs, .allJobs, .allJobsOfQueue, .machine, .secretURLs, .copied,
      .command, .commands:
      nil
    }
  }
}
