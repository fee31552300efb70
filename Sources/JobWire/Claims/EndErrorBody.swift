// What went wrong, as the one who ends a job says it.

/// What went wrong: a text, or an object with a code.
public struct EndErrorBody: Sendable, Equatable {
  public var code: String?
  public var message: String
  public var traceback: String?

  public init(code: String? = nil, message: String, traceback: String? = nil) {
    self.code = code
    self.message = message
    self.traceback = traceback
  }
}

extension EndErrorBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("code", code)
    writer.field("message", message)
    writer.optionalField("traceback", traceback)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    code = reader.string("code")
    message = reader.required("message", reader.string("message", bytesMax: .max), or: "")
    traceback = reader.string("traceback", bytesMax: .max)
  }
}

extension ObjectReader {
  /// `error` as a text or an object.
  mutating func endError(_ name: String) -> EndErrorBody? {
    guard let value = value(name, .either([.text(), .object(EndErrorBody.self)])) else { return nil }
    if case .string(let text) = value { return EndErrorBody(message: text) }
    guard case .object = value else {
      problem(name, "must be a text or an object with a message, not \(value.kindName)")
      return nil
    }
    var problems: [FieldProblem] = []
    let error = Self.read(value, at: name, unknown: .refused, problems: &problems) { EndErrorBody(fields: &$0) }
    for fault in problems { problem(fault.field, fault.detail) }
    return error
  }
}
