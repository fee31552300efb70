// Runs handler jobs as async code on the cooperative pool.

/// The executor of kind `handler`.
struct AsyncExecutor: JobExecutor {
  let registry: HandlerRegistry

  func run(_ job: ClaimedJob, _ context: ExecutionContext) async -> ExecutionReport {
    guard case .handler(let name, let payload) = job.spec.work, let handler = registry.handler(name) else {
      return ExecutionReport(
        .threw(JobFailure(code: "unknown_handler", message: "this jobd has no such handler registered")))
    }
    let jobContext = JobContext(job, payload: payload)
    let outcome = await Shield.cancellable {
      cancel in
      context.control.onStop { _ in cancel() }
    } _: {
      await JobContext.$current.withValue(jobContext) { await Self.outcome(of: handler, jobContext) }
    }
    return ExecutionReport(outcome)
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
      return .threw(JobFailure(code: error.code, message: bounded(error.message)))
    } catch {
      return .threw(JobFailure(code: "error", message: bounded("\(error)")))
    }
  }

  private static func bounded(_ message: String) -> String {
    String(decoding: message.utf8.prefix(Int(Limits.errorMessageBytesMax)), as: UTF8.self)
  }
}
