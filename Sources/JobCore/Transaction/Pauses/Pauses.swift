// Pauses of everything and of queues: nothing starts there, until somebody says so or their time is over.

/// The rules of pauses.
enum Pauses {
  /// Pauses everything anew, or lets it go on.
  static func setAll(_ options: PauseOptions?, _ tx: Transaction) {
    if options == nil && tx.ledger.claims.pause == nil { return }
    write(options.map { PauseTerms($0, now: tx.now, steady: tx.terms.steady.now) }, tx)
  }

  /// Pauses queues anew, or lets them go on; all of them or none.
  static func set(
    _ names: [String], _ options: PauseOptions?, _ tx: Transaction
  ) throws(StoreError) -> QueuePauseAnswer {
    var ids: [Int64] = []
    for name in names {
      guard let id = tx.ledger.queues.id(of: name) else { return .noSuchQueue(name) }
      ids.append(id)
    }
    for id in ids { set(options, ofQueue: id, tx) }
    var queues: [QueueStatus] = []
    for id in ids { queues.append(try Queues.status(id, tx)) }
    return .done(queues)
  }

  private static func set(_ options: PauseOptions?, ofQueue id: Int64, _ tx: Transaction) {
    guard var settings = tx.ledger.queues[id]?.settings else { return }
    if settings.isPaused != (options != nil) {
      settings.isPaused = options != nil
      tx.changes.queues.append(.set(id: id, settings))
      tx.ledger.queues.set(settings, of: id)
    }
    write(options.map { PauseTerms($0, now: tx.now, steady: tx.terms.steady.now) }, ofQueue: id, tx)
  }

  /// The settings of a queue were changed: whether it is paused is one of them.
  static func follow(_ settings: QueueSettings, before: QueueSettings, ofQueue id: Int64, _ tx: Transaction) {
    if settings.isPaused == before.isPaused { return }
    let stoppedRunning = tx.ledger.queues[id]?.pause?.stopsRunning ?? false
    write(settings.isPaused ? PauseTerms(since: tx.now) : nil, ofQueue: id, tx)
    if stoppedRunning, let name = tx.ledger.queues.name(of: id) { PauseWalk.later(.queues([name]), tx) }
  }

  // MARK: Their ends

  /// The next end of a pause, in steady time.
  static func nextEnd(_ tx: Transaction) -> Timestamp? {
    [tx.ledger.claims.pause?.end?.until, tx.ledger.queues.nextPauseEnd].compactMap(\.self).min()
  }

  /// Ends the pauses whose time is over.
  static func promote(_ tx: Transaction) {
    let now = tx.terms.steady.now
    if let end = tx.ledger.claims.pause?.end, end.until <= now {
      let stoppedRunning = tx.ledger.claims.pause?.stopsRunning ?? false
      setAll(nil, tx)
      if stoppedRunning { PauseWalk.later(.everything, tx) }
    }
    var stopped: Set<String> = []
    for id in tx.ledger.queues.pausesOver(by: now) {
      guard let queue = tx.ledger.queues[id] else { continue }
      if queue.pause?.stopsRunning ?? false { stopped.insert(queue.name) }
      set(nil, ofQueue: id, tx)
    }
    if !stopped.isEmpty { PauseWalk.later(.queues(stopped), tx) }
  }

  /// After a start: none lasts longer than it was to, wherever the clock was set meanwhile.
  static func cut(_ tx: Transaction) {
    let now = tx.terms.steady.now
    if let pause = tx.ledger.claims.pause, pause.cut(now: now) != pause { write(pause.cut(now: now), tx) }
    for queue in tx.ledger.queues.all {
      guard let pause = queue.pause, pause.cut(now: now) != pause else { continue }
      write(pause.cut(now: now), ofQueue: queue.id, tx)
    }
  }

  // MARK: Writing

  private static func write(_ pause: PauseTerms?, _ tx: Transaction) {
    tx.ledger.claims.pause = pause
    tx.changes.meta += PauseTerms.meta(pause)
    noteNews(pause, tx)
    if pause == nil { tx.ledger.claims.news.noteRoom() }
  }

  private static func write(_ pause: PauseTerms?, ofQueue id: Int64, _ tx: Transaction) {
    if pause == nil { tx.ledger.claims.news.noteRoom() }
    if pause == nil && tx.ledger.queues[id]?.pause == nil { return }
    tx.ledger.queues.set(pause, of: id)
    tx.changes.queues.append(.pause(id: id, pause))
    noteNews(pause, tx)
  }

  private static func noteNews(_ pause: PauseTerms?, _ tx: Transaction) {
    tx.ledger.times.isNextDueStale = true
    tx.ledger.times.noteDue(pause?.end.map { tx.terms.steady.wall($0.until) })
  }
}
