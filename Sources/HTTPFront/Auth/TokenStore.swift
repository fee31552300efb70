// The bearer tokens in force: those of the token file, looked at by a thread of its own, once a second as long as anybody
// asks or something goes on that a token has let in. Whoever asks (the event loops, and the writer in the middle of a
// transaction) is told what was found last, and waits for no disk that hangs.

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
    /// The next look is coming, or somebody looks.
    var isWatching = false
    /// Until when those who ask wait for the look after a quiet time; `nil` once that look is over.
    var freshBy: NIODeadline?
    /// Nobody has looked for a quiet time, and since then no look has found out how the file is: what was known before may
    /// be of any age.
    var isOutdated = false
    /// Who waits until it is no longer outdated.
    var waiting: [Int: AsyncStream<Never>.Continuation] = [:]
    var waits = 0
    /// Looks since somebody has asked.
    var unasked = 0
    /// Since when somebody looks.
    var lookBegan: NIODeadline?
  }

  let path: String
  private let logger: Logger
  /// How long a changed file may go unnoticed.
  private let interval: TimeAmount
  /// How long those who ask after a quiet time wait for a look, on an event loop and elsewhere.
  private let lookWait: TimeAmount
  private let patience: TimeAmount
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
    path: String, interval: TimeAmount, lookWait: TimeAmount = HTTPTimeouts.tokenFileLookWait,
    patience: TimeAmount = HTTPTimeouts.tokenFileLookLong, logger: Logger,
    look: @escaping @Sendable (String, TokenSnapshot?) -> TokenLook? = { TokenLook($0, after: $1) }
  ) {
    self.path = path
    self.interval = interval
    self.lookWait = lookWait
    self.patience = patience
    self.logger = logger
    self.look = look
  }

  /// Whether the file is there; `nil` if the calling task is cancelled before that is known.
  package func isFileThere() async -> Bool? {
    await onThread { [path] in TokenFileReader.isThere(path) }
  }

  /// Makes the file if it is not there, and returns when it has been looked at, or when the calling task is cancelled.
  ///
  /// - Errors: if nobody could be let in. Faulty lines are no error, and are logged.
  func open() async throws(TokenFileError) {
    guard let opened = await onThread({ self.openNow() }) else {
      throw .unread(path: path, reason: "nobody waits for it any more")
    }
    try opened.get()
    let begins = state.withLock { state in
      defer { state.isWatching = true }
      return !state.isWatching
    }
    if begins { lookLater(in: interval) }
  }

  /// What is found out on the thread, which a disk may hold up for as long as it likes; `nil` if the calling task is
  /// cancelled before that.
  private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value? {
    let (answer, continuation) = AsyncStream<Value>.makeStream()
    thread.async {
      continuation.yield(body())
      continuation.finish()
    }
    return await answer.first { _ in true }
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
  ///
  /// - Errors: `tokensUnknown` after a quiet time, as long as the file cannot be looked at.
  func identity(for token: Substring) throws(HTTPFault) -> Identity? {
    switch published() {
    case .outdated: throw .tokensUnknown
    case .known(let snapshot): snapshot?.identity(for: token)
    }
  }

  /// What somebody with this name, as `Identity` has it, may submit now. Tokens can be taken back, users cannot.
  package func standing(of submitter: String) -> SubmitterStanding {
    guard submitter.hasPrefix(TokenEntry.identityPrefix) else { return .unchanged }
    guard case .known(let snapshot?) = published() else { return .unknown }
    return snapshot.standing(of: submitter)
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

  /// Whether the token was in the file when that was known last.
  func hasKnown(_ token: Substring) -> Bool {
    state.withLock(\.snapshot)?.identity(for: token) != nil
  }

  /// Sees to it that what the file says, and a grant, is not out of date, and stays so while a grant is held from now on.
  /// Waits for a look after a quiet time for as long as that may take; false if it took too long, or the calling task is
  /// cancelled.
  func catchUp() async -> Bool {
    keepLooking()
    let (looked, continuation) = AsyncStream<Never>.makeStream()
    let place: Int? = state.withLock { state in
      if !state.isOutdated { return nil }
      state.waits += 1
      state.waiting[state.waits] = continuation
      return state.waits
    }
    guard let place else { return true }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in looked {} }
      group.addTask { [patience] in try? await Task.sleep(for: .nanoseconds(patience.nanoseconds)) }
      await group.next()
      group.cancelAll()
    }
    return state.withLock { state in
      state.waiting[place] = nil
      return !state.isOutdated
    }
  }

  private enum Published {
    /// What was found last, within the interval or just now; `nil` before the first look.
    case known(TokenSnapshot?)
    case outdated
  }

  /// What was found last. Who asks after a quiet time has the file looked at first, and waits for that a moment, as do
  /// all who come in that moment; a disk that hangs holds up nobody after it. A token may have been taken back in the quiet
  /// time, so until a look has succeeded nobody is let in by what was known before. Who can wait longer asks `catchUp`.
  private func published() -> Published {
    keepLooking()
    let left = state.withLock(\.freshBy).map { $0 - .now() } ?? .zero
    if left > .zero {
      // Behind the look that has been asked for. Safe: all waits of a quiet time end `lookWait` after its first question,
      // whatever the disk does, and the thread that signals takes nothing that is held here.
      let looked = DispatchSemaphore(value: 0)
      thread.async { looked.signal() }
      _ = looked.wait(timeout: .now() + .nanoseconds(Int(left.nanoseconds)))
    }
    return state.withLock { $0.isOutdated ? .outdated : .known($0.snapshot) }
  }

  /// From now on the file is looked at again and again, for want of an event (its path may lead through links that others
  /// change, and to a disk that tells nobody), until nobody asks and nothing goes on that a token has let in: an idle
  /// daemon sleeps.
  func keepLooking() {
    let begins = state.withLock { state in
      state.unasked = 0
      if state.isWatching { return false }
      (state.isWatching, state.freshBy) = (true, .now() + lookWait)
      state.isOutdated = state.snapshot != nil
      return true
    }
    if begins { thread.async { [weak self] in self?.round() } }
  }

  /// How many wait in `catchUp`.
  var waitingCount: Int { state.withLock(\.waiting.count) }

  /// Whether the next look is coming.
  var isWatching: Bool { state.withLock(\.isWatching) }

  private func round() {
    lookNow()()
    let goesOn = state.withLock { state in
      state.freshBy = nil
      // Once more than would do: what was let in just now may not have begun.
      state.unasked += 1
      state.isWatching = state.unasked <= 2 || state.snapshot?.doors.contains { $0.grant.isHeld } == true
      return state.isWatching
    }
    if goesOn { lookLater(in: interval) }
  }

  /// And again, unless nobody holds this any more: then nobody asks.
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
    return { [self] in
      if took > HTTPTimeouts.tokenFileLookLong {
        logger.warning(
          "the token file could be looked at only now; until then its tokens stayed as they were, or were not known",
          metadata: ["seconds": "\(took.nanoseconds / 1_000_000_000)"])
      }
      found?.tell(after: last, logger)
      // Whoever is told so finds that the grants have ended which are gone.
      if found?.snapshot.health.file != .unread { noteKnown() }
    }
  }

  private func noteKnown() {
    let waiting = state.withLock { state in
      state.isOutdated = false
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.finish() }
  }

  /// Returns when the file has been looked at once more.
  func lookAgain() {
    thread.sync { lookNow()() }
  }
}
