// A member of a batch and what it made, inside BatchView with `results=true`.

/// One entry of a batch's results.
public struct BatchEntryView: Sendable, Equatable {
  public var job: Int64
  public var name: String
  public var state: WireJobState
  public var reason: String?
  public var exitCode: Int?
  public var error: JobErrorView?
  /// What a handler returned as it is, what a command wrote as a string; nil without success, or when it is not UTF-8.
  public var result: JSONValue?
  /// The result where it is not UTF-8.
  public var resultBase64: String?
  /// Whether the result is longer than what is given here.
  public var truncated: Bool

  public init(
    job: Int64, name: String, state: WireJobState, reason: String? = nil, exitCode: Int? = nil,
    error: JobErrorView? = nil, result: JSONValue? = nil, resultBase64: String? = nil, truncated: Bool = false
  ) {
    self.job = job
    self.name = name
    self.state = state
    self.reason = reason
    self.exitCode = exitCode
    self.error = error
    self.result = result
    self.resultBase64 = resultBase64
    self.truncated = truncated
  }
}

extension BatchEntryView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("job", job)
    writer.field("name", name)
    writer.field("state", state)
    writer.field("reason", reason)
    writer.field("exit_code", exitCode)
    writer.field("error", error)
    writer.field("result", result)
    writer.optionalField("result_base64", resultBase64)
    writer.field("truncated", truncated)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    job = reader.required("job", reader.integer("job"), or: 0)
    name = reader.required("name", reader.string("name"), or: "")
    state = reader.required("state", reader.choice("state"), or: .queued)
    reason = reader.string("reason")
    exitCode = reader.int("exit_code")
    error = reader.object("error")
    result = reader.value("result")
    resultBase64 = reader.string("result_base64")
    truncated = reader.bool("truncated") ?? false
  }
}
