// One complaint about one field of a request; validation answers carry a list of them.

/// What is wrong with one field of a request.
public struct FieldProblem: Sendable, Equatable {
  /// The path of the field: `queue`, `retry.max_attempts`, `env.FOO`, `argv[2]`; `(body)` for the whole.
  public let field: String
  /// A sentence without subject: "must be a string, not a number".
  public let detail: String

  public init(field: String, detail: String) {
    self.field = field
    self.detail = detail
  }
}

extension FieldProblem: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("field", field)
    writer.field("detail", detail)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    field = reader.required("field", reader.string("field"), or: "")
    detail = reader.required("detail", reader.string("detail"), or: "")
  }
}
