// Which jobs a list, a wait or a bulk verb is about; the same filter from a query string and from JSON
// (JobFilterWire+Wire).

/// A condition on jobs; all parts that are given must hold.
public struct JobFilterWire: Sendable, Equatable {
  /// Any of these states; `nil` means any state at all, and an empty list none.
  public var states: [WireJobState]?
  public var queue: String?
  public var kind: String?
  /// A pattern with `*` and `?`.
  public var name: String?
  /// All of these tags, with these values.
  public var tags: [String: String] = [:]
  public var batch: Int64?
  public var schedule: String?
  /// Submitted at or after this time.
  public var since: WireTime?
  /// Submitted before this time.
  public var until: WireTime?
  /// Ended at or after this time.
  public var finishedSince: WireTime?
  /// Ended before this time.
  public var finishedUntil: WireTime?
  /// Those that are in their state for this reason, such as `exit` or `timeout`.
  public var reason: String?
  /// Those whose latest attempt ended with this exit code.
  public var exitCode: Int?
  public var attempts: WireAttempts?
  /// The id, or a part of the name, of the command as it is shown, or of the value of a tag; on the wire `q`.
  public var text: String?

  /// A filter every job passes, to fill in.
  public init() {}

  /// Whether every job passes.
  public var isEmpty: Bool { self == JobFilterWire() }

  /// Adds a state, or those `active` or `finished` stand for; false when there is no such word.
  public mutating func add(state word: String) -> Bool {
    guard let matching = WireJobState.matching(word) else { return false }
    let known = states ?? []
    states = known + matching.filter { !known.contains($0) }
    return true
  }

  /// Adds a tag given as `key=value` or `key:value`; false when it is neither.
  public mutating func add(tag text: String) -> Bool {
    guard let middle = text.firstIndex(where: { $0 == "=" || $0 == ":" }), middle > text.startIndex else {
      return false
    }
    tags[String(text[..<middle])] = String(text[text.index(after: middle)...])
    return true
  }

  /// The second half of a sentence about a filter without conditions.
  package static let emptyDetail = "is empty, which means every job; if that is meant, send \"all\": true beside it"

  /// The second half of a sentence about a text that is no tag.
  package static let tagExpectation = "must be a tag such as \"env:prod\""
}
