// A verb on many jobs, as far as one transaction goes.

/// Verbs on many jobs.
enum Bulk {
  /// The verb on each of `ids` that is in a state for it, in their order.
  static func run(_ verb: BulkVerb, _ ids: [JobID], _ tx: Transaction) throws(StoreError) -> BulkStep {
    var step = BulkStep()
    for id in ids {
      if tx.isPieceDone && step.passed > 0 { break }
      switch verb {
      case .cancel:
        if case .done = try CancelVerb.job(id, CancelOptions(), tx) { step.count += 1 }
      case .retry:
        switch try MoveVerbs.move(id, .retry, tx) {
        case .done: step.count += 1
        case .queueFull(let name, let max): step.full = step.full ?? FullQueue(name: name, max: max)
        default: break
        }
      case .delete:
        guard let answer = try Remove.job(id, tx) else { return step }
        if case .done(let job) = answer {
          step.count += 1
          step.deleted.append(job)
        }
      }
      step.passed += 1
      try Settlement.run(tx)
    }
    return step
  }
}
