// Runs handler jobs as async code on the cooperative pool.

/// The executor of kind `handler`.
struct AsyncExecutor: JobExecutor {
  let registry: HandlerRegistry

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    guard case .handler(let name, let payload) = job.spec.work, let handler = registry.handler(name) else {
      return ExecutionReport(
        .threw(JobFailure(code: "unknown_handler", message: "this jobd has no such handler registered")))
    }
    let jobContext = JobContext(job, payload: payload, parents: context.parents, registry: registry)
    let outcome = await Shield.cancellable {
      cancel in
      context.control.onStop { _ in cancel() }
    } _: {
      await JobContext.$current.withValue(jobContext) { await Self.outcome(of: handler, jobContext) }
    }
    var report = ExecutionReport(outcome)
    report.followUps = jobContext.followUps.all
    return report
  }

  private static func outcome(of handler: Handler, _ context: JobContext) async -> Outcome {
    do {
      let result = try await handler(context)
      if let result, result.count > Limits.resultBytesMax {
        return .threw(JobFailure(code: "result_too_large", message: "the result has \(result.count) bytes"))
      }
      return .returned(result: result)
    } catch is CancellationError {
      return .stopped
    } catch let error as HandlerError {
      return .threw(
        JobFailure(code: bounded(error.code, Limits.errorCodeBytesMax), message: bounded(error.message)))
    } catch {
      return .threw(JobFailure(code: "error", message: bounded("\(error)")))
    }
  }

  /// The beginning of `text`, whole characters of it.
  private static func bounded(_ text: String, _ bytesMax: Int = Limits.errorMessageBytesMax) -> String {
    if text.utf8.count <= bytesMax { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: bytesMax)
    while end > text.startIndex && end.samePosition(in: text.unicodeScalars) == nil {
      end = text.utf8.index(before: end)
    }
    return String(text[..<end])
  }
}
