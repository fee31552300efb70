// The files of the store that is open: which store it is, and what was left beside it before.

import Logging

extension JobQueue {
  /// The mark of the database: a random name that it has from its beginning on. Ids of one store mean nothing in another.
  public var storeMark: String { store.mark }

  /// Opens the database. `news` makes what hears of its commits; it is called once the directory of the store's files
  /// is known.
  static func openStore(
    _ directory: DataDirectory, _ config: JobQueueConfig, _ handlers: HandlerRegistry, _ clock: any WallClock,
    _ damage: DamageWatch, _ watch: LogWatch, _ logger: Logger, news: (RemoteLogs) -> CommitNews
  ) throws(OpenError) -> (SQLiteStore, RemoteLogs) {
    let logsPath = directory.logsPath
    let options = SQLiteStore.Options(
      path: directory.databasePath, durability: config.durability, keepForMicros: config.keepForMicros,
      readerCount: config.readerCount, slowTransactionMicros: config.slowStepMicros,
      machineBoot: ProcessClock.machineBoot(), clock: clock, slotsTotal: config.slots, lanes: lanes(handlers),
      workFault: { handlers.fault(of: $0, executor: $1) },
      graceMicros: config.graceMicros, numbersPath: directory.numbersPath,
      files: SQLiteStore.JobFiles(
        path: logsPath, highestJob: { LogFiles.highestJob(under: logsPath) },
        hasAny: { LogFiles(root: logsPath, store: $0).hasAny($1) },
        hasOthers: { LogFiles(root: logsPath, store: $0).hasOthers() }),
      endJournalPath: directory.endJournalPath, onDamage: { damage.note($0.problem) })
    let opened = try SQLiteStore.open(options, logger: logger) { mark in
      let files = LogFiles(root: logsPath, store: mark, sync: config.durability == .full ? .now : .later)
      let logs = RemoteLogs(files: files, watch: watch, limitBytes: config.logLimitBytes)
      let news = news(logs)
      let listeners = SQLiteStore.Listeners(
        attemptLog: { logs.summary($0) }, standing: config.standing, onCommit: { news.tell($0) })
      return (listeners, logs)
    }
    return (opened.store, opened.parts)
  }

  /// Files of an older jobd are moved to where they are now, before anything looks for them.
  func adoptUnmarkedLogs() async throws(OpenError) {
    if !store.findings.hasUnmarkedLogs { return }
    do throws(OpenError) {
      try files.adoptUnmarked()
    } catch {
      await close()
      throw error
    }
    do throws(StoreError) {
      try await store.noteLogsMarked()
    } catch {
      await close()
      throw .opening(directory.databasePath, error)
    }
  }

  /// Removes in the background what a crash has left.
  func sweepLogs() async {
    await guests.handOver?.sweep()
    await LogSweep(
      files: files, store: store, held: heldLogs, limitBytes: config.logLimitBytes, logger: logger,
      spared: store.findings.spared
    ).run()
  }
}
