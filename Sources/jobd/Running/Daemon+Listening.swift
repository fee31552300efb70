// Where the daemon listens, and how a start that waits for the disk of its token file hears of a stop.

import Glibc
import HTTPFront
import JobCore
import JobWire
import Logging
import NIOCore

extension Daemon {
  /// What to listen on: sockets passed by systemd replace the default, and add to what is configured.
  var listeners: [ListenAddress] {
    let passed = inherited.map { ListenAddress.inherited(descriptor: $0.descriptor) }
    return passed.isEmpty || !config.isListenDefault ? passed + config.listen : passed
  }

  /// Whether anybody without a user id can knock.
  var needsTokens: Bool {
    inherited.contains(where: \.isTCP) || listeners.contains { if case .tcp = $0 { true } else { false } }
  }

  /// All but the token file, for which a disk is asked.
  var frontConfig: HTTPFrontConfig {
    var front = HTTPFrontConfig(listeners: listeners)
    front.socketMode = config.effectiveSocketMode
    front.socketGroup = config.socketGroup
    // A socket that others may open by its mode is meant for them; one that is 0600 is checked by uid as well.
    let isOpenToOthers = config.effectiveSocketMode & 0o077 != 0 || inherited.contains(where: \.isOpenToOthers)
    front.unixAccess = isOpenToOthers ? .anyoneWhoConnects : .owner
    // Who listens on an address by its name expects requests that name it.
    front.allowedHosts = config.allowedHosts + listeners.compactMap(\.ownHost)
    front.origins = config.origins.compactMap { WebOrigin($0) }
    front.version = Version.current
    front.isDebug = config.isDebug
    front.limits.bodyBytesMax = config.bodyBytesMax
    front.limits.bodyBytesTotalMax = max(front.limits.bodyBytesTotalMax, config.bodyBytesMax)
    front.limits.connectionsMax = descriptors.connectionsMax
    front.limits.descriptorNumbersMax = descriptors.numbersMax
    front.descriptors = descriptors
    front.timeouts.header = .microseconds(config.headerTimeoutMicros)
    front.timeouts.idle = .microseconds(config.idleTimeoutMicros)
    return front
  }

  /// Listens; `nil` if a stop was asked for while the disk of the token file did not answer.
  func listen(
    for queue: JobQueue, _ stops: StopRequests
  ) async throws(DaemonFailure) -> (front: HTTPFront, addresses: [BoundAddress])? {
    if config.isListenDefault { makeSocketDirectory() }
    let bound = await untilStop(stops) { () async -> Result<(HTTPFront, [BoundAddress]), BindError> in
      do throws(BindError) { return .success(try await bind(queue, stops)) } catch { return .failure(error) }
    }
    do throws(BindError) {
      return try bound.get()
    } catch {
      if error == .cancelled { return nil }
      throw .listen(error)
    }
  }

  private func bind(_ queue: JobQueue, _ stops: StopRequests) async throws(BindError) -> (HTTPFront, [BoundAddress]) {
    guard let isTokenFileThere = await tokens.isFileThere() else { throw .cancelled }
    var front = frontConfig
    // What a browser or a proxy sends to a Unix socket needs a token, too; if there is no file, it has none.
    front.tokenFile = needsTokens || isTokenFileThere ? config.tokensFile : nil
    let opened = HTTPFront(config: front, queue: queue, tokens: tokens, logger: logger) { [logger] mode in
      logger.notice("a request asks for a stop", metadata: [LogKeys.mode: "\(mode)"])
      stops.ask(mode)
    }
    let addresses = try await opened.bind()
    if needsTokens && !isTokenFileThere {
      StandardStream.output.write(
        "jobd made an admin token for TCP in \(config.tokensFile); whoever has it can run commands as this user")
    }
    return (opened, addresses)
  }

  /// As with the data directory: a place that jobd chose itself is made by jobd, unless a service manager has made it.
  /// If it cannot be made, listening there fails, and says why.
  private func makeSocketDirectory() {
    for case .unix(let path) in listeners {
      guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.startIndex else { continue }
      let directory = String(path[..<slash])
      // Who may connect is for the socket's own mode to say.
      if mkdir(directory, 0o755) == 0 { chmod(directory, 0o755) }
    }
  }
}
