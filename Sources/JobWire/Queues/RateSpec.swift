// The `rate` field of a queue.

/// At most `count` starts per `per`, with `burst` at once, as many as `count` if it is not given.
public struct RateSpec: Sendable, Equatable {
  public var count: Int
  public var per: WireDuration
  public var burst: Int?

  public init(count: Int, per: WireDuration, burst: Int? = nil) {
    self.count = count
    self.per = per
    self.burst = burst
  }
}

extension RateSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("count", count)
    writer.field("per", per)
    writer.optionalField("burst", burst)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    count = reader.required("count", reader.int("count"), or: 0)
    per = reader.required("per", reader.duration("per"), or: WireDuration(micros: 0))
    burst = reader.int("burst")
  }
}
