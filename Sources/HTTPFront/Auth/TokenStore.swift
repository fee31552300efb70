// The bearer tokens in force: those of the token file, looked at once a second by a thread of its own. Whoever asks (the
// event loops, and the writer in the middle of a transaction) is told what was found last, and waits for no disk.

import Dispatch
package import JobCore
package import Logging
import NIOCore
import Synchronization

/// Looks up bearer tokens.
package final class TokenStore: Sendable {
  private struct State {
    /// `nil` before the first look is over.
    var snapshot: TokenSnapshot?
    var isWatching = false
    /// Since when somebody looks.
    var lookBegan: NIODeadline?
  }

  let path: String
  private let logger: Logger
  /// How long a changed file may go unnoticed.
  private let interval: TimeAmount
  /// Reads the file; `TokenFileReader.read` but for tests.
  private let look: @Sendable (String, TokenSnapshot?) -> TokenLook?
  /// The only thread that touches the file: where its disk hangs, nobody else does.
  private let thread = DispatchQueue(label: "jobd.tokens", qos: .userInitiated)
  private let state = Mutex(State())

  /// Looks at nothing yet: it begins when it is opened, or when somebody asks.
  package convenience init(path: String, logger: Logger) {
    self.init(path: path, interval: HTTPTimeouts.tokenFileLook, logger: logger)
  }

  /// - Parameter look: takes a look at the file at a path, after another one.
  init(
    path: String, interval: TimeAmount, logger: Logger,
    look: @escaping @Sendable (String, TokenSnapshot?) -> TokenLook? = { TokenLook($0, after: $1) }
  ) {
    self.path = path
    self.interval = interval
    self.logger = logger
    self.look = look
  }

  /// Makes the file if it is not there, and returns when it has been looked at.
  ///
  /// - Errors: if nobody could be let in. Faulty lines are no error, and are logged.
  func open() async throws(TokenFileError) {
    let opened: Result<Void, TokenFileError> = await withCheckedContinuation { continuation in
      thread.async { [self] in continuation.resume(returning: openNow()) }
    }
    try opened.get()
    watch(in: interval)
  }

  private func openNow() -> Result<Void, TokenFileError> {
    do throws(TokenFileError) { try TokenFileReader.createIfMissing(path) } catch { return .failure(error) }
    let tell = lookNow()
    // It may have been found out before, by who asked earlier. Who opens says it, and not the log.
    if let error = state.withLock(\.snapshot)?.error { return .failure(error) }
    tell()
    return .success(())
  }

  /// The identity that the file gives a token; `nil` when the token is not in it, or the file was never opened.
  func identity(for token: Substring) -> Identity? {
    published()?.identity(for: token)
  }

  /// What somebody with this name, as `Identity` has it, may submit now. Tokens can be taken back, users cannot.
  package func standing(of submitter: String) -> SubmitterStanding {
    guard submitter.hasPrefix(TokenEntry.identityPrefix) else { return .unchanged }
    return published()?.standing(of: submitter) ?? .unknown
  }

  /// How the file is now.
  var health: TokenFileHealth {
    let now = NIODeadline.now()
    let (snapshot, began) = state.withLock { ($0.snapshot, $0.lookBegan) }
    var health = snapshot?.health ?? TokenFileHealth()
    // A disk that hangs gives no error: what was read before holds, and may be out of date.
    if let began, now - began > HTTPTimeouts.tokenFileLookLong { health.file = .unread }
    return health
  }

  // MARK: Looking

  /// What was found last. Who asks first sees to it that somebody looks.
  private func published() -> TokenSnapshot? {
    let (snapshot, isWatching) = state.withLock { ($0.snapshot, $0.isWatching) }
    if !isWatching { watch(in: snapshot == nil ? .zero : interval) }
    return snapshot
  }

  /// From now on the file is looked at again and again, for want of an event: its path may lead through links that others
  /// change, and to a disk that tells nobody.
  private func watch(in delay: TimeAmount) {
    let begins = state.withLock { state in
      defer { state.isWatching = true }
      return !state.isWatching
    }
    if begins { lookLater(in: delay) }
  }

  private func round() {
    lookNow()()
    lookLater(in: interval)
  }

  /// And again, until nobody holds this any more: then nobody asks.
  private func lookLater(in delay: TimeAmount) {
    let moment = DispatchTime.now() + .nanoseconds(Int(clamping: delay.nanoseconds))
    thread.asyncAfter(deadline: moment) { [weak self] in self?.round() }
  }

  /// On the thread; what it returns tells of what was found.
  private func lookNow() -> () -> Void {
    let began = NIODeadline.now()
    let last = state.withLock { state in
      state.lookBegan = began
      return state.snapshot
    }
    let found = look(path, last)
    state.withLock { state in
      state.lookBegan = nil
      if let found { state.snapshot = found.snapshot }
    }
    let took = NIODeadline.now() - began
    return { [logger] in
      if took > HTTPTimeouts.tokenFileLookLong {
        logger.warning(
          "the token file could be looked at only now; until then its tokens stayed as they were",
          metadata: ["seconds": "\(took.nanoseconds / 1_000_000_000)"])
      }
      found?.tell(after: last, logger)
    }
  }

  /// Returns when the file has been looked at once more.
  func lookAgain() {
    thread.sync { lookNow()() }
  }
}
