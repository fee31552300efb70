// The answer of `POST /v1/stop`.

/// What the daemon does before it is gone.
public struct StopReply: Sendable, Equatable {
  /// What was asked for; an earlier stop that was stronger holds.
  public var mode: WireStopMode
  /// Slots in use when it was asked.
  public var running: Int
  /// The process that ends.
  public var pid: Int

  public init(mode: WireStopMode, running: Int, pid: Int) {
    self.mode = mode
    self.running = running
    self.pid = pid
  }
}

extension StopReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("mode", mode)
    writer.field("running", running)
    writer.field("pid", pid)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    mode = reader.required("mode", reader.choice("mode"), or: .drain)
    running = reader.required("running", reader.int("running"), or: 0)
    pid = reader.required("pid", reader.int("pid"), or: 0)
  }
}
