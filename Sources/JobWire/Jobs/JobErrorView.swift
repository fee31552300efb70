// Why an attempt or a job did not succeed, inside JobView and AttemptView.

/// The error of a failed attempt.
public struct JobErrorView: Sendable, Equatable {
  /// A stable word, such as an errno name.
  public var code: String
  /// A sentence for a person.
  public var message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

extension JobErrorView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("code", code)
    writer.field("message", message)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    code = reader.required("code", reader.string("code"), or: "")
    message = reader.required("message", reader.string("message"), or: "")
  }
}
