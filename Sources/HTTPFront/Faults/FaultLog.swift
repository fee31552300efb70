// What the log says of requests that failed for our own sake: their clients are told to look there.

import JobWire
import Logging
import NIOCore
import Synchronization

/// Says what went wrong, each thing once a minute, however often it is met: a row that cannot be read is met by everybody
/// who lists it.
final class FaultLog: Sendable {
  private let logger: Logger
  /// What has been said, and when.
  private let said = Mutex<[String: NIODeadline]>([:])

  init(_ logger: Logger) {
    self.logger = logger
  }

  /// - Parameters:
  ///   - error: what the route has thrown, or its stream has broken off for.
  ///   - route: its path in the table.
  func note(_ error: any Error, route: String, now: NIODeadline = .now()) {
    let words = String(reflecting: error).clipped(to: HTTPLimits.faultScalarsMax)
    let isNews = said.withLock { said in
      said = said.filter { now - $0.value < HTTPTimeouts.faultSaid }
      guard said.count < HTTPLimits.faultsSaidMax, said[words] == nil else { return false }
      said[words] = now
      return true
    }
    if isNews { logger.error("request failed", metadata: ["route": "\(route)", "error": "\(words)"]) }
  }
}
