// The answer of `POST /v1/pause`.

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
