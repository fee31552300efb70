// A line of `POST /v1/claims:complete`, and the line that answers it.

/// The end of one of many attempts.
public struct EndLine: Sendable, Equatable {
  public var fence: String
  public var result: JSONValue?
  public var error: EndErrorBody?
  public var retry: Bool?

  public init(fence: String, result: JSONValue? = nil, error: EndErrorBody? = nil, retry: Bool? = nil) {
    self.fence = fence
    self.result = result
    self.error = error
    self.retry = retry
  }
}

extension EndLine: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("fence", fence)
    writer.optionalField("result", result)
    writer.optionalField("error", error)
    writer.optionalField("retry", retry)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    fence = reader.required("fence", reader.string("fence"), or: "")
    result = reader.value("result")
    error = reader.endError("error")
    retry = reader.bool("retry")
    reader.notBoth("error", "result")
  }
}

/// What came of a line.
public struct EndLineReply: Sendable, Equatable {
  public var fence: String
  /// The problem's code; `nil` when the end was taken.
  public var code: String?

  public init(fence: String, code: String? = nil) {
    self.fence = fence
    self.code = code
  }
}

extension EndLineReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("fence", fence)
    if let code { writer.field("code", code) } else { writer.field("ok", true) }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    fence = reader.required("fence", reader.string("fence"), or: "")
    code = reader.string("code")
    _ = reader.bool("ok", only: true)
    reader.exactlyOne(of: Self.outcomes)
  }

  private static let outcomes = ["ok", "code"]
}
