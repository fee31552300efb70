// The facade: the only door to the engine, for the HTTP front and for embedders. It wires the parts together and
// keeps none of their work; the verbs are extensions, one file per theme.

public import CoreMetrics
public import Logging
import ServiceLifecycle
import Synchronization

/// A durable job queue on one data directory.
///
/// Open it, then `run()` it; verbs may be called as soon as it is open. After `run` has returned, `close` it.
public final class JobQueue: Sendable {
  let config: JobQueueConfig
  let handlers: HandlerRegistry
  let clock: any WallClock
  let logger: Logger
  let directory: DataDirectory
  let store: SQLiteStore
  let bus: EventBus
  let ring: EventRing
  let eventDetails: EventDetails
  let live: LiveAttempts
  let leasedProgress: LeasedProgress
  let files: LogFiles
  let watch: LogWatch
  var broom: LogBroom { LogBroom(files: files) }
  let heldLogs: HeldLogs
  let dispatcher: Dispatcher
  let dueClock: DueClock
  let tokens: JobTokens
  let guests: Guests
  let pools: PoolBoard
  let leaseWatch: LeaseWatch
  let remoteLogs: RemoteLogs
  let remoteWorkers = RemoteWorkers()
  let lanes: LaneMap
  let workerPools: WorkerPools
  let threads: ThreadPools
  let metrics: JobMetrics?
  private let gauges: GaugeLoop?
  let startedAt: Timestamp
  /// Submissions are accepted; false while draining and from the first stop on.
  let isAccepting = Atomic<Bool>(true)
  /// From the first stop on: nothing is started any more, whatever is asked.
  let isStopping = Atomic<Bool>(false)
  private let damageWatch = DamageWatch()
  private let upkeepAlarm: EarliestAlarm
  private let callbackLoop: CallbackLoop
  private let outward: Outward
  let hostHolds: HostHolds
  private let stops = AsyncStream<StopMode>.makeStream()

  /// Opens the data directory: lock, migrate, check, and decide what attempts of earlier boots became.
  ///
  /// - Parameters:
  ///   - config: the directory, the slots and the bounds.
  ///   - handlers: what jobs can name as their handler.
  ///   - http: makes the requests of http jobs: an `HTTPCarrier` of the library HTTPJobs. Without it they are refused.
  ///   - callbacks: calls URLs: a `WebhookSender` of the library Webhooks. Without it callbacks to URLs are refused;
  ///     those to commands need nobody. The queue closes both when it is closed.
  ///   - environment: what children inherit; the process's own by default.
  ///   - clock: tells the time of day, for due times and what is recorded.
  ///   - logger: hears of what happens in the queue.
  ///   - metrics: where counters, timers and gauges go; where the program's metrics system sends them by default.
  /// - Errors: `OpenError`; the directory is left as it was. A disk that takes nothing is waited for a while, but not
  ///   by a task that is cancelled.
  public static func open(
    _ config: JobQueueConfig, handlers: HandlerRegistry = .builtIn, http: (any HTTPJobCarrier)? = nil,
    callbacks: (any CallbackSender)? = nil, environment: [String: String]? = nil, clock: any WallClock = SystemClock(),
    logger: Logger, metrics: any MetricsFactory = MetricsSystem.factory
  ) async throws(OpenError) -> JobQueue {
    if let name = handlers.registeredTwice.min() { throw .handlerRegisteredTwice(name: name) }
    await FirstUse.bring()
    let directory = try await DataDirectory.open(path: config.dataDirectory)
    let queue = try JobQueue(
      directory, config, handlers, Outward(http: http, callbacks: callbacks),
      environment ?? ProcessEnvironment.current, clock, logger, metrics)
    try await queue.prepare()
    return queue
  }

  private init(
    _ directory: DataDirectory, _ config: JobQueueConfig, _ handlers: HandlerRegistry, _ outward: Outward,
    _ environment: [String: String], _ clock: any WallClock, _ logger: Logger, _ factory: any MetricsFactory
  ) throws(OpenError) {
    let bus = EventBus(logger: logger)
    let (ring, eventDetails) = (EventRing(), EventDetails())
    let live = LiveAttempts()
    let dueClock = DueClock(clock)
    let (upkeepAlarm, callbackAlarm) = (EarliestAlarm(clock), EarliestAlarm(clock))
    let pools = PoolBoard()
    let metrics = JobMetrics(factory)
    let gauges = metrics.map { _ in GaugeLoop(clock) }
    try Self.checkPools(config, handlers)
    let config = config.adding(reexecuted: handlers.reexecuted)
    let handlers = handlers.completed(by: config, lacking: outward.lacks)
    let lanes = Self.lanes(handlers)
    startedAt = clock.now()
    let leaseWatch = LeaseWatch()
    watch = LogWatch()
    let (store, remoteLogs) = try Self.openStore(directory, config, handlers, clock, damageWatch, watch, logger) {
      logs in
      CommitNews(
        bus: bus, ring: ring, details: eventDetails, live: live, pools: pools, leaseWatch: leaseWatch, remoteLogs: logs,
        dueClock: dueClock, upkeepAlarm: upkeepAlarm, callbackAlarm: callbackAlarm, metrics: metrics, gauges: gauges,
        logger: logger)
    }
    self.store = store
    try directory.requireInPlace()
    files = remoteLogs.files
    heldLogs = HeldLogs(logger: logger)
    dueClock.attach(store)
    leasedProgress = LeasedProgress { [store] progress, fence in store.noteProgress(progress, of: fence) }
    self.leaseWatch = leaseWatch
    self.remoteLogs = remoteLogs
    let childEnvironment = ChildEnvironment(
      base: environment, url: config.advertisedURL, tokenURL: config.advertisedTokenURL, storeMark: store.mark)
    guests = try Self.makeGuests(config, directory, logger)
    self.outward = outward
    hostHolds = Self.makeHostHolds(clock, pools)
    callbackLoop = Self.makeCallbackLoop(
      config, store, directory, outward.callbacks, childEnvironment, clock, callbackAlarm, logger)
    tokens = JobTokens(isOn: config.jobTokens)
    workerPools = try Self.makeWorkerPools(
      config, childEnvironment, boot: store.boot, markPath: directory.workersMarkPath, clock: clock, board: pools,
      logger: logger)
    let subprocess = SubprocessExecutor(
      files: files, watch: watch, held: heldLogs, environment: childEnvironment, tokens: tokens, guests: guests,
      logLimitBytes: config.logLimitBytes, defaults: config.childDefaults, logger: logger)
    threads = ThreadPools(config.pools, stuckChanged: { gauges?.note() }) { pools.setCapacity($0, $1) }
    let executors = Executors(
      subprocess: subprocess,
      handlers: InProcessExecutor(
        registry: handlers, pools: threads, files: files, watch: watch, clock: clock, logger: logger),
      processes: Self.makeProcessExecutor(config, workerPools, files, watch, handlers, clock),
      http: outward.executor(hostHolds, storeMark: store.mark, clock: clock), places: handlers)
    let runner = JobRunner(
      store: store, live: live, executors: executors, watch: watch, files: files,
      parents: ResultReader(store: store, files: files, watch: watch), clock: clock,
      graceMicros: config.graceMicros, keepForMicros: config.keepForMicros, logger: logger)
    dispatcher = Dispatcher(
      store: store, runner: runner, live: live, clock: clock, slots: config.slots, pools: pools, lanes: lanes,
      logger: logger)
    (self.directory, self.config, self.handlers) = (directory, config, handlers)
    (self.clock, self.logger) = (clock, logger)
    (self.bus, self.ring, self.eventDetails) = (bus, ring, eventDetails)
    (self.live, self.pools, self.lanes) = (live, pools, lanes)
    (self.metrics, self.gauges) = (metrics, gauges)
    (self.dueClock, self.upkeepAlarm) = (dueClock, upkeepAlarm)
  }

  /// Does what has to be done before the first claim. If the disk takes nothing, it gives up after a while, and at once
  /// when the calling task is cancelled: attempts that were running stay as they are, and the next start decides.
  private func prepare() async throws(OpenError) {
    if !directory.closed.isEmpty {
      logger.warning(
        "others could read files of the data directory, and cannot any more",
        metadata: [LogKeys.path: "\(directory.closed.joined(separator: " "))"])
    }
    await warnOfUsers()
    store.writer.setPatience(micros: Limits.startPatienceMicros)
    let end: Result<Void, OpenError> = await withTaskCancellationHandler {
      // Code that waits for processes to end must not take the cancel for their end.
      await Shield.uncancelled {
        do throws(OpenError) { return .success(try await self.recover()) } catch { return .failure(error) }
      }
    } onCancel: {
      store.abandonStalled()
    }
    try end.get()
    if Task.isCancelled {
      await close()
      throw .cancelled
    }
    store.writer.setPatience(micros: nil)
  }

  private func recover() async throws(OpenError) {
    let hunt = OrphanHunt(
      storeMark: store.mark, machineBoot: ProcessClock.machineBoot(), guests: await guests.users.numbers(),
      logger: logger)
    let recovery = Recovery(
      store: store, hunt: hunt, files: files, clock: clock, keepForMicros: config.keepForMicros,
      logLimitBytes: config.logLimitBytes, workersMarkPath: directory.workersMarkPath, boot: store.boot, logger: logger)
    try await adoptUnmarkedLogs()
    directory.sync()
    do throws(StoreError) {
      for (name, change) in config.queues { try await configure(name, change) }
      try await store.configureDefaultCallbacks(config.defaultCallbacks, now: clock.now())
      try await recordKeptWords()
      try await recovery.run()
      try await store.resumeBatchCancels(now: clock.now())
      // Also tells the due clock the first due time.
      store.promoteDue(now: clock.now())
    } catch {
      await close()
      throw .opening(directory.databasePath, error)
    }
  }

  /// Claims and runs jobs until `stop`; returns when the last attempt has ended and is recorded, and every waiter has
  /// been answered. Handlers that do not end when told to are not waited for.
  ///
  /// A graceful shutdown of the surrounding service group, and a cancel of the calling task, are a stop: running jobs
  /// may finish until the drain limit and are cancelled then.
  public func run() async {
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        await Shield.uncancelled { await self.serve() }
      } onCancel: {
        stop(.drain)
      }
    } onGracefulShutdown: {
      self.stop(.drain)
    }
  }

  private func serve() async {
    // Writing more could make the damage worse, so nothing is written any more, and running attempts are ended.
    damageWatch.onDamage { [weak self] in self?.stop(.cancel) }
    var areWorkersGone = false
    await withTaskGroup(of: Void.self) { group in
      let sequence = StopSequence(
        dispatcher: dispatcher, workerPools: workerPools, drainMicros: config.drainMicros,
        graceMicros: config.graceMicros, abandonDisk: { [store] in store.abandonStalled() })
      group.addTask { await sequence.run(self.stops.stream) }
      group.addTask {
        await Upkeep(store: self.store, broom: self.broom, clock: self.clock, logger: self.logger)
          .run(self.upkeepAlarm)
      }
      group.addTask { await self.callbackLoop.run() }
      group.addTask { await self.sweepLogs() }
      if let metrics, let gauges { group.addTask { await gauges.run { await self.showGauges(metrics) } } }
      if store.findings.isQuickCheckPending { group.addTask { await self.quickCheck() } }
      await dispatcher.run()
      // No attempt runs any more, so no worker has anything to lose.
      areWorkersGone = await workerPools.shutdown()
      await sayWhatWaits()
      stops.continuation.finish()
      group.cancelAll()
    }
    // The commands of callbacks are gone with their loop.
    if areWorkersGone { WorkerMarkFile.remove(directory.workersMarkPath) }
    bus.finish()
    ring.finish()
  }

  /// Begins the end: claim nothing more, and bring running attempts to theirs as `mode` says. May be called again
  /// with a stronger mode. Returns at once; `run` returns when it is over.
  public func stop(_ mode: StopMode) {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    isAccepting.store(false, ordering: .relaxed)
    store.setDraining(true)
    stops.continuation.yield(mode)
  }

  /// Writes what is left, closes the store and unlocks the directory.
  public func close() async {
    bus.finish()
    ring.finish()
    leaseWatch.finish()
    await outward.close()
    await store.close()
    threads.close()
    await guests.handOver?.close()
    directory.unlock()
  }

  /// What was found to be wrong with the database after the start; it has ended `run`.
  public var damage: OpenError? {
    damageWatch.found.map { .corrupt(path: directory.databasePath, message: $0) }
  }
}
