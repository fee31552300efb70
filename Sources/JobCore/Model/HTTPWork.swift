// The work of an http job: one request, and what counts as its success.

/// A request that jobd makes.
public struct HTTPWork: Hashable, Codable, Sendable {
  /// `http` or `https`, at most `Limits.httpURLBytesMax` bytes, without a name and password.
  public var url: String
  /// `nil` is GET, or POST when there is a body.
  public var method: String?
  /// By name; at most `Limits.httpHeadersMax`. Those that jobd sets itself are refused.
  public var headers: [String: String] = [:]
  /// At most `Limits.payloadBytesMax` bytes; `nil` sends none.
  public var body: [UInt8]?
  /// Status codes that are a success; empty is 200 to 299.
  public var expectStatus: [ClosedRange<Int>] = []
  /// A regular expression that must be found in the body; see `TextPattern`.
  public var expectBody: String?
  /// How many redirects are followed, 0…`Limits.redirectsMax`.
  public var redirectsMax = 0

  /// A GET that is a success with 200 to 299, and follows no redirect.
  public init(url: String) {
    self.url = url
  }

  /// Whether an answer with this status is a success.
  public func expects(status: Int) -> Bool {
    expectStatus.isEmpty ? (200...299).contains(status) : expectStatus.contains { $0.contains(status) }
  }
}
