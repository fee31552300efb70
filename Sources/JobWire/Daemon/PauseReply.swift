// The answers of `POST /v1/pause` and `/v1/resume` of queues and jobs.

/// What came of a pause.
public struct PauseReply: Sendable, Equatable {
  /// Jobs that are paused by it; of queues, and of everything, those that ran and stand still.
  public var paused: [Int64]
  public var notPaused: [LeftJobView]
  /// How many more jobs are in neither list, for want of room.
  public var omitted: Int

  public init(paused: [Int64] = [], notPaused: [LeftJobView] = [], omitted: Int = 0) {
    self.paused = paused
    self.notPaused = notPaused
    self.omitted = omitted
  }
}

extension PauseReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("paused", paused)
    writer.field("not_paused", notPaused)
    writer.field("omitted", omitted)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    paused = reader.required("paused", reader.integers("paused"), or: [])
    notPaused = reader.objects("not_paused") ?? []
    omitted = reader.int("omitted") ?? 0
  }
}

/// What came of the end of a pause.
public struct ResumeReply: Sendable, Equatable {
  /// Jobs that go on; of queues those that stood still.
  public var resumed: [Int64]
  public var notResumed: [LeftJobView]
  /// How many more jobs are in neither list, for want of room.
  public var omitted: Int

  public init(resumed: [Int64] = [], notResumed: [LeftJobView] = [], omitted: Int = 0) {
    self.resumed = resumed
    self.notResumed = notResumed
    self.omitted = omitted
  }
}

extension ResumeReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("resumed", resumed)
    writer.field("not_resumed", notResumed)
    writer.field("omitted", omitted)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    resumed = reader.required("resumed", reader.integers("resumed"), or: [])
    notResumed = reader.objects("not_resumed") ?? []
    omitted = reader.int("omitted") ?? 0
  }
}

/// A job with which nothing was done.
public struct LeftJobView: Sendable, Equatable {
  public var id: Int64
  /// `not_found`, `ended`, `held`, `running`, `not_a_command`, `cancelling`, `not_paused`, `still_paused` or
  /// `unreadable`.
  public var reason: String

  public init(id: Int64, reason: String) {
    self.id = id
    self.reason = reason
  }
}

extension LeftJobView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("id", id)
    writer.field("reason", reason)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    id = reader.required("id", reader.integer("id"), or: 0)
    reason = reader.required("reason", reader.string("reason"), or: "")
  }
}
