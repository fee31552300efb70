// The composition root: the one place where configuration, engine, front, systemd and signals meet. It reads as the
// daemon's life: open, listen, announce, serve, end.

import Glibc
import HTTPFront
import HTTPJobs
import JobCore
import JobWire
import Logging
import Outbound
import ServiceLifecycle
import Webhooks

/// One run of the daemon.
struct Daemon {
  let config: DaemonConfig
  let systemd: SystemdEnvironment
  let logger: Logger
  /// Sockets opened by systemd.
  let inherited: [InheritedSocket]
  /// The soft limit of open files at the start, for jobs.
  private let openFilesLimit: UInt64?
  let descriptors: DescriptorBudget
  /// Also where nobody is asked for one: what was submitted with a token is judged by it.
  let tokens: TokenStore

  init(config: DaemonConfig, systemd: SystemdEnvironment, logger: Logger) {
    self.config = config
    self.systemd = systemd
    self.logger = logger
    inherited = systemd.sockets.inherited
    tokens = TokenStore(path: config.tokensFile, logger: logger)
    let limit = OpenFilesLimit.raise()
    openFilesLimit = limit?.before
    descriptors = OpenFilesLimit.share(
      limit?.now, for: config, listeners: inherited.count + config.listen.count)
  }

  /// Returns after a clean stop. Signals are heard from the first moment on, also while a start waits for the disk.
  func run() async throws(DaemonFailure) {
    let signals = await StopSignals(drainMicros: config.drainMicros, logger: logger)
    let stops = StopRequests()
    let end = await withTaskGroup(of: Result<Void, DaemonFailure>?.self) { tasks in
      tasks.addTask {
        await signals.run(after: { stops.latest }) { stops.ask($0) }
        return nil
      }
      tasks.addTask {
        do throws(DaemonFailure) { return .success(try await live(stops)) } catch { return .failure(error) }
      }
      // Only the daemon's life ends by itself; the signals are then no longer waited for.
      var end: Result<Void, DaemonFailure>?
      while end == nil, let ended = await tasks.next() { end = ended }
      tasks.cancelAll()
      return end
    }
    try end?.get()
  }

  private func live(_ stops: StopRequests) async throws(DaemonFailure) {
    guard let queue = try await open(stops) else {
      logger.notice("stopped before it was ready")
      return
    }
    warnOfDescriptors()
    QuitSignal.trap { queue.runningAttempts.map { "jobd: SIGQUIT, \($0)" } }
    guard let (front, addresses) = try await listen(for: queue, stops) else {
      await queue.close()
      logger.notice("stopped before it was ready")
      return
    }
    announce(addresses)
    warnOfNetwork(addresses)
    warnOfSocket(addresses)
    try await serve(queue, front, stops)
    await queue.close()
    if let damage = queue.damage { throw .store(damage) }
    let left = DaemonFailure.left(by: queue)
    // One of them ends the daemon; the others are named as well.
    for other in left.dropFirst() {
      logger.error("stopped, but not all could be recorded", metadata: [LogKeys.error: "\(other). \(other.hint)"])
    }
    if let first = left.first { throw first }
    systemd.notify.send(.status("stopped"))
    logger.notice("stopped")
  }

  // MARK: Opening

  /// Opens the data directory; `nil` if a stop was asked for meanwhile. A stop ends at once what waits for the disk.
  private func open(_ stops: StopRequests) async throws(DaemonFailure) -> JobQueue? {
    let opened = await untilStop(stops) { () async -> Result<JobQueue, OpenError> in
      do throws(OpenError) { return .success(try await openQueue()) } catch { return .failure(error) }
    }
    do throws(OpenError) {
      return try opened.get()
    } catch {
      if error == .cancelled { return nil }
      throw .store(error)
    }
  }

  /// What `body` comes to; a stop that is asked for meanwhile is a cancel to it.
  func untilStop<Value: Sendable>(
    _ stops: StopRequests, _ body: @escaping @Sendable () async -> Value
  ) async -> Value {
    await withTaskGroup(of: Value?.self) { tasks in
      tasks.addTask { await body() }
      tasks.addTask {
        for await mode in stops.listen() {
          announceStop(mode)
          break
        }
        return nil
      }
      var value: Value?
      for await result in tasks {
        value = value ?? result
        tasks.cancelAll()
      }
      guard let value else { preconditionFailure("the body comes to an end, and is among those waited for") }
      return value
    }
  }

  /// Locks, opens and recovers the data directory; a large database may take its time to be checked.
  func openQueue() async throws(OpenError) -> JobQueue {
    systemd.notify.send(.extendTimeout(micros: Self.openMicrosMax), .status("opening \(config.dataDirectory)"))
    var queueConfig = JobQueueConfig(dataDirectory: config.dataDirectory, slots: descriptors.slotsMax)
    queueConfig.durability = config.durability
    queueConfig.graceMicros = config.graceMicros
    queueConfig.logLimitBytes = config.logLimitBytes
    queueConfig.keepForMicros = config.keepForMicros
    queueConfig.drainMicros = config.drainMicros
    queueConfig.queues = config.queues
    queueConfig.defaultCallbacks = config.defaultCallbacks
    queueConfig.workers = config.handlers
    queueConfig.pools = config.executors
    queueConfig.submissionParser = HTTPFront.submissionParser
    queueConfig.advertisedURL = advertisedURL
    queueConfig.runAsUsers = config.runAsUsers
    queueConfig.advertisedTokenURL = fixedTCP.map { "\($0.local)" }
    queueConfig.jobTokens = needsTokens
    queueConfig.standing = { [tokens] in tokens.standing(of: $0) }
    queueConfig.childOpenFilesLimit = openFilesLimit
    queueConfig.childUmask = StartMask.before
    queueConfig.callbackCallsMax = descriptors.callbacksMax
    queueConfig.slowStepMicros = config.isDebug ? Self.slowStepMicros : nil
    // Http jobs and callbacks share one client: its connections, and its judgement of addresses.
    let client = OutboundClient(slots: descriptors.slotsMax, refusesPrivateAddresses: config.refusesPrivateAddresses)
    return try await JobQueue.open(
      queueConfig, http: HTTPCarrier(client), callbacks: WebhookSender(client, secretIn: config.dataDirectory),
      logger: logger)
  }

  /// The address jobs are told: a Unix socket when there is one, because it needs no token.
  private var advertisedURL: String? {
    let unix = inherited.compactMap(\.unixPath).map { ListenAddress.unix(path: $0) } + listeners.filter(\.isUnix)
    return (unix.first ?? fixedTCP).map { "\($0.local)" }
  }

  /// The address of jobs that run as other users, whom no socket knows: it takes their tokens.
  private var fixedTCP: ListenAddress? {
    listeners.first { if case .tcp(_, let port) = $0 { port != 0 } else { false } }
  }

  // MARK: Serving

  /// The ready line on standard output, for people and scripts; READY=1 for systemd.
  private func announce(_ addresses: [BoundAddress]) {
    let list = addresses.map(\.description).joined(separator: " ")
    StandardStream.output.write("jobd \(Version.current) ready on \(list)")
    systemd.notify.send(.ready, .mainPID(getpid()), .status("ready on \(list)"))
    // A person at a terminal has just read it.
    let level: Logger.Level = StandardStream.areOneTerminal ? .info : .notice
    logger.log(
      level: level, "ready", metadata: ["addresses": "\(list)", "data_dir": "\(config.dataDirectory)"])
  }

  /// Until the engine has ended: the group stops its services last to first, each when the next has ended.
  private func serve(_ queue: JobQueue, _ front: HTTPFront, _ stops: StopRequests) async throws(DaemonFailure) {
    typealias Member = ServiceGroupConfiguration.ServiceConfiguration
    // The engine may reach its end before the group hears of the stop. That ends the group, too, and is not a fault.
    var services = [
      Member(service: FrontService(front: front)),
      Member(service: queue, successTerminationBehavior: .gracefullyShutdownGroup),
    ]
    if let micros = systemd.watchdogMicros {
      let watchdog = Watchdog(notify: systemd.notify, interval: .microseconds(micros)) { try await queue.ping() }
      services.insert(Member(service: watchdog, successTerminationBehavior: .ignore), at: 0)
    }
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger))
    do {
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        tasks.addTask {
          for await mode in stops.listen() {
            announceStop(mode)
            queue.stop(mode)
            await group.triggerGracefulShutdown()
          }
        }
        // Only the services end by themselves; stops are then no longer waited for.
        try await tasks.next()
        tasks.cancelAll()
      }
    } catch {
      throw .unexpected(error)
    }
  }

  /// systemd's stop timeout is stretched to the drain limit, so that the two settings cannot disagree.
  private func announceStop(_ mode: StopMode) {
    let (micros, isOver) = config.drainMicros.addingReportingOverflow(config.graceMicros + Self.stopMarginMicros)
    systemd.notify.send(.stopping, .extendTimeout(micros: isOver ? .max : micros), .status("stopping (\(mode))"))
  }

  /// Checking a database of millions of jobs on a slow disk.
  private static let openMicrosMax: Int64 = 600_000_000
  /// Killing what is left, writing it down and closing the database.
  private static let stopMarginMicros: Int64 = 15_000_000
  private static let slowStepMicros: Int64 = 100_000
}

extension ListenAddress {
  fileprivate var isUnix: Bool {
    if case .unix = self { true } else { false }
  }
}
