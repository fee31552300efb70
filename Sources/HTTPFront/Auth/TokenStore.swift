// The bearer tokens in force: those of the token file, read again when the file has changed.

import Logging
import NIOCore
import Synchronization

/// Looks up bearer tokens.
final class TokenStore: Sendable {
  private struct State {
    var entries: [TokenEntry]
    var version: TokenList.Version?
    var nextCheck: NIODeadline
  }

  /// How long a changed file may go unnoticed.
  private static let checkInterval = TimeAmount.seconds(1)

  private let path: String
  private let logger: Logger
  private let state: Mutex<State>

  init(path: String, logger: Logger) throws(TokenFileError) {
    self.path = path
    self.logger = logger
    let file = try TokenList.load(path)
    state = Mutex(State(entries: file.entries, version: file.version, nextCheck: .now() + Self.checkInterval))
  }

  /// The identity that the file gives a token; `nil` when the token is not in it.
  func identity(for token: Substring) -> Identity? {
    let presented = Array(token.utf8)
    let (entries, failure) = state.withLock { state in
      let failure = refresh(&state)
      return (state.entries, failure)
    }
    if let failure {
      logger.warning("token file not usable, keeping the tokens read before", metadata: ["error": "\(failure)"])
    }
    // Every entry is compared in full: how long it takes tells nothing about how close a guess was.
    var found: Identity?
    for entry in entries where Self.isEqual(entry.token, presented) { found = entry.identity }
    return found
  }

  /// Reads the file again if it has changed. A file that is broken for now takes nobody's token away.
  private func refresh(_ state: inout State) -> TokenFileError? {
    let now = NIODeadline.now()
    guard now >= state.nextCheck else { return nil }
    state.nextCheck = now + Self.checkInterval
    let version = TokenList.version(of: path)
    guard version != state.version else { return nil }
    state.version = version
    do throws(TokenFileError) {
      let file = try TokenList.load(path)
      state.entries = file.entries
      state.version = file.version
      return nil
    } catch {
      return error
    }
  }

  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var difference = a.count ^ b.count
    for index in a.indices { difference |= Int(a[index] ^ (index < b.count ? b[index] : 0)) }
    return difference == 0
  }
}
