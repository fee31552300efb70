// A change of a queue's settings: the settings to change, and nothing for those to leave. It is applied where the
// settings are kept, in the transaction that stores them, so that two changes made at once both count.

/// What to change of a queue's settings.
public struct QueueChange: Hashable, Sendable {
  /// Slots of its own; `clear` is bounded by the daemon's slots alone.
  public var slots: Edit<Int>?
  /// Whether nothing of it starts.
  public var isPaused: Bool?
  /// Jobs that may wait in it; `clear` is without bound.
  public var maxQueued: Edit<Int>?
  /// How many may start in a time; `clear` is any number.
  public var rate: Edit<StartRate>?
  /// The time in which a waiting job gains one priority; `clear` is never.
  public var agingMicros: Edit<Int64>?
  /// The `timeout` of jobs that come without one; `clear` is none.
  public var defaultTimeoutMicros: Edit<Int64>?
  /// The user as whom its commands run; `clear` is the process's own.
  public var runAs: Edit<String>?
  /// Who is told of the end of each of its jobs; `clear` is nobody.
  public var callbacks: Edit<[Callback]>?
  /// The callbacks that the change was made of: where there are others by now, nothing is changed.
  package var callbacksBefore: [Callback]?

  /// Changes nothing; the queue is made if it is not there.
  public init() {}

  /// Sets all of it.
  public init(_ settings: QueueSettings) {
    slots = Edit(settings.slots)
    isPaused = settings.isPaused
    maxQueued = Edit(settings.maxQueued)
    rate = Edit(settings.rate)
    agingMicros = Edit(settings.agingMicros)
    defaultTimeoutMicros = Edit(settings.defaultTimeoutMicros)
    runAs = Edit(settings.runAs)
    callbacks = .set(settings.callbacks)
  }

  /// The settings as they are afterwards.
  func applied(to settings: QueueSettings) -> QueueSettings {
    var changed = settings
    slots?.apply(to: &changed.slots)
    if let isPaused { changed.isPaused = isPaused }
    maxQueued?.apply(to: &changed.maxQueued)
    rate?.apply(to: &changed.rate)
    agingMicros?.apply(to: &changed.agingMicros)
    defaultTimeoutMicros?.apply(to: &changed.defaultTimeoutMicros)
    runAs?.apply(to: &changed.runAs)
    if callbacks != nil { changed.unreadCallbacks = nil }
    switch callbacks {
    case .set(let callbacks): changed.callbacks = callbacks
    case .clear: changed.callbacks = []
    case nil: break
    }
    return changed
  }
}

extension Edit {
  /// Sets the value that there is, else clears it.
  init(_ value: Value?) {
    self = value.map { .set($0) } ?? .clear
  }

  /// Makes the change.
  func apply(to value: inout Value?) {
    switch self {
    case .set(let new): value = new
    case .clear: value = nil
    }
  }
}
