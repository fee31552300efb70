// The answer of `GET /healthz` and `/readyz` when all is well.

/// A sign of life.
public struct HealthView: Sendable, Equatable {
  public var status: String
  /// Only in `/readyz`, and only if something is wrong with the file.
  public var tokenFile: TokenFileView?

  public init(status: String = "ok", tokenFile: TokenFileView? = nil) {
    self.status = status
    self.tokenFile = tokenFile
  }
}

extension HealthView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("status", status)
    writer.optionalField("token_file", tokenFile)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    status = reader.string("status") ?? "ok"
    tokenFile = reader.object("token_file")
  }
}
