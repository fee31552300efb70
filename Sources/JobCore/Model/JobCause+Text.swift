// Why a job is no success, in a word and a sentence: in answers, in the documents of callbacks, and for who embeds jobs.

extension Job {
  /// What went wrong in the last attempt, or kept the job from having one.
  public var failure: JobFailure? { cause?.failure }
}

extension JobCause {
  /// A word for programs and a sentence for people.
  public var failure: JobFailure {
    switch self {
    case .attempt(let failure): failure
    case .cancelled(let reason): JobFailure(code: "cancelled", message: reason ?? "cancelled on request")
    case .expired: JobFailure(code: "expired", message: "its deadline passed before it could start")
    case .noTime: JobFailure(code: "timeout", message: "it was given no time, so it was not started")
    case .job(let id, let state, let condition):
      .parent("job \(id) \(state.map { "is \($0.name)" } ?? "has been deleted")", condition)
    case .batch(let id, let condition): .parent("batch \(id) did not end so", condition)
    case .parents: JobFailure(code: "dependency", message: "a condition on its parents can no longer be met")
    }
  }
}

extension JobFailure {
  fileprivate static func parent(_ fate: String, _ condition: EndCondition) -> JobFailure {
    JobFailure(code: "dependency", message: "\(fate); this job waited for its \(condition.name)")
  }
}
