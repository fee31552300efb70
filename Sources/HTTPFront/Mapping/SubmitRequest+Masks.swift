// A submission that is sent as it was shown, with masks in the places of its secrets.

import JobCore
import JobWire

extension SubmitRequest {
  /// Whether it, or a follow-up, has a mask somewhere.
  var hasMasks: Bool { !maskProblems("").isEmpty || (then ?? []).contains { $0.job.hasMasks } }

  /// Those of its follow-ups are theirs.
  ///
  /// - Parameter path: where it stands in its request.
  func maskProblems(_ path: String) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    for (name, value) in env ?? [:] where value == SpecView.mask && SecretName.isMeant(by: name) {
      problems.append(SentMask.problem("\(path)env.\(name)"))
    }
    if let stdin, SentMask.isOfBytes(stdin) { problems.append(SentMask.problem("\(path)stdin")) }
    if let http {
      if SentMask.isIn(http.url) { problems.append(SentMask.problem(ofURL: "\(path)http.url")) }
      for (name, value) in http.headers ?? [:] where value == SpecView.mask && HTTPSpec.isSecret(name) {
        problems.append(SentMask.problem("\(path)http.headers.\(name)"))
      }
      if let body = http.body, SentMask.isOfBytes(body) { problems.append(SentMask.problem("\(path)http.body")) }
    }
    return problems + (callbacks ?? []).maskProblems("\(path)callbacks")
  }

  /// Puts what is stored in the places of its masks, where there is any.
  ///
  /// - Parameter callbacks: those that the job came with.
  mutating func unmask(from stored: NewJob, callbacks storedCallbacks: [Callback]) {
    for (name, value) in env ?? [:] where value == SpecView.mask && SecretName.isMeant(by: name) {
      env?[name] = stored.process.environment[name] ?? value
    }
    if let text = stdin, let input = stored.process.stdin, text == SpecView.mask(of: input.count) {
      // It may be anything, and not only text.
      (stdin, stdinBase64) = (nil, Base64.encode(input))
    }
    callbacks = callbacks?.unmasked(from: storedCallbacks)
    if case .http(let work) = stored.work { http?.unmask(from: work) }
    for index in (then ?? []).indices {
      guard let given = then?[index].job, given.hasMasks else { continue }
      // Only one that is as it was shown: in another place it may be another job.
      let same = stored.then.first { $0.on == EndCondition(then?[index].on ?? .success) && given.isShown(of: $0.job) }
      if let same { then?[index].job.unmask(from: same.job, callbacks: same.job.callbacks) }
    }
  }

  private func isShown(of stored: NewJob) -> Bool {
    guard let shown = try? SubmitRequest(json: SpecView.json(of: stored, for: .path)) else { return false }
    return self == shown
  }
}

extension HTTPSpec {
  /// The same for a request that goes where the stored one went: to another place nothing of it is given.
  fileprivate mutating func unmask(from stored: HTTPWork) {
    guard url == stored.url || url == HTTPSpec(masking: stored, for: .path).url else { return }
    url = stored.url
    for (name, value) in headers ?? [:] where value == SpecView.mask && Self.isSecret(name) {
      headers?[name] = stored.headers[name] ?? value
    }
  }
}
