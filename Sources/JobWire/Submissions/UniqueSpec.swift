// The `unique` field of a submission.

/// At most one unfinished job has this key.
public struct UniqueSpec: Sendable, Equatable {
  public var key: String
  /// What becomes of a second one; default reject.
  public var onConflict: UniqueConflict?
  /// How long the key stays taken after the end.
  public var keptFor: WireDuration?

  public init(key: String, onConflict: UniqueConflict? = nil, keptFor: WireDuration? = nil) {
    self.key = key
    self.onConflict = onConflict
    self.keptFor = keptFor
  }
}

extension UniqueSpec: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .refused }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("key", key)
    writer.optionalField("on_conflict", onConflict)
    writer.optionalField("for", keptFor)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    key = reader.required("key", reader.string("key"), or: "")
    onConflict = reader.choice("on_conflict")
    keptFor = reader.duration("for")
  }
}
