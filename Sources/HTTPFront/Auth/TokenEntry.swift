// One line of the token file:
//
//     TOKEN NAME SCOPES [queues=Q1,Q2] [kinds=exec,shell] [run_as=USER]
//
// SCOPES is a comma-separated list of read, submit, work, admin. Nothing that is said of a faulty line quotes it: any of
// its words may be the token.

import JobCore

/// A line of the token file.
struct TokenEntry: Sendable, Equatable {
  let token: [UInt8]
  let identity: Identity
}

/// Why a line is not used.
struct TokenLineFault: Error, Equatable {
  let detail: String
  /// If it can be told from the token.
  var name: String?
}

extension TokenEntry {
  /// Of the names of identities that tokens give; nobody else's begins with it.
  static let identityPrefix = "token:"
  /// Shorter tokens can be guessed.
  static let tokenBytesMin = 16
  /// Longer ones fit into no request.
  static let tokenBytesMax = 8 << 10
  /// The name stands in front of every idempotency key of the token's owner.
  static let nameBytesMax = 100

  /// - Returns: `nil` for an empty line and for a comment.
  init?(line: ArraySlice<UInt8>) throws(TokenLineFault) {
    let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let token = words.first, token.first != UInt8(ascii: "#") else { return nil }
    guard words.count >= 3 else { throw TokenLineFault(detail: "it needs a token, a name and scopes") }
    guard token.count >= Self.tokenBytesMin else {
      throw TokenLineFault(detail: "its first word is the token, and has fewer than \(Self.tokenBytesMin) characters")
    }
    guard token.count <= Self.tokenBytesMax, token.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw TokenLineFault(detail: "no request can carry such a token: at most 8192 of the visible ASCII characters")
    }
    let name = try Self.name(words[1])
    do throws(TokenLineFault) {
      var identity = Identity(name: Self.identityPrefix + name, scopes: try Self.scopes(words[2]))
      for index in words.indices.dropFirst(3) {
        if try Self.applyUser(words[index], to: &identity) { continue }
        try Self.apply(words[index], number: index + 1, to: &identity.limits)
      }
      self.init(token: Array(token), identity: identity)
    } catch {
      throw TokenLineFault(detail: error.detail, name: name)
    }
  }

  private static func name(_ word: ArraySlice<UInt8>) throws(TokenLineFault) -> String {
    guard let name = String(validating: word, as: UTF8.self) else { throw TokenLineFault(detail: "it is not UTF-8") }
    guard word.count <= nameBytesMax else {
      throw TokenLineFault(detail: "its second word is the name, and has more than \(nameBytesMax) bytes")
    }
    guard !name.unicodeScalars.contains(where: { [.control, .format].contains($0.properties.generalCategory) }) else {
      throw TokenLineFault(detail: "its name has characters that are not seen")
    }
    // Such a name would be shown with every job.
    let digits = Array("0123456789abcdefABCDEF".utf8)
    guard word.count < 32 || !word.allSatisfy(digits.contains) else {
      throw TokenLineFault(detail: "its second word is the name, and looks like a token")
    }
    return name
  }

  private static func scopes(_ word: ArraySlice<UInt8>) throws(TokenLineFault) -> ScopeSet {
    var scopes: ScopeSet = []
    for name in word.split(separator: UInt8(ascii: ",")) {
      guard let scope = Scope(rawValue: String(decoding: name, as: UTF8.self)) else {
        throw TokenLineFault(detail: "its third word is the scopes: a list of read, submit, work and admin")
      }
      scopes.insert(ScopeSet(scope))
    }
    guard !scopes.isEmpty else { throw TokenLineFault(detail: "it names no scope") }
    return scopes
  }

  /// Whether the word says as whom its commands run. Whether there is such a user, and whether it may be named, shows when
  /// something is submitted.
  private static func applyUser(_ word: ArraySlice<UInt8>, to identity: inout Identity) throws(TokenLineFault) -> Bool {
    let key = Array("run_as=".utf8)
    guard word.starts(with: key) else { return false }
    guard identity.runAs == nil else { throw TokenLineFault(detail: "it has run_as= twice") }
    guard let user = String(validating: word.dropFirst(key.count), as: UTF8.self), !user.isEmpty,
      !user.utf8.contains(UInt8(ascii: ","))
    else { throw TokenLineFault(detail: "its run_as= must name one user") }
    identity.runAs = user
    return true
  }

  private static func apply(
    _ word: ArraySlice<UInt8>, number: Int, to limits: inout RealmLimits
  ) throws(TokenLineFault) {
    guard let text = String(validating: word, as: UTF8.self) else { throw TokenLineFault(detail: "it is not UTF-8") }
    let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
    let key = String(Substring(parts[0]))
    guard parts.count == 2, ["queues", "kinds"].contains(key) else {
      throw TokenLineFault(detail: "its word \(number) must be queues=..., kinds=... or run_as=...")
    }
    let values = parts[1].split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
    guard !values.isEmpty else { throw TokenLineFault(detail: "its \(key)= names none") }
    let isTwice = key == "queues" ? limits.queues != nil : limits.kinds != nil
    guard !isTwice else { throw TokenLineFault(detail: "it has \(key)= twice") }
    if key == "queues" {
      limits.queues = Set(values)
    } else {
      let kinds = values.compactMap { JobKind(name: $0) }
      guard kinds.count == values.count else {
        let names = JobKind.allCases.map(\.name).joined(separator: ", ")
        throw TokenLineFault(detail: "its kinds= names one that there is not; there are \(names)")
      }
      limits.kinds = Set(kinds)
    }
  }
}
