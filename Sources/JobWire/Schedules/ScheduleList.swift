// The answer of `GET /v1/schedules`.

/// All schedules, by name.
public struct ScheduleList: Sendable, Equatable {
  public var schedules: [ScheduleView]

  public init(schedules: [ScheduleView]) { self.schedules = schedules }
}

extension ScheduleList: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("schedules", schedules)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    schedules = reader.required("schedules", reader.objects("schedules"), or: [])
  }
}
