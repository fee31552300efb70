// What connects a handler's context with its attempt, wherever that runs: the context sits below executors and names
// none of them.

import Logging

/// The attempt's side of a `JobContext`.
struct AttemptLink: Sendable {
  /// Where the handler runs: an executor, or a pool's name.
  var executor: String
  var logger: Logger
  /// Why it is to stop; `nil` while it is not.
  var cause: @Sendable () -> CancellationCause? = { nil }
  var now: @Sendable () -> Timestamp
  /// Keeps a report; as many as one likes.
  var progress: @Sendable (Progress) -> Void = { _ in }
  /// Keeps bytes for the next attempt; false if this one is no longer the live one, or the store could not write.
  var checkpoint: @Sendable ([UInt8]) async -> Bool = { _ in false }
  /// Appends a value to the result, JSON; what is wrong, if it could not.
  var yield: @Sendable ([UInt8]) async -> JobFailure? = { _ in nil }
}
