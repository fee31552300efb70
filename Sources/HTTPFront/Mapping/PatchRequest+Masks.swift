// An edit that has masks in the places of secrets, as they were shown.

import JobCore
import JobWire

extension PatchRequest {
  /// Whether it changes what a job runs, or in what surroundings.
  var changesWhatRuns: Bool { PatchRequest(withoutWhatRunsOf: self) != self }

  /// Whether it has a mask somewhere.
  var hasMasks: Bool { asSubmission.hasMasks }

  func maskProblems(_ path: String) -> [FieldProblem] { asSubmission.maskProblems(path) }

  /// Puts what is stored in the places of its masks, where there is any.
  mutating func unmask(from stored: JobDetail) {
    if case .value(let text) = stdin, let input = stored.spec.process.stdin, text == SpecView.mask(of: input.count) {
      // It stays as it is, and may be large.
      stdin = .absent
    }
    var fields = asSubmission
    fields.unmask(from: stored.spec, callbacks: stored.ownCallbacks)
    if case .value = env { env = PatchField(fields.env) }
    if case .value = http { http = PatchField(fields.http) }
    if case .value = callbacks { callbacks = PatchField(fields.callbacks) }
  }

  /// Its fields in which masks may be.
  private var asSubmission: SubmitRequest {
    var fields = SubmitRequest()
    fields.env = env.given
    fields.stdin = stdin.given
    fields.http = http.given
    fields.callbacks = callbacks.given
    return fields
  }

  private init(withoutWhatRunsOf other: PatchRequest) {
    self = other
    (argv, shell, http, handler, payload, executor) = (.absent, .absent, .absent, .absent, .absent, .absent)
    (cwd, env, clearEnv, umask, nice) = (.absent, .absent, .absent, .absent, .absent)
    (stdin, stdinBase64, interactive, mergeStderr, logLimit) = (.absent, .absent, .absent, .absent, .absent)
  }
}
