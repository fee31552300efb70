// What a refused submission is called where nobody else finds words for it: in the errors of handlers and in logs.

extension SubmitError: CustomStringConvertible {
  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .invalid(let faults, _): faults.map(\.description).joined(separator: "; ")
    case .tooMany(let count): "\(count) jobs are too many at once: submit them in several steps"
    case .idempotencyMismatch(let key): "the key \"\(key)\" came with another submission before: use a new one"
    case .duplicate(let key, let holder, let state, _):
      "the unique key \"\(key)\" is taken by job \(holder), which is \(state.name)"
    case .queueFull(let name, let max):
      "the queue \"\(name)\" takes no more than \(max) waiting jobs: submit it again when there is room"
    case .noSuchBatch(let id): "there is no batch \(id)"
    case .batchClosed(let id): "batch \(id) takes no more jobs: it is closed, done or being cancelled"
    case .lookAgain: "what it names has changed meanwhile: submit it again"
    case .shuttingDown: "jobd is stopping: submit it again when it is back"
    case .store(let error): "the store failed: \(error)"
    }
  }
}

extension FieldFault: CustomStringConvertible {
  /// The middle of a name that is very long says nothing.
  public var description: String {
    let name = field.count <= 200 ? field : "\(field.prefix(90))…\(field.suffix(90))"
    return "\(name): \(detail)"
  }
}
