// Whether a daemon is there, asked before one is started.

import JobClient
import JobWire

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looks for a daemon that answers.
enum FoundDaemon {
  /// Where one answers; nil if none does.
  ///
  /// - Parameter url: where to look; nil: where this user's would be, of which the machine's is not one.
  /// - Errors: one that is about to end, and whatever is no daemon.
  static func endpoint(_ url: String?) async throws -> Endpoint? {
    let endpoint: Endpoint
    do throws(ClientError) {
      endpoint = try Endpoint.discover(url: url)
    } catch {
      if case .noDaemon = error { return nil }
      throw error
    }
    if url == nil, endpoint == .unix(path: Endpoint.systemSocket), geteuid() != 0 { return nil }
    do {
      try await JobClient.withClient(endpoint: endpoint) { try await $0.checkReady() }
    } catch let error as ClientError {
      switch error {
      case .unreachable: return nil
      case .refused(let problem) where problem.wireCode == .shuttingDown:
        throw CommandFailure(
          .unreachable, "The daemon at \(endpoint) is stopping.",
          hint: "Start it when it is gone; `jobctl stop` waits for that.")
      // It cannot write at the moment, but it is there.
      case .refused: break
      default: throw error
      }
    }
    return endpoint
  }
}
