// Defaults of a handler's jobs that are submitted as Swift values.

/// Defaults of a handler.
struct HandlerDefaults: Sendable {
  var queue: String?
  var retry: RetryRule?
  var timeoutMicros: Int64?

  /// A submission of the handler before its submitter has said anything.
  func apply(to job: inout NewJob) {
    if let queue { job.queue = queue }
    if let retry { job.retry = retry }
    if let timeoutMicros { job.timeoutMicros = timeoutMicros }
  }
}
