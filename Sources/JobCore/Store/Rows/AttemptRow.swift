// A row of `attempt`: written once, when the attempt ends.

/// An attempt that has ended.
struct AttemptRow {
  let job: JobID
  let start: Int
  let attempt: Int
  let startedAt: Timestamp
  let finishedAt: Timestamp
  let outcome: AttemptOutcome
  let exitCode: Int32?
  let signal: Int32?
  let failure: JobFailure?
  let pid: Int32?
  let log: LogSummary
  let result: [UInt8]?
  let http: HTTPAnswer?
}
