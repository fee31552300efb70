// Who may do what: the one place where it is decided. Every route asks by its verb before the body is read, and again
// for each thing it touches, once that has been looked up.

import JobCore

/// The decision about (identity, verb, object). Pure.
enum Authority {
  enum Answer: Sendable, Equatable {
    case allowed
    /// 403, with what is missing and what to do about it.
    case forbidden(String, hint: String)
    /// 404, as if it were not there: nobody is told of what lies outside of their limits.
    case hidden
  }

  static func decide(_ identity: Identity, _ verb: Verb, _ object: AccessObject) -> Answer {
    guard let scope = verb.scope else { return .allowed }
    guard identity.scopes.allows(scope) else {
      return .forbidden(
        "\(identity.name) does not have the scope \"\(scope.rawValue)\"", hint: "Use a token with that scope.")
    }
    if let job = identity.job, let refusal = refusal(identity, job, verb, object) { return refusal }
    switch object {
    // A user of its own is a limit, too: what jobd is, it is not to know.
    case .machine where !identity.scopes.allows(.admin) || identity.runAs != nil,
      .defaultCallbacks where !identity.scopes.allows(.admin) || identity.runAs != nil,
      .secretURLs where !identity.scopes.allows(.submit),
      .callbacksOfQueue where !identity.scopes.allows(.admin):
      return .hidden
    case .copied(let id, let submitter) where submitter != identity.name && !isFree(identity):
      return notItsSecrets(identity, id)
    case .command(let id, let job) where !mayRun(job, identity) && !isFree(identity): return notItsCommand(identity, id)
    case .commands where !isFree(identity): return notItsCommands(identity)
    default: break
    }
    if let refusal = refusal(identity, identity.runAs, verb, object) { return refusal }
    guard identity.isLimited else { return .allowed }
    if verb == .operate {
      return .forbidden(
        "\(identity.name) is limited to some jobs, and this concerns all of them", hint: "Use a token without limits.")
    }
    return decide(identity, identity.limits, verb, object)
  }

  /// The same, as an error that ends the request.
  static func check(_ identity: Identity, _ verb: Verb, _ object: AccessObject) throws(HTTPFault) {
    switch decide(identity, verb, object) {
    case .allowed: return
    case .forbidden(let detail, let hint): throw .forbidden(detail, hint: hint)
    case .hidden: throw object.missing.map { .job($0) } ?? .internalError
    }
  }

  private static func decide(
    _ identity: Identity, _ limits: RealmLimits, _ verb: Verb, _ object: AccessObject
  ) -> Answer {
    switch object {
    case .any: return .allowed
    case .job(let id, let realm):
      return id == identity.job || realm.map(limits.contains) ?? false ? .allowed : .hidden
    case .batch(_, let facts): return contains(limits, facts, of: identity) ? .allowed : .hidden
    case .schedule(_, let job):
      // Of a job that cannot be read nobody knows what it is.
      return job.fault == nil && refusal(identity, limits, job) == nil ? .allowed : .hidden
    case .queue(let name):
      guard limits.contains(queue: name) else { return .hidden }
      return verb == .administer ? limits.kinds.map { wholeQueue(identity, $0) } ?? .allowed : .allowed
    case .submission(let job): return refusal(identity, limits, job) ?? .allowed
    case .namedJob(let id, let realm):
      return id == identity.job || realm.map(limits.contains) ?? false ? .allowed : notNamed(identity, "job \(id)")
    case .namedBatch(let id, let facts):
      return contains(limits, facts, of: identity) ? .allowed : notNamed(identity, "batch \(id)")
    case .namedQueue(let name): return refusal(identity, limits, queue: name) ?? .allowed
    case .callback(let callback): return refusal(identity, limits, callback) ?? .allowed
    case .user: return notItsUser(identity)
    case .handlerJobs: return refusal(identity, limits, kind: .handler) ?? .allowed
    case .callbacksOfQueue(let name): return limits.contains(queue: name) && limits.kinds == nil ? .allowed : .hidden
    case .allJobsOfQueue(let name): return limits.contains(queue: name) && limits.kinds == nil ? .allowed : .hidden
    case .allJobs, .machine, .defaultCallbacks: return .hidden
    case .secretURLs, .copied, .command, .commands: return .allowed
    }
  }

  /// An admin who may do everything: nothing is refused for what it would be a way around.
  private static func isFree(_ identity: Identity) -> Bool {
    !identity.isLimited && identity.runAs == nil && identity.scopes.allows(.admin)
  }

  /// Whether it is what this identity has submitted, and does not run as somebody else than its commands do now.
  private static func mayRun(_ job: NewJob, _ identity: Identity) -> Bool {
    job.submittedBy == identity.name && (identity.runAs == nil || identity.runAs == job.runAs)
  }

  /// Whether all its members are within the limits; a batch without members belongs to its creator.
  private static func contains(
    _ limits: RealmLimits, _ batch: AccessObject.BatchFacts?, of identity: Identity
  ) -> Bool {
    guard let batch else { return false }
    return batch.realms.isEmpty ? batch.submittedBy == identity.name : batch.realms.allSatisfy(limits.contains)
  }

  // MARK: What is said

  /// Does not say whether the thing is somebody else's or does not exist.
  private static func notNamed(_ identity: Identity, _ what: String) -> Answer {
    .forbidden("\(identity.name) has no \(what) that it may name", hint: "Name only what you see.")
  }

  private static func notItsSecrets(_ identity: Identity, _ id: JobID) -> Answer {
    .forbidden(
      "\(identity.name) did not submit job \(id), and may not use the secrets in it",
      hint: "Submit a job with secrets of your own.")
  }

  private static func notItsCommand(_ identity: Identity, _ id: JobID) -> Answer {
    .forbidden(
      "\(identity.name) may not say what job \(id) runs: it runs with the rights of who has submitted it",
      hint: "Submit a job of your own; `copy_of` takes what is stored of this one.")
  }

  private static func notItsCommands(_ identity: Identity) -> Answer {
    .forbidden(
      "\(identity.name) may not say what jobs run that others may have submitted",
      hint: "Change what they run one by one, or use an admin token without limits and run_as.")
  }

  private static func wholeQueue(_ identity: Identity, _ kinds: Set<JobKind>) -> Answer {
    .forbidden(
      "\(identity.name) does not see all kinds of jobs, and a queue holds any",
      hint: "Use a token without limits to kinds.")
  }
}
