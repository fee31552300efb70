// What is changed of a row of `job_spec`: what was submitted is written once, and a little of it can be edited.

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
  /// Why it was cancelled; `nil` is that it was not.
  case cancelReason(JobID, String?)
}
