// Jobs as tests submit them.

package import JobCore

extension NewJob {
  /// A job of the handler `noop`, with changes.
  package static func noop(_ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    changed(NewJob(.handler(name: "noop", payload: nil)), change)
  }

  /// A GET of `url`, with changes.
  package static func http(_ url: String, _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    changed(NewJob(.http(HTTPWork(url: url))), change)
  }

  /// A job of `/bin/sh -c`, with changes.
  package static func shell(_ command: String, _ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    changed(NewJob(.shell(command)), change)
  }

  private static func changed(_ job: NewJob, _ change: (inout NewJob) -> Void) -> NewJob {
    var job = job
    change(&job)
    return job
  }
}

extension RetryRule {
  /// `maxAttempts` attempts with a pause that does not vary.
  package static func attempts(_ maxAttempts: Int, pauseMicros: Int64 = 1_000) -> RetryRule {
    var rule = RetryRule()
    rule.maxAttempts = maxAttempts
    rule.initialMicros = pauseMicros
    rule.backoff = .constant
    rule.jitter = 0
    return rule
  }

  /// So many attempts, one right after the other.
  package static func quick(_ attempts: Int) -> RetryRule {
    var rule = RetryRule()
    rule.maxAttempts = attempts
    rule.initialMicros = 0
    return rule
  }
}
