// What the token file said when it was looked at last. It does not change: whoever looks at the file publishes a new one,
// and whoever asks reads what is published, without waiting for a disk.

import JobCore

/// The tokens in force.
final class TokenSnapshot: Sendable {
  /// A line, and what those hold whom it has let in.
  struct Door: Sendable {
    let entry: TokenEntry
    let grant: TokenGrant
  }

  let doors: [Door]
  let health: TokenFileHealth
  /// Why the last look could not read it.
  let error: TokenFileError?
  /// The file as it was read; `nil` if the next look has to read it again.
  let version: TokenFileReader.Version?
  /// False as long as no look could be made: what the file has is not known then.
  let isKnown: Bool
  /// What those may submit who may submit anything, by their names.
  private let standings: [String: SubmitterStanding]

  init(
    doors: [Door], health: TokenFileHealth, error: TokenFileError? = nil, version: TokenFileReader.Version? = nil,
    isKnown: Bool = true
  ) {
    (self.doors, self.health, self.error) = (doors, health, error)
    (self.version, self.isKnown) = (version, isKnown)
    let submitters = doors.map(\.entry.identity).filter { $0.scopes.allows(.submit) }
    // If several lines have a name, they have the same rights.
    standings = Dictionary(submitters.map { ($0.name, SubmitterStanding($0)) }) { first, _ in first }
  }

  /// What somebody with the name of a token may submit.
  func standing(of submitter: String) -> SubmitterStanding {
    isKnown ? standings[submitter] ?? .revoked : .unknown
  }

  /// The identity that the file gives a token; `nil` when the token is not in it.
  func identity(for token: Substring) -> Identity? {
    let presented = Array(token.utf8)
    // Every entry is compared in full: how long it takes tells nothing about how close a guess was.
    var found: Door?
    for door in doors where Self.isEqual(door.entry.token, presented) { found = door }
    guard let found else { return nil }
    var identity = found.entry.identity
    identity.grant = found.grant
    return identity
  }

  private static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    var difference = a.count ^ b.count
    for index in a.indices { difference |= Int(a[index] ^ (index < b.count ? b[index] : 0)) }
    return difference == 0
  }
}

extension SubmitterStanding {
  fileprivate init(_ identity: Identity) {
    self =
      identity.isLimited || identity.runAs != nil ? .limited(identity.limits, runAs: identity.runAs) : .unchanged
  }
}
