// What is changed of a row of `job_spec`: what was submitted is written once, and edited before it starts.

/// What of a submission is another one from now on.
struct SpecEdit {
  let name: String?
  let timeoutMicros: Int64?
  /// `nil` stays as it is stored, where it may be that nobody can read it.
  let retry: RetryRule?
  let tags: [String: String]
  /// Those that it had, if it has others now.
  let oldTags: [String: String]?
}

/// What becomes of what was submitted.
enum SpecChange {
  case edit(JobID, SpecEdit)
  /// What it does and how is as this says, but for what `edit` changes, who submitted it, its payload and its input.
  case rewrite(JobID, NewJob)
  case payload(JobID, String?)
  case input(JobID, [UInt8]?)
  /// What it says of a limit key.
  case limit(JobID, LimitRule?)
  /// Why it was cancelled; `nil` is that it was not.
  case cancelReason(JobID, String?)
}
