// What is asked about attempts that have ended.

/// The attempts of a job up to one of its starts with this outcome or one behind it, the latest first.
struct AttemptLine {
  let job: JobID
  let last: Int
  let outcome: AttemptOutcome
  let max: Int
}

/// Which attempt it was, and what came of it.
struct AttemptFate {
  let job: JobID
  let start: Int
  let outcome: AttemptOutcome
}
