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
    switch job.state {
    case .succeeded: break
    case .cancelled: throw .cancelled(job)
    case .skipped: throw .skipped(job)
    default: throw .failed(job)
    }
    let bytes: [UInt8]
    do throws(JobError) {
      bytes = try await queue.result(id).bytes
    } catch {
      throw .queue(error)
    }
    do {
      return try JSONDecoder().decode(Output.self, from: Data(bytes))
    } catch {
      throw .undecodable(job, "\(error)")
    }
  }
}

/// Why there is no value of a job.
public enum JobValueError: Error, Hashable, Sendable {
  /// It failed; `failure` and `reason` of the job say why.
  case failed(Job)
  case cancelled(Job)
  /// A follow-up whose condition can no longer be met.
  case skipped(Job)
  /// What it made is no value of the type.
  case undecodable(Job, String)
  /// The waiting task was cancelled; the job goes on.
  case waitCancelled(JobID)
  /// The queue stopped; the job goes on with the next run.
  case stopped(JobID)
  case queue(JobError)
}
