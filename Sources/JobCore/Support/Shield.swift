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
}
