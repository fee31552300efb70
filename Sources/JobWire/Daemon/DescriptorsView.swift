// How the open files of the daemon are shared out, inside InfoView.

/// How many descriptors there are, and for what.
public struct DescriptorsView: Sendable, Equatable {
  /// What the kernel allows the process.
  public var limit: Int
  /// What it has open when it does nothing.
  public var own: Int
  /// What stays free.
  public var reserve: Int
  /// Jobs that may run at once.
  public var slotsMax: Int
  /// Jobs and batches whose callbacks may be called at once.
  public var callbacksMax: Int
  /// Connections that may be open at once.
  public var connectionsMax: Int

  public init(limit: Int, own: Int, reserve: Int, slotsMax: Int, callbacksMax: Int, connectionsMax: Int) {
    self.limit = limit
    self.own = own
    self.reserve = reserve
    self.slotsMax = slotsMax
    self.callbacksMax = callbacksMax
    self.connectionsMax = connectionsMax
  }
}

extension DescriptorsView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("limit", limit)
    writer.field("own", own)
    writer.field("reserve", reserve)
    writer.field("slots_max", slotsMax)
    writer.field("callbacks_max", callbacksMax)
    writer.field("connections_max", connectionsMax)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    limit = reader.required("limit", reader.int("limit"), or: 0)
    own = reader.required("own", reader.int("own"), or: 0)
    reserve = reader.required("reserve", reader.int("reserve"), or: 0)
    slotsMax = reader.required("slots_max", reader.int("slots_max"), or: 0)
    callbacksMax = reader.required("callbacks_max", reader.int("callbacks_max"), or: 0)
    connectionsMax = reader.required("connections_max", reader.int("connections_max"), or: 0)
  }
}
