// The body of every error answer: `application/problem+json` as RFC 9457 has it, with a code for programs and a hint
// for people.

/// An error as the daemon answers it.
public struct Problem: Error, Sendable, Equatable {
  /// The media type of a problem body.
  package static let contentType = "application/problem+json"

  /// A URI for the kind of problem.
  public var type: String
  public var title: String
  public var status: Int
  /// One of `WireCode`; text, because a newer daemon may know more.
  public var code: String
  /// What happened this time.
  public var detail: String
  /// What to do next.
  public var hint: String?
  /// What it is about, where that is one thing.
  public var subject: ProblemSubject?
  /// What is wrong with which field; empty unless the request was invalid.
  public var errors: [FieldProblem]
  /// The job in the way, for `duplicate` and `invalid_state`.
  public var jobID: Int64?
  /// The line of the first bad submission, from 1, when many were sent.
  public var line: Int?
  /// On how many jobs a verb over many was carried out before it could not go on.
  public var count: Int?

  public init(
    _ code: WireCode, detail: String, hint: String? = nil, subject: ProblemSubject? = nil, errors: [FieldProblem] = [],
    jobID: Int64? = nil, line: Int? = nil, count: Int? = nil
  ) {
    type = "urn:jobd:problem:\(code.rawValue)"
    title = code.title
    status = code.status
    self.code = code.rawValue
    self.detail = detail
    self.hint = hint
    self.subject = subject
    self.errors = errors
    self.jobID = jobID
    self.line = line
    self.count = count
  }

  /// The code, when this version knows it.
  public var wireCode: WireCode? { WireCode(rawValue: code) }
}

extension Problem: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("type", type)
    writer.field("title", title)
    writer.field("status", status)
    writer.field("code", code)
    writer.field("detail", detail)
    writer.optionalField("hint", hint)
    writer.optionalField("subject", subject)
    if !errors.isEmpty { writer.field("errors", errors) }
    writer.optionalField("job_id", jobID)
    writer.optionalField("line", line)
    writer.optionalField("count", count)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    type = reader.string("type") ?? "about:blank"
    title = reader.string("title") ?? ""
    status = reader.required("status", reader.int("status"), or: 500)
    code = reader.required("code", reader.string("code"), or: "internal")
    detail = reader.string("detail") ?? ""
    hint = reader.string("hint")
    subject = reader.object("subject")
    errors = reader.objects("errors") ?? []
    jobID = reader.integer("job_id")
    line = reader.int("line")
    count = reader.int("count")
  }
}
