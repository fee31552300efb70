// The values of a job that yields them, as the one who waits for the job sees them: as they come, or from its result.

import struct Foundation.Data
import class Foundation.JSONDecoder

/// The values of a streaming job, in order.
///
/// The values of an attempt that fails are no result: the iteration then throws `JobValueError.failed`, and the `state`
/// of its job says whether there will be another attempt, which begins again with the first value. Cancelling the task
/// that iterates leaves the job alone.
public struct JobValues<Element: Codable & Sendable>: AsyncSequence, Sendable {
  let handle: JobHandle<[Element]>

  /// From the first value on, also of a job that has ended.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(handle)
  }

  /// Reads values; not from two tasks at once.
  public struct AsyncIterator: AsyncIteratorProtocol {
    private enum Source {
      case unknown
      case attempt(ResultFollower)
      case over
    }

    private let handle: JobHandle<[Element]>
    private var source = Source.unknown
    private var values: ArraySlice<Element> = []
    private var hasRead = false

    init(_ handle: JobHandle<[Element]>) {
      self.handle = handle
    }

    /// The next value, as soon as it is written; `nil` when the job has succeeded and this was all.
    ///
    /// - Errors: `JobValueError`, as `value` of a handle.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(JobValueError) -> Element? {
      while values.isEmpty {
        switch source {
        case .unknown: try await begin()
        case .attempt(let follower): try await read(follower)
        case .over: return nil
        }
      }
      return values.popFirst()
    }

    private mutating func begin() async throws(JobValueError) {
      let follower: ResultFollower?
      do throws(JobError) {
        follower = try await handle.queue.followResult(handle.id)
      } catch {
        throw handle.error(error)
      }
      if let follower { source = .attempt(follower) } else { try await readAll() }
    }

    private mutating func readAll() async throws(JobValueError) {
      source = .over
      values = try await handle.value[...]
    }

    private mutating func read(_ follower: ResultFollower) async throws(JobValueError) {
      let lines: [UInt8]?
      let isResult: Bool
      do throws(JobError) {
        lines = try await follower.next()
        isResult = lines == nil ? try await follower.isResult() : false
      } catch {
        throw handle.error(error)
      }
      if let lines {
        hasRead = true
        values = try await handle.decode(lines: lines)[...]
        return
      }
      source = .over
      if Task.isCancelled { throw .waitCancelled(handle.id) }
      if !isResult { throw try await handle.failure() }
      // A job that yields nothing has a result nevertheless.
      if !hasRead { try await readAll() }
    }
  }
}
