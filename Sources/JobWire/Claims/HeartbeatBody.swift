// The bodies of heartbeats: of one claim, with its progress, and of many, which may wait for news.

/// The body of `POST /v1/claims/{fence}/heartbeat`.
public struct HeartbeatBody: Sendable, Equatable {
  public var progress: ProgressRequest?

  public init(progress: ProgressRequest? = nil) {
    self.progress = progress
  }
}

extension HeartbeatBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.optionalField("progress", progress)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    progress = reader.object("progress")
  }
}

/// The body of `POST /v1/claims:heartbeat`.
public struct HeartbeatsBody: Sendable, Equatable {
  public var fences: [String]
  /// Answers as soon as one of them is cancelled, or after this long.
  public var wait: WireDuration?

  public init(fences: [String], wait: WireDuration? = nil) {
    self.fences = fences
    self.wait = wait
  }
}

extension HeartbeatsBody: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("fences", fences)
    writer.optionalField("wait", wait)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    fences = reader.required("fences", reader.strings("fences"), or: [])
    wait = reader.duration("wait")
  }
}
