// The answer of `POST /v1/wait`.

/// Who has finished and who has not when the wait ended.
public struct WaitReply: Sendable, Equatable {
  /// In order of finishing.
  public var done: [JobView]
  public var pending: [Int64]
  /// Finished as well, after those in `done`, in order of finishing: the answer had no room for them. Whoever wants them
  /// asks again with these ids.
  public var omitted: [Int64]
  /// Whether the time was up before the condition held.
  public var expired: Bool

  public init(done: [JobView], pending: [Int64], omitted: [Int64] = [], expired: Bool) {
    self.done = done
    self.pending = pending
    self.omitted = omitted
    self.expired = expired
  }
}

extension WaitReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    Self.begin(&writer)
    for job in done { job.write(to: &writer) }
    Self.end(&writer, pending: pending, omitted: omitted, expired: expired)
  }

  /// What stands before the jobs that have finished, for an answer that is made piece by piece.
  package static func begin(_ writer: inout JSONWriter) {
    writer.beginObject()
    writer.name("done")
    writer.beginArray()
  }

  /// What stands behind them.
  package static func end(_ writer: inout JSONWriter, pending: [Int64], omitted: [Int64], expired: Bool) {
    writer.endArray()
    writer.field("pending", pending)
    writer.optionalField("omitted", omitted.isEmpty ? nil : omitted)
    writer.field("expired", expired)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    done = reader.required("done", reader.objects("done"), or: [])
    pending = reader.required("pending", reader.integers("pending"), or: [])
    omitted = reader.integers("omitted") ?? []
    expired = reader.required("expired", reader.bool("expired"), or: false)
  }
}
