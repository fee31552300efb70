// What came back with the body of an http job: shown beside its result.

/// The head of the last answer an http job got.
public struct HTTPAnswer: Hashable, Codable, Sendable {
  /// The status code, 100…999.
  public var status: Int
  /// In the order received, names as sent.
  public var headers: [Header]
  /// Of the request that was answered, after redirects.
  public var url: String

  /// One header field.
  public struct Header: Hashable, Codable, Sendable {
    /// As the server wrote it: compare without regard to case.
    public var name: String
    /// May hold secrets, such as those of `Set-Cookie`.
    public var value: String

    /// One field; nothing is checked.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The head of an answer; nothing is checked or cut.
  public init(status: Int, headers: [Header], url: String) {
    self.status = status
    self.headers = headers
    self.url = url
  }
}
