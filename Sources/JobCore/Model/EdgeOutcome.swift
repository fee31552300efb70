// What has become of one thing that a job waits for.

/// What is known of one parent; as the rows have it.
enum EdgeOutcome: Int {
  case pending = 0
  case met = 1
  case unmet = 2
}
