// Pauses as they are stored: that of everything in `meta`, those of queues in their rows.

/// The reading of pauses.
struct PauseReading {
  let connection: SQLiteConnection

  /// That of everything.
  func everything() throws(StoreError) -> PauseTerms? {
    try PauseTerms { name throws(StoreError) in
      try connection.integer("SELECT value FROM meta WHERE name = '\(name)'")
    }
  }

  /// The same as it is shown.
  func shown() throws(StoreError) -> Pause? {
    let ahead = try connection.integer("SELECT value FROM meta WHERE name = '\(SteadyTime.aheadName)'")
    return try everything()?.pause(clockAhead: ahead)
  }

  /// What is known of the pause of a queue, if it is paused.
  static func queue(_ row: SQLiteStatement) -> PauseTerms? {
    guard row.bool(QueueColumn.isPaused) else { return nil }
    var terms = PauseTerms(
      since: row.optionalTime(QueueColumn.pausedAt), stopsRunning: row.bool(QueueColumn.stopsRunning))
    if let length = row.optionalInt64(QueueColumn.pausedFor), let until = row.optionalTime(QueueColumn.pausedUntil) {
      terms.end = PauseTerms.Length(forMicros: length, until: until)
    }
    return terms
  }
}
