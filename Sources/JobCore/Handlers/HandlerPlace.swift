// Where a handler's jobs run: the only place that decides it, for a submission, for its lane, and for its attempt.

/// Who carries out jobs of a handler.
enum HandlerPlace: Hashable, Sendable {
  /// A task of this process.
  case async
  /// A thread of this pool.
  case thread(pool: String)
  /// A worker process.
  case process
  /// Whoever claims them over HTTP.
  case remote
}

extension HandlerRegistry {
  /// Where jobs of `handler` run that ask for `executor`; `nil` if they cannot.
  func place(of handler: String, executor: String?) -> HandlerPlace? {
    switch executor {
    case nil: isOutside(handler) ? .process : home(of: handler)
    case Lane.remoteExecutor: .remote
    case Lane.processExecutor: isOutside(handler) ? .process : nil
    case Lane.asyncExecutor: self.handler(handler) != nil ? .async : nil
    case .some(let pool): pools.contains(pool) && self.handler(handler) != nil ? .thread(pool: pool) : nil
    }
  }

  /// The executors a job of `handler` may ask for, to be named to whoever asked for another.
  func executors(of handler: String) -> [String] {
    let own = self.handler(handler) == nil ? [] : [Lane.asyncExecutor] + pools.sorted()
    return own + (isOutside(handler) ? [Lane.processExecutor] : []) + [Lane.remoteExecutor]
  }
}
