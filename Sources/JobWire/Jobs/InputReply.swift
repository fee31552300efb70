// The answer to bytes for the stdin of a running command.

/// What became of bytes that were sent.
public struct InputReply: Sendable, Equatable {
  /// So many of them were taken, from the first on; the others have to be sent again.
  public var accepted: Int
  /// The attempt that has been given them.
  public var attempt: Int
  /// Whether its stdin has been ended behind them.
  public var closed: Bool

  public init(accepted: Int, attempt: Int, closed: Bool) {
    self.accepted = accepted
    self.attempt = attempt
    self.closed = closed
  }
}

extension InputReply: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("accepted", accepted)
    writer.field("attempt", attempt)
    writer.field("closed", closed)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    accepted = reader.required("accepted", reader.int("accepted"), or: 0)
    attempt = reader.required("attempt", reader.int("attempt"), or: 0)
    closed = reader.required("closed", reader.bool("closed"), or: false)
  }
}
