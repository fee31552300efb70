// The socket server: opens the listeners, runs until it is told to stop, and ends in an orderly way.

package import JobCore
package import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The HTTP front of a `JobQueue`.
///
/// `bind`, then `run`; `beginShutdown` (or cancelling `run`) ends it. Each may be called once.
package final class HTTPFront: Sendable {
  private let config: HTTPFrontConfig
  private let routes: [Route]
  private let runningJob: @Sendable (Substring) -> TokenHolder?
  private let storeMark: String?
  private let tokens: TokenStore?
  private let logger: Logger
  private let group: MultiThreadedEventLoopGroup
  private let registry: ConnectionRegistry
  private let turns: TurnQueues
  private let listeners = Mutex<[Listener]>([])
  private let shutdown = AsyncStream<Never>.makeStream()

  /// - Parameter config: checked before; see `HTTPFrontConfig.problems()`.
  /// - Parameter tokens: those of `config.tokenFile`, if the queue has been told of them, too; without that file nobody
  ///   is let in by them.
  /// - Parameter stopper: hears of stops that requests ask for; without it they are the queue's.
  package convenience init(
    config: HTTPFrontConfig, queue: JobQueue, tokens: TokenStore? = nil, logger: Logger,
    stopper: (@Sendable (StopMode) -> Void)? = nil
  ) {
    let registry = ConnectionRegistry(limits: config.limits, timeouts: config.timeouts)
    let tokens = config.tokenFile.map { tokens ?? TokenStore(path: $0, logger: logger) }
    let desk = JobDesk(
      queue: queue,
      front: FrontFacts(
        version: config.version, isDebug: config.isDebug, registry: registry, descriptors: config.descriptors,
        tokens: tokens),
      eventSeats: EventSeats(max: min(config.limits.eventStreamsMax, max(1, config.limits.connectionsMax / 2))),
      heartbeat: config.timeouts.heartbeat, eventPace: config.timeouts.eventPace, stopper: stopper)
    self.init(
      config: config, routes: RouteTable.routes(desk), registry: registry, tokens: tokens, storeMark: queue.storeMark,
      logger: logger, runningJob: { queue.jobToken($0) })
  }

  init(
    config: HTTPFrontConfig, routes: [Route], registry: ConnectionRegistry, tokens: TokenStore? = nil,
    storeMark: String? = nil, logger: Logger,
    runningJob: @escaping @Sendable (Substring) -> TokenHolder? = { _ in nil }
  ) {
    precondition(config.problems().isEmpty, "the configuration is checked before the front is made")
    self.config = config
    self.routes = routes
    self.registry = registry
    self.tokens = config.tokenFile.map { tokens ?? TokenStore(path: $0, logger: logger) }
    self.runningJob = runningJob
    self.storeMark = storeMark
    self.logger = logger
    turns = TurnQueues(
      pauses: TurnPauses(known: config.timeouts.turnPause, strangers: config.timeouts.strangerTurnPause))
    group = MultiThreadedEventLoopGroup(numberOfThreads: config.threads)
  }

  /// Open connections right now.
  package var connectionCount: Int { registry.count }

  /// Starts to listen on every address; connections are accepted from here on, and wait for no `run`. A cancel ends the
  /// wait for a token file that cannot be looked at.
  ///
  /// - Errors: nothing is left open when one address fails.
  package func bind() async throws(BindError) -> [BoundAddress] {
    var opened: [Listener] = []
    do throws(BindError) {
      let door = try await makeDoor()
      for address in config.listeners { opened.append(try await listen(on: address, door)) }
    } catch {
      for listener in opened { await listener.close() }
      try? await group.shutdownGracefully()
      throw error
    }
    listeners.withLock { $0 = opened }
    return opened.map(\.address)
  }

  /// Serves until `beginShutdown` or cancellation, then stops accepting, lets requests under way finish for
  /// `timeouts.shutdown`, and closes what is left.
  package func run() async {
    for await _ in shutdown.stream {}
    for listener in listeners.withLock({ $0 }) { await listener.close() }
    registry.quiesce()
    let forced = group.next().scheduleTask(in: config.timeouts.shutdown) { [registry] in registry.closeAll() }
    await registry.waitUntilEmpty()
    forced.cancel()
    // Fails only when it was shut down before; either way its threads are gone.
    try? await group.shutdownGracefully()
  }

  /// Begins the end; `run` returns when it is over. May be called from anywhere, and more than once.
  package func beginShutdown() {
    shutdown.continuation.finish()
  }

  private func listen(on address: ListenAddress, _ door: FrontDoor) async throws(BindError) -> Listener {
    let options = ListenOptions(
      socketMode: config.socketMode, socketGroup: config.socketGroup, backlogMax: config.limits.backlogMax,
      acceptPause: config.timeouts.acceptPause,
      vanishedPeers: VanishedPeers(limits: config.limits, timeouts: config.timeouts),
      writeBufferBytesMax: config.limits.writeBufferBytesMax, takesTCP: door.authenticator.tokens != nil)
    let setup = ConnectionSetup(
      service: door.service(limits: config.limits, timeouts: config.timeouts), registry: registry, turns: turns)
    do throws(ListenError) {
      let listener = try await Listener.open(address, options: options, on: group) { channel, family in
        setup.prepare(channel, family: family)
      }
      registry.keep(for: listener.address.family)
      return listener
    } catch {
      throw .listen(error)
    }
  }

  private func makeDoor() async throws(BindError) -> FrontDoor {
    // Nobody is heard before it is known whom to let in.
    do throws(TokenFileError) {
      try await tokens?.open()
    } catch {
      throw Task.isCancelled ? .cancelled : .tokens(error)
    }
    return FrontDoor(
      router: Router(routes), originGuard: OriginGuard(hosts: config.allowedHosts, origins: config.origins),
      authenticator: Authenticator(
        unixAccess: config.unixAccess, daemonUID: PeerCredentials.ownUID, tokens: tokens,
        runningJob: runningJob),
      storeMark: storeMark, logger: logger)
  }
}
