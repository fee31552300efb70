// A look at the token file: what it says now, and what of that is news. What the file does not say any more does not hold
// any more; a file that could not be read says nothing, and what was known before holds.

import JobCore
import Logging

/// What a look has found.
struct TokenLook {
  let snapshot: TokenSnapshot
  private var ended: [TokenSnapshot.Door] = []
  private var faults: [TokenList.Fault] = []
  /// The last look found something wrong, and this one does not.
  private let isMended: Bool

  /// Reads the file if it is not the one that was read last; `nil` if nothing has changed.
  init?(_ path: String, after last: TokenSnapshot?) {
    if let version = last?.version, TokenFileReader.version(of: path) == version { return nil }
    let content: Result<TokenFileReader.Content, TokenFileError>
    do throws(TokenFileError) { content = .success(try TokenFileReader.read(path)) } catch { content = .failure(error) }
    self.init(content, after: last)
  }

  /// - Parameter content: what was read, or why it could not be.
  init(_ content: Result<TokenFileReader.Content, TokenFileError>, after last: TokenSnapshot?) {
    switch content {
    case .success(let content):
      let list = TokenList(content.bytes)
      let doors = Self.doors(list.entries, &ended, last)
      snapshot = TokenSnapshot(doors: doors, health: TokenFileHealth(list), version: content.version)
      faults = list.faults
    case .failure(let error):
      let health = TokenFileHealth(error)
      let isUnread = health.file == .unread
      // What it has is not known then, and is as it was, as far as is known.
      let doors = isUnread ? last?.doors ?? [] : Self.doors([], &ended, last)
      snapshot = TokenSnapshot(
        doors: doors, health: health, error: error, isKnown: isUnread ? last?.isKnown ?? false : true)
    }
    isMended = snapshot.health.isGood && last?.health.isGood == false
  }

  /// A line that stands as it stood keeps its grant; what it has let in goes on.
  private static func doors(
    _ entries: [TokenEntry], _ ended: inout [TokenSnapshot.Door], _ last: TokenSnapshot?
  ) -> [TokenSnapshot.Door] {
    var old = Dictionary(uniqueKeysWithValues: (last?.doors ?? []).map { ($0.entry.token, $0) })
    let doors = entries.map { entry in
      guard let door = old[entry.token], door.entry == entry else {
        return TokenSnapshot.Door(entry: entry, grant: TokenGrant())
      }
      old[entry.token] = nil
      return door
    }
    ended = Array(old.values)
    return doors
  }

  /// Ends what has ended, and lets the log say what is new since the last look. Called once the snapshot is published.
  func tell(after last: TokenSnapshot?, _ logger: Logger) {
    for door in ended { door.grant.end() }
    // What was said is not said again with every look.
    if ended.isEmpty && snapshot.health == last?.health ?? TokenFileHealth() { return }
    switch snapshot.error {
    case nil: break
    case .unread(_, let reason):
      let what = snapshot.isKnown ? "its tokens stay as they were" : "who is in it is not known"
      logger.warning("the token file cannot be read for now; \(what)", metadata: ["error": "\(reason)"])
    case let error?:
      logger.error(
        "the token file cannot be used: none of its tokens is valid", metadata: ["error": "\(error). \(error.hint)"])
    }
    for fault in faults {
      var metadata: Logger.Metadata = ["line": "\(fault.line)", "error": "\(fault.fault.detail)"]
      if let name = fault.fault.name { metadata["name"] = "\(name)" }
      logger.error("a line of the token file is not used", metadata: metadata)
    }
    if snapshot.health.faultCount > faults.count {
      logger.error("more lines of the token file are not used", metadata: ["lines": "\(snapshot.health.faultCount)"])
    }
    if !ended.isEmpty {
      let names = ended.prefix(HTTPLimits.tokenFaultsShownMax).map(\.entry.identity.name).sorted()
      logger.notice(
        "tokens are valid no more, or have other rights",
        metadata: ["count": "\(ended.count)", "names": "\(names.joined(separator: " "))"])
    }
    if isMended { logger.notice("the token file is all right again") }
  }
}
