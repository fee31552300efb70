// The head of the last answer an http job got, in JobView with `view=full`; the body is the job's result.

/// What a server answered.
public struct HTTPAnswerView: Sendable, Equatable {
  public var status: Int
  /// By lower-case name; the values of a name that came more than once are joined with a comma.
  public var headers: [String: String]
  /// Of the request that was answered, after redirects.
  public var url: String

  public init(status: Int, headers: [String: String], url: String) {
    self.status = status
    self.headers = headers
    self.url = url
  }
}

extension HTTPAnswerView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("status", status)
    writer.field("headers", headers)
    writer.field("url", url)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    status = reader.required("status", reader.int("status"), or: 0)
    headers = reader.stringMap("headers") ?? [:]
    url = reader.required("url", reader.string("url"), or: "")
  }
}
