// Which executor carries out what: decided by the kind of work, and for handlers by where they live.

/// The executors of a queue.
struct Executors: Sendable {
  /// Commands.
  let subprocess: any JobExecutor
  /// Handlers in this process, as a task or on a thread.
  let handlers: any JobExecutor
  /// Handlers in worker processes.
  let processes: any JobExecutor
  let http: any JobExecutor
  /// Where handlers live.
  let places: HandlerRegistry

  func executor(for spec: NewJob) -> any JobExecutor {
    switch spec.work {
    case .exec, .shell: subprocess
    case .handler(let name, _) where places.place(of: name, executor: spec.executor) == .process: processes
    case .http: http
    case .handler, .external: handlers
    }
  }
}
