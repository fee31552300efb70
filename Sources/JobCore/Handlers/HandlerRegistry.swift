// Named code for jobs of kind `handler`.

/// A handler: gets the job's context, returns its result as JSON text or nothing, throws to fail.
public typealias Handler = @Sendable (JobContext) async throws -> [UInt8]?

/// The handlers a `JobQueue` knows.
public struct HandlerRegistry: Sendable {
  private var handlers: [String: Handler] = [:]
  /// Those that are carried out elsewhere, in worker processes.
  private var outside: Set<String> = []

  /// Without any handler.
  public init() {}

  /// With `noop`, `sleep`, `echo` and `fail`.
  public static var builtIn: HandlerRegistry {
    var registry = HandlerRegistry()
    registry.register("noop", BuiltInHandlers.noop)
    registry.register("sleep", BuiltInHandlers.sleep)
    registry.register("echo", BuiltInHandlers.echo)
    registry.register("fail", BuiltInHandlers.fail)
    return registry
  }

  /// Registers `handler`; a name registered before is replaced.
  public mutating func register(_ name: String, _ handler: @escaping Handler) {
    handlers[name] = handler
  }

  /// The names, sorted.
  public var names: [String] {
    outside.union(handlers.keys).sorted()
  }

  /// These handlers, and others that are carried out elsewhere.
  func adding(outside names: Set<String>) -> HandlerRegistry {
    var registry = self
    registry.outside.formUnion(names)
    return registry
  }

  /// Whether jobs of the handler can be carried out, here or elsewhere.
  func knows(_ name: String) -> Bool {
    handlers[name] != nil || outside.contains(name)
  }

  func isOutside(_ name: String) -> Bool {
    outside.contains(name)
  }

  func handler(_ name: String) -> Handler? {
    handlers[name]
  }
}

/// What a handler may throw to name its failure; any other error is shown as code `error` with its description.
public struct HandlerError: Error, Hashable, Sendable {
  public let code: String
  public let message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}
