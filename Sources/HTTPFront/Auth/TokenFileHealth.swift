// How the token file is, for those who look after the daemon: without a word of what stands in it.

/// What is wrong with the token file.
struct TokenFileHealth: Sendable, Equatable {
  enum File: String, Sendable {
    case usable
    /// It is gone, and with it all tokens.
    case missing
    /// It is there, and not to be relied on, so that no token of it is.
    case unusable
    /// It could not be read the last time; what was read before holds.
    case unread
  }

  var file = File.usable
  /// The first few of the lines that are not used, from 1.
  var faultyLines: [Int] = []
  var faultCount = 0

  init() {}

  init(_ list: TokenList) {
    faultyLines = list.faults.map(\.line)
    faultCount = list.faultCount
  }

  init(_ error: TokenFileError) {
    file =
      switch error {
      case .missing: .missing
      case .unread: .unread
      case .unusable, .link, .foreign, .tooOpen: .unusable
      }
  }

  var isGood: Bool { self == TokenFileHealth() }
}
