// The answer of `GET /v1/schedules`.

/// Some schedules, by name, and how to get the next ones.
public struct ScheduleList: Sendable, Equatable {
  public var schedules: [ScheduleView]
  /// Opaque; nil on the last page.
  public var nextCursor: String?

  public init(schedules: [ScheduleView], nextCursor: String? = nil) {
    self.schedules = schedules
    self.nextCursor = nextCursor
  }
}

extension ScheduleList: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("schedules", schedules)
    writer.field("next_cursor", nextCursor)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    schedules = reader.required("schedules", reader.objects("schedules"), or: [])
    nextCursor = reader.string("next_cursor")
  }
}
