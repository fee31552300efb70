// A submitted job of a Swift type, to be awaited like a task.

import struct Foundation.Data
import class Foundation.JSONDecoder

/// A job whose output has a type.
public struct JobHandle<Output: Codable & Sendable>: Sendable {
  /// The job's id: enough to find it again after a restart, with `JobQueue.handle(_:of:)`.
  public let id: JobID
  let queue: JobQueue

  /// What the job made, as soon as it has ended. Cancelling the task that waits leaves the job alone.
  ///
  /// - Errors: `JobValueError`: what the job ended as instead, or why it is not waited for any longer.
  public var value: Output {
    get async throws(JobValueError) { try await decode(queue.ended(id)) }
  }

  /// The job as it stands.
  public var status: Job {
    get async throws(JobError) { try await queue.job(id) }
  }

  /// How far it said it is.
  public var progress: Progress? {
    get async throws(JobError) { try await queue.job(id).progress }
  }

  /// Asks the job to end; what came of it is known when it has.
  @discardableResult
  public func cancel(reason: String? = nil) async throws(JobError) -> CancelAnswer {
    var options = CancelOptions()
    options.reason = reason
    return try await queue.cancel(id, options)
  }

  private func decode(_ job: Job) async throws(JobValueError) -> Output {
    if job.state != .succeeded { throw Self.failure(job) }
    let result: JobResult
    do throws(JobError) {
      result = try await queue.result(id)
    } catch {
      throw .queue(error)
    }
    return try decode(result.source == .lines ? Self.array(of: result.bytes) : result.bytes, of: job)
  }

  private func decode(_ bytes: [UInt8], of job: Job) throws(JobValueError) -> Output {
    do {
      return try JSONDecoder().decode(Output.self, from: Data(bytes))
    } catch {
      throw .undecodable(job, "\(error)")
    }
  }

  private static func failure(_ job: Job) -> JobValueError {
    switch job.state {
    case .cancelled: .cancelled(job)
    case .skipped: .skipped(job)
    default: .failed(job)
    }
  }

  /// Lines of JSON as one array of it.
  private static func array(of lines: [UInt8]) -> [UInt8] {
    [UInt8(ascii: "[")] + lines.split(separator: UInt8(ascii: "\n")).joined(separator: [UInt8(ascii: ",")])
      + [UInt8(ascii: "]")]
  }
}

extension JobHandle {
  /// The values of a streaming job as they come, from the first one on.
  public func values<Value: Codable & Sendable>() -> JobValues<Value> where Output == [Value] {
    JobValues(handle: self)
  }

  /// The values in some lines of the result.
  func decode(lines: [UInt8]) async throws(JobValueError) -> Output {
    try decode(Self.array(of: lines), of: try await current())
  }

  /// What became of the job instead of a result, or of the attempt that was followed.
  func failure() async throws(JobValueError) -> JobValueError {
    Self.failure(try await current())
  }

  /// What a wait for the job ended with.
  func error(_ error: JobError) -> JobValueError {
    if Task.isCancelled { return .waitCancelled(id) }
    return error == .shuttingDown ? .stopped(id) : .queue(error)
  }

  private func current() async throws(JobValueError) -> Job {
    do throws(JobError) { return try await queue.job(id) } catch { throw .queue(error) }
  }
}

/// Why there is no value of a job.
public enum JobValueError: Error, Hashable, Sendable {
  /// It failed; `failure` and `reason` of the job say why. Of values that were read while the job ran: the attempt
  /// they are of did not succeed, and there may be another.
  case failed(Job)
  /// It was cancelled.
  case cancelled(Job)
  /// A follow-up whose condition can no longer be met.
  case skipped(Job)
  /// What it made is no value of the type.
  case undecodable(Job, String)
  /// The waiting task was cancelled; the job goes on.
  case waitCancelled(JobID)
  /// The queue stopped; the job goes on with the next run.
  case stopped(JobID)
  /// The queue could not say.
  case queue(JobError)
}
