// A row of `lease`, and when it asks to be looked at.

/// What is known of an attempt that is carried out outside of jobd.
struct LeaseRow {
  let secret: String
  /// `nil` for an external job.
  let micros: Int64?
  var expiresAt: Timestamp?
  /// Its timeout or deadline, and which of the two.
  var limit: (at: Timestamp, cause: StopCause)?
  /// It was told to end, and ends without an answer at `endAt`.
  var stop: (cause: StopCause, reason: String?, toldAt: Timestamp, endAt: Timestamp)?
  let isTouched: Bool
  /// Who has it; `nil` for an external job.
  var worker: String?
  var claimedBy: String?

  var isExternal: Bool { micros == nil }

  /// The earliest moment at which something is to be done.
  var wakeAt: Timestamp? {
    let expiry = expiresAt?.advanced(byMicros: Limits.leaseMarginMicros)
    let moment = stop?.endAt ?? limit?.at
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

  /// Reads `LeaseSQL.get`.
  init(_ row: SQLiteStatement) {
    secret = row.string(0) ?? ""
    micros = row.optionalInt64(1)
    expiresAt = row.optionalInt64(2).map(Timestamp.init(micros:))
    if let at = row.optionalInt64(3), let cause = row.optionalInt(4).flatMap(StopCause.init(rawValue:)) {
      limit = (Timestamp(micros: at), cause)
    }
    if let cause = row.optionalInt(5).flatMap(StopCause.init(rawValue:)), let endAt = row.optionalInt64(7) {
      // Rows of an earlier version do not say when.
      let toldAt = row.optionalInt64(11) ?? endAt
      stop = (cause, row.string(6), Timestamp(micros: toldAt), Timestamp(micros: endAt))
    }
    isTouched = row.int(8) != 0
    worker = row.string(9)
    claimedBy = row.string(10)
  }

  /// A new one.
  init(secret: String, micros: Int64?, now: Timestamp, limit: (at: Timestamp, cause: StopCause)?) {
    self.secret = secret
    self.micros = micros
    expiresAt = micros.map { now.advanced(byMicros: $0) }
    self.limit = limit
    isTouched = false
  }

  /// The limit of an attempt that starts at `startedAt`: whichever comes first.
  static func limit(
    startedAt: Timestamp, timeoutMicros: Int64?, deadline: Timestamp?
  ) -> (at: Timestamp, cause: StopCause)? {
    let timeout = timeoutMicros.map { startedAt.advanced(byMicros: $0) }
    switch (timeout, deadline) {
    case (let timeout?, let deadline?): return timeout <= deadline ? (timeout, .timeout) : (deadline, .deadline)
    case (let timeout?, nil): return (timeout, .timeout)
    case (nil, let deadline?): return (deadline, .deadline)
    case (nil, nil): return nil
    }
  }
}
