// The moment of a transaction: one for all that it does.

/// When a transaction is.
struct Moments {
  /// For what is done without being asked for, and for starts.
  private let clock: any WallClock
  /// When the latest of what this transaction does was asked for, or by the clock for what nobody asked for. While
  /// something is being started, `startsAt`.
  private(set) var now: Timestamp
  /// The moment at which this transaction starts what it starts, once it has started something.
  private var startMoment: Timestamp?

  init(clock: any WallClock, now: Timestamp) {
    self.clock = clock
    self.now = now
  }

  /// A transaction begins, of operations that were asked for at these times.
  mutating func begin(_ asked: some Sequence<Timestamp?>) {
    startMoment = nil
    var moment: Timestamp?
    var isUnasked = false
    for asked in asked {
      if let asked { moment = max(asked, moment ?? asked) } else { isUnasked = true }
    }
    if isUnasked || moment == nil {
      let reading = clock.now()
      moment = max(reading, moment ?? reading)
    }
    now = moment ?? now
  }

  /// What this transaction starts starts at one moment, and not before it is handed out: a disk that stalls may have held
  /// up who asked.
  mutating func startsAt() -> Timestamp {
    if let startMoment { return startMoment }
    let moment = max(now, clock.now())
    startMoment = moment
    return moment
  }

  /// From here on something is being started; returns what to go back to.
  mutating func beginStart() -> Timestamp {
    let asked = now
    now = startsAt()
    return asked
  }

  mutating func endStart(_ asked: Timestamp) {
    now = asked
  }
}

extension Transaction {
  var now: Timestamp { course.moments.now }

  /// When what is being started starts.
  var startsAt: Timestamp { course.moments.startsAt() }

  /// Runs `body`, which starts jobs, and ends what it finds that must not start.
  func starting<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
    let asked = course.moments.beginStart()
    defer { course.moments.endStart(asked) }
    return try body()
  }
}
