// From a duration to the whole microseconds in which rows, timers and settings count.

extension Duration {
  /// Whole microseconds, within what an Int64 holds.
  var wholeMicros: Int64 {
    let (seconds, attoseconds) = components
    let (micros, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000)
    if isOver { return seconds > 0 ? .max : .min }
    let (sum, isSumOver) = micros.addingReportingOverflow(attoseconds / 1_000_000_000_000)
    return isSumOver ? (seconds > 0 ? .max : .min) : sum
  }
}
