// What the store has against a request, in the words of the facade.

extension FieldFault {
  /// It names a queue that is not there, and there are as many as there may be.
  static let tooManyQueues = FieldFault(field: "queue", detail: "there are \(Limits.queueCountMax) queues already")
}

extension SubmitError {
  init(_ refusal: Refusal, idempotencyKey: String?) {
    switch refusal {
    case .mismatch: self = .idempotencyMismatch(key: idempotencyKey ?? "")
    case .tooManyQueues: self = .invalid([.tooManyQueues], index: 0)
    case .invalid(let faults, let index): self = .invalid(faults, index: index)
    case .duplicate(let key, let holder, let state, let index):
      self = .duplicate(key: key, holder: holder, state: state, index: index)
    case .queueFull(let name, let max): self = .queueFull(name: name, max: max)
    case .noSuchBatch(let id): self = .noSuchBatch(id)
    case .batchClosed(let id): self = .batchClosed(id)
    case .lookAgain: self = .lookAgain
    }
  }
}

extension Refusal {
  /// What is against a job that will be refused the next time too, unless somebody does something about it; `nil` for
  /// what passes by itself.
  var lastingFault: String? {
    switch self {
    case .invalid(let faults, _): faults.first.map { "its job is not taken: \($0.field): \($0.detail)" }
    case .noSuchBatch, .batchClosed, .tooManyQueues:
      "its job is not taken: \(SubmitError(self, idempotencyKey: nil))"
    case .mismatch, .duplicate, .queueFull, .lookAgain: nil
    }
  }
}
