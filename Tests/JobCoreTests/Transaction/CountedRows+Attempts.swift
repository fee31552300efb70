// Calls about attempts, counted.

@testable import JobCore

extension CountedRows: AttemptRows {
  func attempts(_ lines: [AttemptLine]) throws(StoreError) -> [AttemptFate] {
    note("attempts")
    return try rows.attempts.attempts(lines)
  }
}
