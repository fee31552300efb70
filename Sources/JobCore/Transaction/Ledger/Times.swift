// What the writer knows of time: what is due next, what the clock showed, and who came first in line.

/// Moments that the writer remembers.
struct Times: Equatable {
  /// The earliest due time or deadline of a waiting job.
  var nextDue: Timestamp?
  /// A job that may have been the next due one has left: ask the index again.
  var isNextDueStale = false
  /// When the next token drips into the bucket of a queue that a claim found empty.
  var nextToken: Timestamp?
  /// The same for a remote claim.
  var nextRemoteToken: Timestamp?
  /// What the clock showed at the last transaction.
  var lastReading: Timestamp?
  /// The latest time at which a job was put in line.
  var lastReadyAt: Int64 = 0
  /// How far the clock is ahead of steady time, as far as that has been noticed.
  var clockAhead: Int64 = 0

  /// When the writer has to be woken.
  var nextWake: Timestamp? {
    [nextDue, nextToken, nextRemoteToken].compactMap(\.self).min()
  }

  /// A waiting job is due, or overdue, at `moment`.
  mutating func noteDue(_ moment: Timestamp?) {
    guard let moment else { return }
    if let next = nextDue, next <= moment { return }
    nextDue = moment
  }

  /// A job stands in line at this moment.
  mutating func noteReadyAt(_ moment: Int64) { lastReadyAt = max(lastReadyAt, moment) }

  /// When a job that is put in line now became ready: never before those that stand there already, or a clock that was
  /// set back would put all that comes ahead of them.
  mutating func nextReadyAt(_ now: Timestamp) -> Int64 {
    lastReadyAt = now.micros < lastReadyAt ? lastReadyAt + 1 : now.micros
    return lastReadyAt
  }
}
