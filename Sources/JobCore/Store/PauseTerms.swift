// What is kept of a pause, and what has come of one transaction of pausing.

/// A pause as rows and the writer have it.
struct PauseTerms: Hashable, Sendable {
  /// By the wall clock, for people.
  var since: Timestamp?
  /// How long it was to last, and when that is over, in steady time.
  var end: Length?
  var stopsRunning = false

  struct Length: Hashable, Sendable {
    var forMicros: Int64
    var until: Timestamp
  }

  init(since: Timestamp?, end: Length? = nil, stopsRunning: Bool = false) {
    (self.since, self.end, self.stopsRunning) = (since, end, stopsRunning)
  }

  init(_ options: PauseOptions, now: Timestamp, steady: Timestamp) {
    self.init(
      since: now,
      end: options.forMicros.map { Length(forMicros: $0, until: steady.advanced(byMicros: $0)) },
      stopsRunning: options.stopsRunning)
  }

  /// None lasts longer than it was to: if the clock was set back while nobody ran, it ends so long after `now`.
  func cut(now: Timestamp) -> PauseTerms {
    var cut = self
    if let end { cut.end?.until = min(end.until, now.advanced(byMicros: end.forMicros)) }
    return cut
  }

  /// - Parameter clockAhead: how far the wall clock is ahead of steady time.
  func pause(clockAhead: Int64) -> Pause {
    Pause(since: since, until: end?.until.advanced(byMicros: clockAhead), stopsRunning: stopsRunning)
  }
}

/// The pause of everything in `meta`, by these names.
extension PauseTerms {
  enum Name {
    /// 0 is none, 1 a pause, 2 one of what runs, too.
    static let kind = "pause"
    static let since = "pause_at"
    /// 0 is without an end.
    static let length = "pause_for"
    static let until = "pause_until"
    static let all = [kind, since, length, until]
  }

  /// - Parameter value: of `meta`.
  init?<Failure: Error>(meta value: (String) throws(Failure) -> Int64) throws(Failure) {
    let kind = try value(Name.kind)
    if kind == 0 { return nil }
    let length = try value(Name.length)
    let until = Timestamp(micros: try value(Name.until))
    self.init(
      since: Timestamp(micros: try value(Name.since)), end: length == 0 ? nil : Length(forMicros: length, until: until),
      stopsRunning: kind == 2)
  }

  static func meta(_ pause: PauseTerms?) -> [(name: String, value: Int64)] {
    [
      (Name.kind, pause.map { $0.stopsRunning ? 2 : 1 } ?? 0), (Name.since, pause?.since?.micros ?? 0),
      (Name.length, pause?.end?.forMicros ?? 0), (Name.until, pause?.end?.until.micros ?? 0),
    ]
  }
}

/// What is paused together.
enum PauseScope: Hashable, Sendable {
  case everything
  case queues(Set<String>)
}

/// What came of the pause of queues, or of its end.
enum QueuePauseAnswer: Sendable {
  case done([QueueStatus])
  /// There is no such queue, and nothing was done.
  case noSuchQueue(String)
}

/// How far a pause of jobs has come in one transaction.
struct PauseStep: Sendable {
  var done: [JobID] = []
  var left: [PauseResult.LeftJob] = []
  /// The last job that has been looked at, if there may be more.
  var next: JobID?

  mutating func leave(_ id: JobID, _ reason: PauseResult.Reason) {
    left.append(PauseResult.LeftJob(id: id, reason: reason))
  }
}

extension PauseResult {
  /// What one transaction has come to, as far as there is room for it.
  mutating func add(_ step: PauseStep) {
    let room = Limits.pausedShownMax
    omittedCount += max(0, done.count + step.done.count - room) + max(0, left.count + step.left.count - room)
    done += step.done.prefix(room - done.count)
    left += step.left.prefix(room - left.count)
  }
}
