// The one place where the engine starts unstructured tasks.

/// Tasks whose end somebody else than their parent decides.
enum Shield {
  /// Runs `body` in a task that `cancelSetter` gets the handle to cancel, and waits for it. Unstructured, because a
  /// child task of a discarding group cannot be cancelled on its own; structured in effect, because it is awaited
  /// here, whatever happens.
  static func cancellable<Value: Sendable>(
    _ cancelSetter: (@escaping @Sendable () -> Void) -> Void, _ body: @escaping @Sendable () async -> Value
  ) async -> Value {
    let task = Task { await body() }
    cancelSetter { task.cancel() }
    return await task.value
  }

  /// Runs `body` on `executor` in a task that nobody waits for, and returns what cancels it. Unstructured, because a
  /// group waits for its children, and code that hears no cancel must not hold up those who have given up on it.
  static func abandonable(
    on executor: (any TaskExecutor)?, _ body: @escaping @Sendable () async -> Void
  ) -> @Sendable () -> Void {
    // `withTaskExecutorPreference` would run the body on the caller's actor.
    let task = Task(executorPreference: executor) { await body() }
    return { task.cancel() }
  }

  /// Runs `body` to its end, whatever becomes of the calling task. Unstructured, because the body ends its parts in
  /// order, and a cancel would end all of them at once.
  static func uncancelled<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
    let task = Task { await body() }
    return await task.value
  }
}
