// What came back with the body of an http job: shown beside its result.

/// The head of the last answer an http job got.
public struct HTTPAnswer: Hashable, Codable, Sendable {
  public var status: Int
  /// In the order received, names as sent.
  public var headers: [Header]
  /// Of the request that was answered, after redirects.
  public var url: String

  /// One header field.
  public struct Header: Hashable, Codable, Sendable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(status: Int, headers: [Header], url: String) {
    self.status = status
    self.headers = headers
    self.url = url
  }
}
