// The `http` field of a submission: a request as a job.

/// A request the daemon makes.
public struct HTTPSpec: Sendable, Equatable {
  public var url: String
  public var method: String?
  public var headers: [String: String]?
  public var body: String?
  /// Which answers are a success; default 200 to 299.
  public var expectStatus: [StatusRange]?
  /// A regular expression the body must match.
  public var expectBody: String?
  /// How many redirects are followed, 0 to 10; `true` on the wire is 10.
  public var followRedirects: Int?

  public init(
    url: String, method: String? = nil, headers: [String: String]? = nil, body: String? = nil,
    expectStatus: [StatusRange]? = nil, expectBody: String? = nil, followRedirects: Int? = nil
  ) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
    self.expectStatus = expectStatus
    self.expectBody = expectBody
    self.followRedirects = followRedirects
  }
}

extension HTTPSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("url", url)
    writer.optionalField("method", method)
    writer.optionalField("headers", headers)
    writer.optionalField("body", body)
    writer.optionalField("expect_status", expectStatus)
    writer.optionalField("expect_body", expectBody)
    writer.optionalField("follow_redirects", followRedirects)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    url = reader.required("url", reader.string("url"), or: "")
    method = reader.string("method")
    headers = reader.stringMap("headers", max: WireLimits.headersMax)
    body = reader.string("body", bytesMax: .max)
    expectStatus = reader.statusRanges("expect_status")
    expectBody = reader.string("expect_body")
    followRedirects = reader.redirects("follow_redirects")
  }
}

extension ObjectReader {
  /// A count, or whether any are followed.
  fileprivate mutating func redirects(_ name: String) -> Int? {
    switch value(name, .either([.boolean(), .integer()]))?.whole {
    case nil: return nil
    case .bool(let isOn): return isOn ? 10 : 0
    case .integer(let count): return Int(clamping: count)
    case let value?:
      problem(name, "must be a whole number, true or false, not \(value.kindName)")
      return nil
    }
  }
}
