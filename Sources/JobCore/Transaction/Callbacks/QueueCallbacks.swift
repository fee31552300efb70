// Callbacks of queues become those of a job in the transaction that ends it: from then on they are called, retried and
// kept as its own are, whatever becomes of the queue.

/// The callbacks of queues.
enum QueueCallbacks {
  /// Those that the end of a job in this queue is told to. The others leave nothing: they tell of nothing.
  static func met(by state: JobState, in queue: Int64, _ tx: Transaction) -> [Callback] {
    // Most stores have none, and each end asks.
    if tx.ledger.queues.callbacks.isEmpty { return [] }
    guard let callbacks = tx.ledger.queues.callbacks[queue] else { return [] }
    return callbacks.filter { $0.on.isMet(bySuccess: state == .succeeded) }
  }

  /// Makes them due, behind those of the job itself, which have lower numbers.
  ///
  /// - Parameter job: as it was before its end.
  static func tell(_ callbacks: [Callback], of job: JobRow, _ tx: Transaction) {
    guard !callbacks.isEmpty, let queue = tx.ledger.queues[job.queue] else { return }
    let owner = Parent.job(job.id)
    // It has none, so nobody has to ask the rows.
    if !job.flags.contains(.hasCallbacks) { tx.working.set([], of: owner) }
    for callback in callbacks {
      let fault = RunAsPolicy.fault(of: callback, calledBy: queue.settings.runAs)
      Callbacks.insert(callback, of: owner, calledBy: queue.name, fault: fault, tx)
    }
    tx.after.commit.noteCallback(tx.now)
  }
}
