// Callbacks of queues, and those for every job, become those of a job in the transaction that ends it: from then on they
// are called, retried and kept as its own are, whatever becomes of the queue and of the settings.

/// Whom the end of a job is told to beside those whom the job names.
struct MetCallbacks {
  /// Its queue's.
  var ofQueue: [Callback] = []
  /// Everybody's.
  var ofAll: [Callback] = []

  var isEmpty: Bool { ofQueue.isEmpty && ofAll.isEmpty }
}

/// The callbacks of queues, and of everything.
enum SharedCallbacks {
  /// Those that the end of a job in this queue is told to. The others leave nothing: they tell of nothing.
  static func met(by state: JobState, in queue: Int64, _ tx: Transaction) -> MetCallbacks {
    var met = MetCallbacks()
    let defaults = tx.ledger.queues.callbacks.ofAll.callbacks
    // Most stores have none, and each end asks.
    if tx.ledger.queues.callbacks.ofQueues.isEmpty && defaults.isEmpty { return met }
    func isMet(_ callback: Callback) -> Bool { callback.on.isMet(bySuccess: state == .succeeded) }
    met.ofQueue = (tx.ledger.queues.callbacks.ofQueues[queue] ?? []).filter(isMet)
    met.ofAll = defaults.filter(isMet)
    return met
  }

  /// Makes them due, behind those of the job itself, which have lower numbers; everybody's come last.
  ///
  /// - Parameter job: as it was before its end.
  static func tell(_ callbacks: MetCallbacks, of job: JobRow, _ tx: Transaction) {
    guard !callbacks.isEmpty, let queue = tx.ledger.queues[job.queue] else { return }
    let owner = Parent.job(job.id)
    // It has none, so nobody has to ask the rows.
    if !job.flags.contains(.hasCallbacks) { tx.working.set([], of: owner) }
    for callback in callbacks.ofQueue {
      let fault = RunAsPolicy.fault(of: callback, calledBy: queue.settings.runAs)
      Callbacks.insert(callback, of: owner, calledBy: queue.name, fault: fault, tx)
    }
    // Whoever sets them may do anything, so their commands are run as jobd whoever the job runs as.
    for callback in callbacks.ofAll { Callbacks.insertDefault(callback, of: owner, tx) }
    tx.after.commit.noteCallback(tx.now)
  }

  // MARK: Everybody's

  /// Sets whom the ends from now on are told to; what is due stays.
  static func set(
    _ callbacks: [Callback], over seen: [Callback]?, _ tx: Transaction
  ) -> DefaultCallbacksVerdict {
    var defaults = tx.ledger.queues.callbacks.ofAll
    if defaults.isConfigured { return .configured }
    if let seen, seen != defaults.stored { return .lookAgain }
    (defaults.stored, defaults.unread) = (callbacks, nil)
    tx.ledger.queues.callbacks.ofAll = defaults
    tx.changes.settings.append(.callbacks(callbacks))
    return .done(defaults)
  }
}
