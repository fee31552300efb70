// The answer of `POST /v1/drain` and `/v1/resume`.

/// Whether the daemon starts new attempts, and how many still run.
public struct DrainReply: Sendable, Equatable {
  public var draining: Bool
  public var running: Int

  public init(draining: Bool, running: Int) {
    self.draining = draining
    self.running = running
  }
}

extension DrainReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("draining", draining)
    writer.field("running", running)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    draining = reader.required("draining", reader.bool("draining"), or: false)
    running = reader.required("running", reader.int("running"), or: 0)
  }
}
