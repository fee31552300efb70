// The body of `PUT /v1/settings`.

/// Settings of the daemon as a whole; what is absent stays as it is, null means the default.
public struct SettingsRequest: Sendable, Equatable {
  /// Who is told of the end of every job; null: nobody.
  public var callbacks: PatchField<[CallbackSpec]> = .absent

  /// Settings that change nothing, to fill in.
  public init() {}

  /// Settings that change who is told.
  public init(callbacks: [CallbackSpec]) { self.callbacks = .value(callbacks) }
}

extension SettingsRequest: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.patch("callbacks", callbacks) { $0.array($1) }
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    callbacks = reader.patch("callbacks", reader.objects("callbacks"))
  }
}
