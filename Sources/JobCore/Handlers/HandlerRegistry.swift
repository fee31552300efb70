// Named code for jobs of kind `handler`.

/// A handler: gets the job's context, returns its result as JSON text or nothing, throws to fail.
public typealias Handler = @Sendable (JobContext) async throws -> [UInt8]?

/// The handlers a `JobQueue` knows.
public struct HandlerRegistry: Sendable {
  private struct Entry: Sendable {
    let handler: Handler
    let home: HandlerPlace
    let defaults: HandlerDefaults
    let yields: Bool
  }

  private var handlers: [String: Entry] = [:]
  /// Names that more than one handler has.
  private(set) var registeredTwice: Set<String> = []
  /// Those that are carried out elsewhere, in worker processes.
  private var outside: Set<String> = []
  /// The pools of threads handlers may run in.
  private(set) var pools: Set<String> = [Lane.threadExecutor]

  /// The kinds of work that the queue has nobody for; empty as long as the registry belongs to no queue.
  private(set) var lacks: Set<OutwardPart> = []

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

  /// Registers `handler`. A queue does not open with a name that is registered twice, as a handler's or as an alias.
  public mutating func register(_ name: String, on mode: HandlerMode = .async, _ handler: @escaping Handler) {
    register(name, on: mode, HandlerDefaults(), handler)
  }

  /// Registers `handler` with what its typed submissions get that do not say.
  mutating func register(
    _ name: String, on mode: HandlerMode, _ defaults: HandlerDefaults, yields: Bool = false,
    _ handler: @escaping Handler
  ) {
    if handlers[name] != nil { registeredTwice.insert(name) }
    handlers[name] = Entry(handler: handler, home: mode.place, defaults: defaults, yields: yields)
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

  /// These handlers, which may run in these pools too.
  func adding(pools names: Set<String>) -> HandlerRegistry {
    var registry = self
    registry.pools.formUnion(names)
    return registry
  }

  /// These handlers, of a queue that has nobody for such work.
  func lacking(_ parts: Set<OutwardPart>) -> HandlerRegistry {
    var registry = self
    registry.lacks = parts
    return registry
  }

  /// Where jobs of a handler of this process run that do not say.
  func home(of name: String) -> HandlerPlace? {
    handlers[name]?.home
  }

  /// Whether jobs of the handler can be carried out, here or elsewhere.
  func knows(_ name: String) -> Bool {
    handlers[name] != nil || outside.contains(name)
  }

  func isOutside(_ name: String) -> Bool {
    outside.contains(name)
  }

  func handler(_ name: String) -> Handler? {
    handlers[name]?.handler
  }

  /// Whether the handler's result comes value by value.
  func yields(_ name: String) -> Bool {
    handlers[name]?.yields ?? false
  }

  /// What typed submissions of the handler get that do not say.
  func defaults(of name: String) -> HandlerDefaults {
    handlers[name]?.defaults ?? HandlerDefaults()
  }

  /// Handlers of this program that run in worker processes unless a submission says otherwise.
  var reexecuted: [String] {
    handlers.filter { $0.value.home == .process }.map(\.key)
  }

  /// Pools of threads in which handlers are to run.
  var homePools: Set<String> {
    Set(handlers.values.compactMap { if case .thread(let pool) = $0.home { pool } else { nil } })
  }
}

/// What a handler may throw to name its failure; any other error is shown as code `error` with its description.
public struct HandlerError: Error, Hashable, Sendable {
  /// A word for programs.
  public let code: String
  /// A sentence for people.
  public let message: String

  /// A failure with this name.
  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}
