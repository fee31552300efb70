// A row of `lease`, and when it asks to be looked at.

/// What is known of an attempt that is carried out outside of jobd. Its times are those of `SteadyTime`, but for the
/// deadline.
struct LeaseRow {
  let job: JobID
  let secret: String
  /// `nil` for an external job.
  let micros: Int64?
  /// When its time began to run.
  var beganAt: Timestamp
  var expiresAt: Timestamp?
  var timeoutAt: Timestamp?
  /// By the wall clock.
  var deadline: Timestamp?
  /// It was told to end, and ends without an answer at `endAt`.
  var stop: Stop?
  /// Whoever has it has been heard of.
  var isTouched = false
  /// Who has it; `nil` for an external job.
  var worker: String?
  var claimedBy: String?

  /// What the one who has it was told.
  struct Stop: Equatable {
    var cause: StopCause
    var reason: String?
    var toldAt: Timestamp
    var endAt: Timestamp
  }

  var isExternal: Bool { micros == nil }

  /// The earliest moment at which something is to be done, but for its deadline.
  var wakeAt: Timestamp? {
    let expiry = expiresAt?.advanced(byMicros: Limits.leaseMarginMicros)
    let moment = stop?.endAt ?? timeoutAt
    return expiry.map { min($0, moment ?? $0) } ?? moment
  }

  /// Whether `other` is its secret; takes the same time whatever it is.
  func holds(_ other: String) -> Bool {
    Self.areEqual(Array(secret.utf8), Array(other.utf8))
  }

  static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count, !left.isEmpty else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Whether it differs from what was read in nothing but how long it lasts.
  func isRenewal(of other: LeaseRow) -> Bool {
    beganAt == other.beganAt && timeoutAt == other.timeoutAt && deadline == other.deadline && stop == other.stop
  }

  func hasTimes(of other: LeaseRow) -> Bool {
    beganAt == other.beganAt && expiresAt == other.expiresAt && timeoutAt == other.timeoutAt
      && stop?.toldAt == other.stop?.toldAt && stop?.endAt == other.stop?.endAt
  }
}

extension LeaseRow {
  /// A new one, of an attempt that begins at `now` in steady time.
  init(
    job: JobID, secret: String, micros: Int64?, now: Timestamp, timeoutMicros: Int64?, deadline: Timestamp?
  ) {
    self.init(
      job: job, secret: secret, micros: micros, beganAt: now, expiresAt: micros.map { now.advanced(byMicros: $0) },
      timeoutAt: timeoutMicros.map { now.advanced(byMicros: $0) }, deadline: deadline)
  }

  /// The limit whose time has come; of two, the one whose time came first.
  ///
  /// - Parameters:
  ///   - now: in steady time.
  ///   - wall: what the wall clock shows.
  func limit(now: Timestamp, wall: Timestamp) -> StopCause? {
    let sinceTimeout = timeoutAt.map { now.micros(since: $0) } ?? -1
    let sinceDeadline = deadline.map { wall.micros(since: $0) } ?? -1
    if max(sinceTimeout, sinceDeadline) < 0 { return nil }
    return sinceTimeout >= sinceDeadline ? .timeout : .deadline
  }

  /// With some time left after a start, before which nobody could renew it; `nil` if it lasts longer anyway.
  func extended(until moment: Timestamp) -> LeaseRow? {
    guard let end = expiresAt, end < moment else { return nil }
    var row = self
    row.expiresAt = moment
    return row
  }

  /// As it is to be when `now` may be earlier than what it was reckoned from: the clock was set back while nobody ran.
  func cut(now: Timestamp) -> LeaseRow {
    var row = self
    if let micros, let end = expiresAt {
      row.expiresAt = ClockPolicy.cut(leaseEnd: end, leaseMicros: micros, now: now)
    }
    row.timeoutAt = timeoutAt.map { ClockPolicy.cut($0, begunAt: beganAt, now: now) }
    if let stop {
      row.stop?.endAt = ClockPolicy.cut(stop.endAt, begunAt: stop.toldAt, now: now)
      row.stop?.toldAt = min(stop.toldAt, now)
    }
    // Reckoned from now on, also by the next who looks.
    row.beganAt = min(beganAt, now)
    return row
  }
}

/// What becomes of a lease.
enum LeaseChange {
  case add(LeaseRow)
  /// - Parameter was: as it was before.
  case set(LeaseRow, was: LeaseRow)
  case remove(JobID)
}
