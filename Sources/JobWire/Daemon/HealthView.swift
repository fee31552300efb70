// The answer of `GET /healthz` and `/readyz` when all is well.

/// A sign of life.
public struct HealthView: Sendable, Equatable {
  public var status: String

  public init(status: String = "ok") {
    self.status = status
  }
}

extension HealthView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("status", status)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    status = reader.string("status") ?? "ok"
  }
}
