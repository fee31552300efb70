// The state of the database, inside InfoView.

/// Figures of the store.
public struct StoreView: Sendable, Equatable {
  /// Names the database among others: random, from its beginning on. The same as the field `Jobd-Store` of every
  /// answer. Empty from a jobd before there was one.
  public var mark: String
  public var sqliteVersion: String
  /// Nil for who sees only some of the jobs, and so is the next.
  public var sizeBytes: Int64?
  public var walBytes: Int64?
  /// Whether submissions are refused because the disk is full.
  public var storageFull: Bool
  /// Why the database takes nothing, in a few words; `nil` if it does, as far as is known.
  public var fault: String?

  public init(
    mark: String = "", sqliteVersion: String, sizeBytes: Int64?, walBytes: Int64?, storageFull: Bool,
    fault: String? = nil
  ) {
    self.mark = mark
    self.sqliteVersion = sqliteVersion
    self.sizeBytes = sizeBytes
    self.walBytes = walBytes
    self.storageFull = storageFull
    self.fault = fault
  }
}

extension StoreView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("mark", mark)
    writer.field("sqlite_version", sqliteVersion)
    writer.field("size_bytes", sizeBytes)
    writer.field("wal_bytes", walBytes)
    writer.field("storage_full", storageFull)
    writer.field("fault", fault)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    mark = reader.string("mark") ?? ""
    sqliteVersion = reader.required("sqlite_version", reader.string("sqlite_version"), or: "")
    sizeBytes = reader.integer("size_bytes")
    walBytes = reader.integer("wal_bytes")
    storageFull = reader.required("storage_full", reader.bool("storage_full"), or: false)
    fault = reader.string("fault")
  }
}
