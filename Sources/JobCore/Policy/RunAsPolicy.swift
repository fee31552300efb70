// As whom a job runs: as its submitter may make it run, and as its queue says. Decided when it is stored, and looked at
// once more when it starts: a queue may have been given another user meanwhile, and a job that was meant for one user
// never runs as another one, least of all as jobd itself.

/// The user of a job; `nil` is jobd's own.
enum RunAsPolicy {
  enum Answer: Hashable {
    case user(String?)
    /// Its submitter and its queue name different users.
    case conflict(job: String, queue: String)
  }

  /// - Parameters:
  ///   - job: whom it was submitted to run as.
  ///   - queue: whom its queue runs jobs as.
  static func decide(job: String?, queue: String?) -> Answer {
    guard let job else { return .user(queue) }
    guard let queue, queue != job else { return .user(job) }
    return .conflict(job: job, queue: queue)
  }

  /// Why this work cannot be carried out as another user; `nil` if it can. What runs nothing here does nobody harm.
  static func obstacle(to work: Work, executor: String?) -> String? {
    switch work {
    case .exec, .shell, .external: nil
    case .handler: executor == Lane.remoteExecutor ? nil : "its handler runs as jobd itself"
    case .http: "its request is made by jobd itself"
    }
  }

  /// What is against storing a job, in the names of its fields.
  static func fault(
    job: String?, queue: String?, work: Work, executor: String?, callbacks: [Callback]
  ) -> FieldFault? {
    switch decide(job: job, queue: queue) {
    case .user(nil): return nil
    case .conflict(let job, let queue):
      return FieldFault(field: "queue", detail: "runs its jobs as \(queue), and this one is to run as \(job)")
    case .user(let user?):
      if let obstacle = obstacle(to: work, executor: executor) {
        return FieldFault(field: work.kind.name, detail: "cannot run as \(user): \(obstacle); only commands can")
      }
      guard let number = callbacks.firstIndex(where: \.isCommand) else { return nil }
      return commandFault("callbacks[\(number)].argv", user)
    }
  }

  /// A command that is called after the end of a job runs as jobd.
  static func commandFault(_ field: String, _ user: String) -> FieldFault {
    FieldFault(field: field, detail: "would be run as jobd itself, and its job runs as \(user): give a URL")
  }

  /// Why a callback of a queue whose jobs run as this user is not called; `nil` if it is. Its settings may have come to
  /// contradict one another by the configuration.
  static func fault(of callback: Callback, calledBy user: String?) -> String? {
    guard let user, callback.isCommand else { return nil }
    return "not run: it would be run as jobd itself, and the jobs of its queue run as \(user)"
  }

  /// Why a job that has been claimed cannot be carried out; `nil` if it can.
  static func failure(of job: ClaimedJob) -> JobFailure? {
    switch decide(job: job.spec.runAs, queue: job.queueRunAs) {
    case .user(nil): nil
    case .conflict(let user, let queue):
      JobFailure(
        code: code, message: "it was submitted to run as \(user), and its queue runs jobs as \(queue): submit it again")
    case .user(let user?):
      obstacle(to: job.spec.work, executor: job.spec.executor).map {
        JobFailure(code: code, message: "it cannot run as \(user), as its queue says: \($0)")
      }
    }
  }

  /// Whom it runs as, if it can be carried out.
  static func user(of job: ClaimedJob) -> String? {
    if case .user(let user) = decide(job: job.spec.runAs, queue: job.queueRunAs) { user } else { job.spec.runAs }
  }

  /// What an attempt fails with that cannot be made as its user.
  static let code = "run_as"
}
