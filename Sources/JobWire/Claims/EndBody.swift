// The bodies with which a remote worker, or whoever an external job waits for, ends a job.

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
    message = reader.required("message", reader.string("message"), or: "")
    traceback = reader.string("traceback")
  }
}

extension ObjectReader {
  /// `error` as a text or an object.
  mutating func endError(_ name: String) -> EndErrorBody? {
    guard let value = value(name) else { return nil }
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

/// The body of `…/complete`.
public struct CompleteBody: Sendable, Equatable {
  public var result: JSONValue?
  /// The next jobs, in the same answer; not for external jobs.
  public var claim: ClaimBody?

  public init(result: JSONValue? = nil, claim: ClaimBody? = nil) {
    self.result = result
    self.claim = claim
  }
}

extension CompleteBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("result", result)
    writer.optionalField("claim", claim)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    result = reader.value("result")
    claim = reader.object("claim")
  }
}

/// The body of `…/fail`.
public struct FailBody: Sendable, Equatable {
  public var error: EndErrorBody
  /// False ends the job; otherwise its own rule decides.
  public var retry: Bool?
  /// The next jobs, in the same answer; not for external jobs.
  public var claim: ClaimBody?

  public init(error: EndErrorBody, retry: Bool? = nil, claim: ClaimBody? = nil) {
    self.error = error
    self.retry = retry
    self.claim = claim
  }
}

extension FailBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("error", error)
    writer.optionalField("retry", retry)
    writer.optionalField("claim", claim)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    error = reader.required("error", reader.endError("error"), or: EndErrorBody(message: ""))
    retry = reader.bool("retry")
    claim = reader.object("claim")
  }
}

/// The body of `…/release`.
public struct ReleaseBody: Sendable, Equatable {
  /// Not before this much later.
  public var delay: WireDuration?

  public init(delay: WireDuration? = nil) {
    self.delay = delay
  }
}

extension ReleaseBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("delay", delay)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    delay = reader.duration("delay")
  }
}
