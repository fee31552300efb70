// The bearer tokens in force: those of the token file, read again when the file has changed. What the file does not say
// any more does not hold any more: a file that is gone or cannot be relied on lets nobody in.

package import JobCore
package import Logging
import NIOCore
import Synchronization

/// Looks up bearer tokens.
package final class TokenStore: Sendable {
  /// A line, and what those hold whom it has let in.
  private struct Door {
    let entry: TokenEntry
    let grant: TokenGrant
  }

  private struct State {
    var doors: [Door] = []
    var health = TokenFileHealth()
    /// Why the last look could not read it.
    var error: TokenFileError?
    var version: TokenFileReader.Version?
    var nextLook = NIODeadline.distantPast
  }

  /// What a look has found, to be told when the lock is left.
  private struct News {
    var ended: [Door] = []
    var faults: [TokenList.Fault] = []
    var error: TokenFileError?
    /// The last look found something wrong, and this one does not.
    var isMended = false
    var health = TokenFileHealth()
  }

  let path: String
  private let logger: Logger
  private let watch: TokenWatch
  /// How long a changed file may go unnoticed.
  private let lookInterval: TimeAmount
  private let state = Mutex(State())

  /// Reads nothing yet: the first who asks does.
  package convenience init(path: String, logger: Logger) {
    self.init(path: path, lookInterval: HTTPTimeouts.tokenFileLook, logger: logger)
  }

  init(path: String, lookInterval: TimeAmount, logger: Logger) {
    self.path = path
    self.lookInterval = lookInterval
    self.logger = logger
    watch = TokenWatch(interval: lookInterval)
    watch.attach { [weak self] in _ = self?.doors() }
  }

  /// Makes the file if it is not there, and reads it.
  ///
  /// - Parameter loop: where it is looked at while somebody waits.
  /// - Errors: if nobody could be let in. Faulty lines are no error, and are logged.
  func open(on loop: (any EventLoop)? = nil) throws(TokenFileError) {
    try TokenFileReader.createIfMissing(path)
    let (news, error) = state.withLock { state in
      let news = look(&state)
      return (news, state.error)
    }
    // It may have been found out before, by who asked earlier.
    if let error { throw error }
    if let news { tell(news) }
    if let loop { watch.start(on: loop) }
  }

  /// The identity that the file gives a token; `nil` when the token is not in it.
  func identity(for token: Substring) -> Identity? {
    let presented = Array(token.utf8)
    // Every entry is compared in full: how long it takes tells nothing about how close a guess was.
    var found: Door?
    for door in doors() where Self.isEqual(door.entry.token, presented) { found = door }
    guard let found else { return nil }
    var identity = found.entry.identity
    identity.grant = found.grant
    return identity
  }

  /// What somebody with this name, as `Identity` has it, may submit now. Tokens can be taken back, users cannot.
  package func standing(of submitter: String) -> SubmitterStanding {
    guard submitter.hasPrefix(TokenEntry.identityPrefix) else { return .unchanged }
    // If several lines have the name, they have the same rights.
    guard let identity = doors().first(where: { $0.entry.identity.name == submitter })?.entry.identity,
      identity.scopes.allows(.submit)
    else { return .revoked }
    return identity.isLimited || identity.runAs != nil
      ? .limited(identity.limits, runAs: identity.runAs) : .unchanged
  }

  /// How the file is now.
  var health: TokenFileHealth {
    _ = doors()
    return state.withLock(\.health)
  }

  // MARK: Looking

  /// The lines in force, after a look at the file if the last one was a while ago.
  private func doors() -> [Door] {
    let (doors, news) = state.withLock { state in
      let now = NIODeadline.now()
      guard now >= state.nextLook else { return (state.doors, News?.none) }
      state.nextLook = now + lookInterval
      let news = look(&state)
      return (state.doors, news)
    }
    if let news { tell(news) }
    return doors
  }

  /// Reads the file if it is not the one that was read last; `nil` if nothing has changed.
  private func look(_ state: inout State) -> News? {
    if let version = state.version, TokenFileReader.version(of: path) == version { return nil }
    var news = News()
    do throws(TokenFileError) {
      let content = try TokenFileReader.read(path)
      let list = TokenList(content.bytes)
      (state.version, state.error) = (content.version, nil)
      take(list.entries, &state, &news)
      news.health = TokenFileHealth(list)
      news.faults = list.faults
    } catch {
      (state.version, state.error) = (nil, error)
      news.health = TokenFileHealth(error)
      news.error = error
      // What it has is not known then, and is as it was, as far as is known.
      if news.health.file != .unread { take([], &state, &news) }
    }
    let before = state.health
    state.health = news.health
    if before == news.health && news.ended.isEmpty { return nil }
    news.isMended = news.health.isGood && !before.isGood
    return news
  }

  /// A line that stands as it stood keeps its grant; what it has let in goes on.
  private func take(_ entries: [TokenEntry], _ state: inout State, _ news: inout News) {
    var old = Dictionary(uniqueKeysWithValues: state.doors.map { ($0.entry.token, $0) })
    state.doors = entries.map { entry in
      guard let door = old[entry.token], door.entry == entry else {
        return Door(entry: entry, grant: TokenGrant(watch))
      }
      old[entry.token] = nil
      return door
    }
    news.ended = Array(old.values)
  }

  private func tell(_ news: News) {
    for door in news.ended { door.grant.end() }
    switch news.error {
    case nil: break
    case .unread(_, let reason):
      logger.warning(
        "the token file cannot be read for now; its tokens stay as they were", metadata: ["error": "\(reason)"])
    case let error?:
      logger.error(
        "the token file cannot be used: none of its tokens is valid", metadata: ["error": "\(error). \(error.hint)"])
    }
    for fault in news.faults {
      var metadata: Logger.Metadata = ["line": "\(fault.line)", "error": "\(fault.fault.detail)"]
      if let name = fault.fault.name { metadata["name"] = "\(name)" }
      logger.error("a line of the token file is not used", metadata: metadata)
    }
    if news.health.faultCount > news.faults.count {
      logger.error("more lines of the token file are not used", metadata: ["lines": "\(news.health.faultCount)"])
    }
    if !news.ended.isEmpty {
      let names = news.ended.prefix(HTTPLimits.tokenFaultsShownMax).map(\.entry.identity.name).sorted()
      logger.notice(
        "tokens are valid no more, or have other rights",
        metadata: ["count": "\(news.ended.count)", "names": "\(names.joined(separator: " "))"])
    }
    if news.isMended { logger.notice("the token file is all right again") }
  }

  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var difference = a.count ^ b.count
    for index in a.indices { difference |= Int(a[index] ^ (index < b.count ? b[index] : 0)) }
    return difference == 0
  }
}
