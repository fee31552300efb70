// One call of a handler, and what its return or its error means.

/// Calls handlers.
enum HandlerCall {
  /// Never throws: what the handler throws is an outcome.
  static func outcome(of handler: Handler, _ context: JobContext) async -> Outcome {
    do {
      let result = try await handler(context)
      if let result, result.count > Limits.resultBytesMax {
        let message = "the result has \(result.count) bytes, more than \(Limits.resultBytesMax)"
        return .threw(JobFailure(code: "result_too_large", message: message))
      }
      return .returned(result: result)
    } catch {
      return outcome(of: error)
    }
  }

  private static func outcome(of error: any Error) -> Outcome {
    switch error {
    case is CancellationError: .stopped
    case let snooze as Snooze: .snoozed(micros: max(0, snooze.duration.wholeMicros))
    case let discard as Discard: .discarded(JobFailure(code: "discarded", message: discard.reason).bounded)
    case let error as HandlerError: .threw(JobFailure(code: error.code, message: error.message).bounded)
    default: .threw(JobFailure(code: "error", message: "\(error)").bounded)
    }
  }
}
