// From when on a job stands in line: in the order in which they came, also if the clock was set back between two of them.

extension WriterMemory {
  /// When a job that is put in line now became ready: never before those that stand there already, or a clock that was
  /// set back would put all that comes ahead of them.
  mutating func nextReadyAt(_ now: Timestamp) -> Int64 {
    lastReadyAt = now.micros < lastReadyAt ? lastReadyAt + 1 : now.micros
    return lastReadyAt
  }

  /// The latest time at which a waiting job was put in line; 0 if the clock has not been set back, as far as the newest
  /// job and the last boot know: then it has passed.
  static func lastReadyAt(_ connection: SQLiteConnection, now: Timestamp) throws(StoreError) -> Int64 {
    let seen = try connection.integer(
      """
      SELECT max(ifnull((SELECT created_at FROM job ORDER BY id DESC LIMIT 1), 0),
        ifnull((SELECT started_at FROM boot ORDER BY boot DESC LIMIT 1), 0))
      """)
    if seen <= now.micros { return 0 }
    // All that are in line are looked at, in indexes: only after such a step.
    return try connection.integer(
      """
      SELECT max(
        ifnull((SELECT max(ready_at) FROM job INDEXED BY job_ready
          WHERE state = 3 AND is_parked = 0 AND lane IS NULL), 0),
        ifnull((SELECT max(ready_at) FROM job INDEXED BY job_lane
          WHERE state = 3 AND is_parked = 0 AND lane IS NOT NULL), 0),
        ifnull((SELECT max(ready_at) FROM job INDEXED BY job_parked WHERE state = 3 AND is_parked = 1), 0))
      """)
  }
}
