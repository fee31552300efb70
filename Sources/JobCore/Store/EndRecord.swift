// The end of an attempt as text, for the time between a database that does not take it and one that does.

import Foundation

/// A transition outside of the database.
struct EndRecord: Codable {
  /// Of the store it belongs to: another store in the same directory has other jobs.
  let store: String
  private let job: JobID
  private let start: Int
  private let boot: Int64
  private let attempt: Int
  private let startedAt: Timestamp
  private let next: Int
  private let reason: Int?
  private let runAt: Timestamp?
  private let outcome: Int
  private let exitCode: Int32?
  private let signal: Int32?
  private let failure: [String]?
  private let finishedAt: Timestamp
  private let pid: Int32?
  private let logBytes: [Int64]
  private let isLogTruncated: Bool
  private let hasResult: Bool
  private let result: Data?
  private let keepForMicros: Int64
  private let followUps: [FollowUp]
  private let progress: Report?
  private let http: HTTPAnswer?
  private let lane: String?
  /// `nil` from a jobd that did not keep it.
  private let isTimedOut: Bool?

  private struct Report: Codable {
    let fraction: Double?
    let done: Int64?
    let total: Int64?
    let note: String?
    let at: Timestamp
  }

  init(_ end: Transition, store: String) {
    self.store = store
    job = end.fence.job
    start = end.fence.start
    boot = end.fence.boot
    attempt = end.attempt
    startedAt = end.startedAt
    next = end.next.rawValue
    reason = end.reason?.rawValue
    runAt = end.runAt
    outcome = end.outcome.rawValue
    exitCode = end.exitCode
    signal = end.signal
    failure = end.failure.map { [$0.code, $0.message] }
    finishedAt = end.finishedAt
    pid = end.pid
    logBytes = [end.log.stdoutBytes, end.log.stderrBytes]
    isLogTruncated = end.log.isTruncated
    hasResult = end.hasResult
    result = end.result.map { Data($0) }
    keepForMicros = end.keepForMicros
    followUps = end.followUps
    progress = end.progress.map {
      Report(fraction: $0.fraction, done: $0.done, total: $0.total, note: $0.note, at: $0.at)
    }
    http = end.http
    lane = end.lane
    isTimedOut = end.isTimedOut
  }

  /// The end again; `nil` if it names something that there is no more.
  var transition: Transition? {
    guard let next = JobState(rawValue: next), let outcome = AttemptOutcome(rawValue: outcome), logBytes.count == 2
    else { return nil }
    let failure = failure.flatMap { $0.count == 2 ? JobFailure(code: $0[0], message: $0[1]) : nil }
    return Transition(
      fence: Fence(job: job, start: start, boot: boot), attempt: attempt, startedAt: startedAt, next: next,
      reason: reason.flatMap(Reason.init(rawValue:)), runAt: runAt, outcome: outcome, exitCode: exitCode,
      signal: signal, failure: failure, finishedAt: finishedAt, pid: pid,
      log: LogSummary(stdoutBytes: logBytes[0], stderrBytes: logBytes[1], isTruncated: isLogTruncated),
      hasResult: hasResult, result: result.map { [UInt8]($0) }, keepForMicros: keepForMicros, followUps: followUps,
      progress: progress.map { Progress(stored: $0.fraction, $0.done, $0.total, $0.note, at: $0.at) }, http: http,
      lane: lane, isTimedOut: isTimedOut ?? false)
  }
}
