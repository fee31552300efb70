// The answer of `POST /v1/resume` of queues and jobs.

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
