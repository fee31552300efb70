// How much output a job has written, inside JobView.

/// Sizes of the output of the latest attempt.
public struct LogView: Sendable, Equatable {
  public var stdoutBytes: Int64
  public var stderrBytes: Int64
  /// Whether the middle of a log was removed because it grew over its limit.
  public var truncated: Bool

  public init(stdoutBytes: Int64 = 0, stderrBytes: Int64 = 0, truncated: Bool = false) {
    self.stdoutBytes = stdoutBytes
    self.stderrBytes = stderrBytes
    self.truncated = truncated
  }
}

extension LogView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("stdout_bytes", stdoutBytes)
    writer.field("stderr_bytes", stderrBytes)
    writer.field("truncated", truncated)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    stdoutBytes = reader.integer("stdout_bytes") ?? 0
    stderrBytes = reader.integer("stderr_bytes") ?? 0
    truncated = reader.bool("truncated") ?? false
  }
}
